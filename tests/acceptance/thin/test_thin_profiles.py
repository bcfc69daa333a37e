"""Whatever a company leaves out of its profile, it can be read, and nothing is blamed for it but the profile."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import certifi
import cutting
import pytest
import yaml
import yes_man

from acceptance.outcome import Cause, Outcome
from acceptance.profile import load
from acceptance.profile.joining import join
from acceptance.profile.loading import VARIABLE

PROFILE = Path("profiles/local.yaml")
JOINED = join(PROFILE)
TEXT = "".join(document.path.read_text("utf-8") for document in JOINED.documents)
LOCAL: dict[str, Any] = {
    key: block for key, block in JOINED.content.items() if key not in ("platform", "agreements", "provision")
}
PLACES = cutting.places(LOCAL)
SERVICES = [("services", name) for name in cutting.OPTIONAL_SERVICES]
OTHERS = [("other_services", name) for name in LOCAL["other_services"]]


def variables(url: str = "http://127.0.0.1:1") -> dict[str, str]:
    """Values for the variables of the local profile; nothing answers but what is at `url`."""

    def value(name: str) -> str:
        if name.endswith(("_URL", "_ENDPOINT")):
            return url if name.endswith("_URL") else "http://127.0.0.1:1"
        if name == "CA_FILE":
            return certifi.where()
        return {"PORT": "1", "HOST": "127.0.0.1", "BOOTSTRAP": "127.0.0.1:1", "ADDRESS": "127.0.0.1:1"}.get(
            name.rpartition("_")[2], f"value-of-{name}"
        )

    return {name: value(name) for name, _ in VARIABLE.findall(TEXT)}


def written(folder: Path, cuts: Sequence[cutting.Place]) -> Path:
    """A profile without some places and without patience, as a file."""
    profile = cutting.without(LOCAL, cuts)
    profile["limits"] = dict.fromkeys(profile["limits"], 0.05) | {"bulk_messages": 2, "delivery_window_s": 86_400}
    for place in ("profiles", "agreements"):
        shutil.copytree("agreements", folder / place, dirs_exist_ok=True)
    path = folder / "profiles" / "thin.yaml"
    path.write_text(yaml.dump(profile, Dumper=yaml.CSafeDumper), "utf-8")
    return path


@pytest.mark.parametrize("number", range(0, len(PLACES), 7), ids=lambda number: "/".join(PLACES[number]))
def test_a_profile_that_lacks_one_thing_is_read(tmp_path, number):
    assert load(written(tmp_path, [PLACES[number]]), variables()).name == "local"


@pytest.mark.parametrize("seed", range(8))
def test_a_profile_that_lacks_many_things_is_read(tmp_path, seed):
    assert load(written(tmp_path, cutting.some_of(LOCAL, seed, 0.3)), variables()).name == "local"


def ran(folder: Path, cuts: Sequence[cutting.Place], tags: str) -> list[Mapping[str, Any]]:
    """The scenarios of a run with a thin profile against somebody who says yes to every HTTP call."""
    path = written(folder, cuts)
    with yes_man.saying_yes(LOCAL) as url:
        own = {"ACCEPTANCE_REPORTS_DIR": f"{folder}/reports", "XDG_STATE_HOME": f"{folder}/state"}
        done = subprocess.run(
            [Path(sys.executable).parent / "acceptance", "run", "--env", path.stem, "--tags", tags, "--no-report"],
            env={**os.environ, **variables(url), **own},
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
    found = folder / "reports" / "latest" / "run.json"
    assert found.exists(), done.stdout + done.stderr
    scenarios: list[Mapping[str, Any]] = json.loads(found.read_text("utf-8"))["scenarios"]
    return scenarios


def blamed_wrongly(scenarios: Sequence[Mapping[str, Any]], plain: Sequence[str] = ()) -> list[str]:
    """The reasons that blame the suite, or services that are not there for not answering."""
    reasons = [str(one["reason"]) for one in scenarios if one["cause"] == Cause.SUITE]
    reasons += [
        str(one["reason"])
        for one in scenarios
        if any(f"{name} did not answer" in one["reason"] or f"{name} at " in one["reason"] for name in plain)
    ]
    return reasons


def test_without_any_service_but_the_scoring_api_nothing_else_is_tried_or_blamed(tmp_path):
    scenarios = ran(tmp_path, [*SERVICES, *OTHERS, ("encrypted_hops",)], "@gdpr or @e2e")
    plain = ("database", "the cache", "object store", "event broker", "model_registry", "message_service")
    assert blamed_wrongly(scenarios, plain) == []
    told = " ".join(one["reason"] for one in scenarios if one["outcome"] == Outcome.NOT_ASSESSED)
    names = ("database", "cache", "object store", "event broker", "model registry", "message service")
    assert [name for name in names if f"no {name} in the profile" not in told] == []


@pytest.mark.parametrize("seed", range(1, 9 if os.environ.get("CAMPAIGN") == "full" else 2))
def test_whatever_is_left_out_the_suite_is_not_to_blame(tmp_path, seed):
    cuts = [*SERVICES, *cutting.some_of(LOCAL, seed, 0.1)]
    assert blamed_wrongly(ran(tmp_path, cuts, "@gdpr or @e2e or @sox")) == []
