"""The services of the second platform in its profile: where, for whom, searched and encrypted how."""

from __future__ import annotations

from typing import Any

from tests.second_platform import plan
from tests.second_platform.company import MACHINES, PEOPLE
from tests.second_platform.dialect import Dialect

READERS = ("ana", "bruno", "carla", "duarte", "eva", "loja", "robo")


def scoring_api(d: Dialect) -> dict[str, Any]:
    address, ca = "${CREDITO_URL}", "${CREDITO_CA}"
    parts = {"database": "books", "cache": "cache", "object store": "documents", "event broker": "events"}
    here = {plain: part for plain, part in parts.items() if part == "books" or part in d.services}
    states = f"{d.fields['parts']}[?{d.fields['part']}=='%s'].{d.fields['state']} | [0]"
    return {
        "url": address,
        "ca_file": ca,
        "token_header": d.headers["key"],
        "token_scheme": "",
        "tokens": {who: f"${{CREDITO_SECRET_{who.upper()}}}" for who in PEOPLE},
        "clients": {
            who: {
                "token_url": address + d.path("token"),
                "client_id": who,
                "client_secret": f"${{CREDITO_SECRET_{who.upper()}}}",
                "ca_file": ca,
            }
            for who in MACHINES
        },
        "health": d.path("alive"),
        "readiness": d.path("ready"),
        "dependencies": {plain: states % part for plain, part in here.items()},
        "state_up": d.states["yes"],
        "public": [f"GET {d.path('alive')}", f"GET {d.path('ready')}", f"POST {d.path('token')}"],
        "no_identity": [d.codes["no_identity"]],
        "no_right": [d.codes["no_right"]],
        "allowed": _allowed(d),
    }


def _allowed(d: Dialect) -> dict[str, list[str]]:
    """Each call and who has a right to it, as the company's staff see it; by the operation that makes it, if any."""
    one = d.path("customers", "{number}")
    clerks = ["ana", "eva"]
    documents = {
        "hand_in_document": [*clerks, "loja"],
        f"GET {one}{d.path('documents', '{name}')}": [*clerks, "bruno"],
    }
    return {
        "record_customer": [*clerks, "loja"],
        "read_figures": [*clerks, "bruno"],
        "correct_figures": [*clerks, "bruno"],
        "record_lawful_basis": [*clerks, "loja"],
        f"DELETE {one}{d.path('consents', '{product}', '{purpose}')}": [*clerks, "loja"],
        "read_lawful_bases": [*clerks, "bruno", "duarte"],
        "export_everything": ["bruno"],
        "remove_customer": ["bruno"],
        "read_erasure": ["bruno", "duarte"],
        "set_legal_hold": ["bruno"],
        **(documents if "documents" in d.services else {}),
        "score": [*clerks, "loja"],
        "read_result": [*READERS],
        "read_decision": [*READERS],
        "read_explanation": [*READERS],
        "contest_decision": [*clerks, "loja", "carla", "robo"],
        "read_case": [*READERS],
        "uphold_decision": ["carla", "eva", "robo"],
        "read_scorecard": [*READERS],
        "run_retention": ["noite"],
        "read_audit_entries": ["duarte"],
    }


def _address(variable: str) -> tuple[str, str]:
    return f"${{{variable}_HOST}}", f"${{{variable}_PORT}}"


def database() -> dict[str, Any]:
    host, port = _address("CREDITO_DATABASE")
    return {
        "host": host,
        "port": port,
        "name": "${CREDITO_DATABASE_NAME}",
        "user": "${CREDITO_DATABASE_SUITE}",
        "password": "${CREDITO_DATABASE_SUITE_PASSWORD}",
        "ca_file": "${CREDITO_CA}",
    }


def optional_services(d: Dialect) -> dict[str, Any]:
    host, port = _address("CREDITO_CACHE")
    known = {
        "cache": ("cache", {"host": host, "port": port, "password": "${CREDITO_CACHE_PASSWORD}"}),
        "documents": (
            "object_store",
            {
                "endpoint": "${CREDITO_DOCUMENTS}",
                "access_key": "${CREDITO_DOCUMENTS_SUITE}",
                "secret_key": "${CREDITO_DOCUMENTS_SUITE_PASSWORD}",
                "ca_file": "${CREDITO_CA}",
                "scratch_bucket": plan.SCRATCH_BUCKET,
                "required_buckets": [plan.SCRATCH_BUCKET],
            },
        ),
        "events": ("events", _events(d)),
    }
    return dict(known[service] for service in d.services)


def _events(d: Dialect) -> dict[str, Any]:
    plain = {
        "customer records": "customers",
        "scoring requests": "requests",
        "scoring results": "results",
        "rejected messages": "dead",
    }
    return {
        "bootstrap": "${CREDITO_EVENTS}",
        "user": "${CREDITO_EVENTS_SUITE}",
        "password": "${CREDITO_EVENTS_SUITE_PASSWORD}",
        "ca_file": "${CREDITO_CA}",
        "topics": {
            name: {"name": d.topics[own], "partitions": plan.PARTITIONS, "replication": 1}
            | ({"emptied_by": plan.GROUP} if own in plan.INPUTS else {})
            for name, own in plain.items()
        },
        "correlation_header": d.headers["message_reference"],
        "headers": {d.headers["message"]: "{correlation}"},
    }


def stores(d: Dialect) -> dict[str, Any]:
    def searcher(service: str, user: str, password: str) -> dict[str, str]:
        return {user: f"${{CREDITO_{service}_SEARCHER}}", password: f"${{CREDITO_{service}_SEARCHER_PASSWORD}}"}

    optional = {
        "events": (
            "event broker",
            {"kind": "kafka", **searcher("EVENTS", "user", "password"), "decoy_topic": plan.DECOYS_TOPIC},
        ),
        "cache": ("cache", {"kind": "redis"}),
        "documents": ("object store", {"kind": "s3", **searcher("DOCUMENTS", "access_key", "secret_key")}),
    }
    return {
        "database": {
            "kind": "postgresql",
            **searcher("DATABASE", "user", "password"),
            "decoy_schema": plan.DECOYS_SCHEMA,
        },
        **dict(optional[service] for service in d.services),
        "service logs": {"kind": "files", "folder": "${CREDITO_LOGS}", "decoy": {"refused_login": True}},
    }


def encrypted_hops(d: Dialect) -> dict[str, Any]:
    ca = {"ca_file": "${CREDITO_CA}"}
    optional = {
        "events": ("event broker", {"address": "${CREDITO_EVENTS}", "protocol": "kafka", **ca}),
        "cache": (
            "cache",
            {"address": "${CREDITO_CACHE}", "protocol": "redis", "server_cannot": "the cache server has no TLS"},
        ),
        "documents": ("object store", {"address": "${CREDITO_DOCUMENTS}", "protocol": "http", **ca}),
    }
    return {
        "scoring API": {"address": "${CREDITO_URL}", "protocol": "http", "public": True, **ca},
        "database": {"address": "${CREDITO_DATABASE}", "protocol": "postgresql", **ca},
        **dict(optional[service] for service in d.services),
    }
