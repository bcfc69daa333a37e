"""The card vault: the platform's own program for card numbers, with keys and identities of its own."""

from __future__ import annotations

import hashlib
import json
import ssl
import urllib.request
from pathlib import Path

from reference_platform.services import postgres, s3
from reference_platform.services.plan import HOST, VAULT_ROLES, VAULT_SERVICES, Plan, write_private
from reference_platform.services.program import Program, base_environment, python_module

ISSUER_DIGITS = 6
CARD_LIMIT_DAYS = 540  # disputes of a payment by card end after 540 days
WATCH_PAUSE_S = 3
PEOPLE = ("card_officer", "second_card_officer", "card_robot", "key_custodian", "card_clerk")


def url(plan: Plan) -> str:
    return f"https://{HOST}:{plan.ports.vault}"


def keys_file(plan: Plan) -> Path:
    """Where the keys lie: neither in the database nor in the object store."""
    return plan.directory / "vault" / "keys.json"


def _tokens_file(plan: Plan) -> Path:
    return plan.directory / "vault" / "tokens.json"


def write_configuration(plan: Plan) -> None:
    """Make the first keys, and write the digests of the tokens with what each of them may do."""
    from reference_platform.vault.keys import new_keys, write

    (plan.directory / "vault").mkdir(mode=0o700)
    write(keys_file(plan), new_keys())
    tokens = {
        hashlib.sha256(token.encode()).hexdigest(): {
            "user": user,
            "roles": list(VAULT_ROLES[user]),
            "kind": "service" if user in VAULT_SERVICES else "person",
            "person": user,
        }
        for user, token in plan.credentials.vault_tokens.items()
    }
    write_private(_tokens_file(plan), json.dumps(tokens))


def program(plan: Plan) -> Program:
    environment = base_environment(plan) | {
        "DATABASE_URL": postgres.url(plan, "vault", postgres.SCORING),
        "KEYS_FILE": str(keys_file(plan)),
        "TOKENS_FILE": str(_tokens_file(plan)),
        "ISSUER_DIGITS": str(ISSUER_DIGITS),
        "CARD_LIMIT_DAYS": str(CARD_LIMIT_DAYS),
        "S3_ENDPOINT": s3.endpoint(plan),
        "S3_ACCESS_KEY": "watch",
        "S3_SECRET_KEY": plan.credentials.s3["watch"],
        "WATCH_PAUSE_S": str(WATCH_PAUSE_S),
        "CA_FILE": str(plan.ca_file),
        "LISTEN_PORT": str(plan.ports.vault),
        "TLS_CERT_FILE": str(plan.certificate_file),
        "TLS_KEY_FILE": str(plan.key_file),
    }
    return Program("vault", python_module("reference_platform.vault"), environment)


def as_client(plan: Plan, user: str) -> dict[str, str]:
    """Where one of our programs finds the vault, and as whom."""
    return {"VAULT_URL": url(plan), "VAULT_TOKEN": plan.credentials.vault_tokens[user]}


def as_the_suite(plan: Plan) -> dict[str, str]:
    """Where a suite finds the vault, with the tokens of people and of a service that acts as one."""
    tokens = {f"{user.upper()}_TOKEN": plan.credentials.vault_tokens[user] for user in PEOPLE}
    return {"VAULT_URL": url(plan), "VAULT_KEYS_FILE": str(keys_file(plan)), **tokens}


def probe(plan: Plan) -> None:
    """The vault must answer its health check.

    Raises:
        OSError: not ready.
    """
    context = ssl.create_default_context(cafile=str(plan.ca_file))
    with urllib.request.urlopen(f"{url(plan)}/health", timeout=3, context=context):
        return
