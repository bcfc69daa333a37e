"""The profile of the second platform, as an engineer of that company would write it, in any dialect.

`python -m tests.second_platform profile > profiles/second.yaml`; addresses and secrets come from `up`.
"""

from __future__ import annotations

from typing import Any

from tests.second_platform.dialect import Dialect
from tests.second_platform.profile_agreements import agreements
from tests.second_platform.profile_operations import operations
from tests.second_platform.profile_product import product
from tests.second_platform.profile_records import messages, populations
from tests.second_platform.profile_services import database, encrypted_hops, optional_services, scoring_api, stores

PROGRAM = ["python", "-m", "tests.second_platform"]


def profile(dialect: Dialect, name: str = "second") -> dict[str, Any]:
    """The whole profile: what the environment is, how the product says and does things, and what was agreed."""
    return {
        **_environment(dialect, name),
        **_product(dialect),
        **agreements(dialect),
    }


def _environment(d: Dialect, name: str) -> dict[str, Any]:
    instance = ["--instance", "{run_id}"]
    return {
        "name": name,
        "description": "The scoring platform of a small lender",
        "provision": {
            "status": [*PROGRAM, "status", "--json"],
            "up": [*PROGRAM, "up", "--json", *instance, "--owner-pid", "{pid}"],
            "down": [*PROGRAM, "down", *instance],
            "defects": {
                "list": [*PROGRAM, "defects", "list", "--json"],
                "switch_on": [*PROGRAM, "defects", "on", "{defect}", *instance],
                "switch_off": [*PROGRAM, "defects", "off", "{defect}", *instance],
            },
        },
        "permissions": {"read": True, "synthetic": True, "write": True, "destroy": True},
        "services": {"scoring_api": scoring_api(d), "database": database(), **optional_services(d)},
        "stores": stores(d),
        "encrypted_hops": encrypted_hops(d),
        "card_test_range": {"prefix": "400022", "agreed_by": "head of payments", "date": "2026-11-20"},
        "limits": {
            "event_s": 20,
            "erasure_s": 30,
            "bulk_messages": 50,
            "copy_s": d.cache_s,
            "delivery_window_s": 3600,
            "replicas_s": d.behind_ms / 1000,
        },
    }


def _product(d: Dialect) -> dict[str, Any]:
    return {
        "product": product(d),
        "operations": operations(d),
        **(messages(d) if "events" in d.services else {}),
        "populations": populations(d),
    }
