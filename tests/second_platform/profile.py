"""The profile of the second platform, as an engineer of that company would write it, in any dialect.

`python -m tests.second_platform profile > profiles/second.yaml`; addresses and secrets come from `up`.
"""

from __future__ import annotations

from typing import Any

from tests.second_platform import plan
from tests.second_platform.company import MACHINES, PEOPLE
from tests.second_platform.dialect import Dialect
from tests.second_platform.parts import PAGE
from tests.second_platform.scorecard import REFERENCE

FIGURES = {
    "age": "age",
    "income": "income",
    "bureau_score": "bureau",
    "debt_ratio": "debt",
    "employment_years": "employment",
}
"""The suite's word for each figure -> the platform's own name."""
BETTER = {"income": "higher", "bureau_score": "higher", "debt_ratio": "lower", "employment_years": "higher"}
PROGRAM = ["python", "-m", "tests.second_platform"]
READERS = ("ana", "bruno", "carla", "duarte", "eva", "loja", "robo")
LONG_AGO_MS = 978_307_200_000
ATTEMPTS = {
    "to change the entry": "update $audit set $who = 'nobody' where $sequence = %(sequence)s",
    "to remove the entry": "delete from $audit where $sequence = %(sequence)s",
    "to empty the log": "truncate $audit",
    "to remove the log": "drop table $audit",
    "to alter the log": "alter table $audit add column note text",
    "to take the log over": "alter table $audit owner to current_user",
    "to become the owner of the log": f"set role {plan.OWNER}",
}
"""What nobody who works with the platform may do to its audit log; it has no protection besides missing rights."""


def profile(dialect: Dialect, name: str = "second") -> dict[str, Any]:
    """The whole profile: what the environment is, how the product says and does things, and what was agreed."""
    return {
        **_environment(dialect, name),
        **_product(dialect),
        **_agreements(dialect),
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
        "services": {"scoring_api": _api(d), "database": _database(), **_optional_services(d)},
        "stores": _stores(d),
        "encrypted_hops": _hops(d),
        "card_test_range": {"prefix": "400022", "agreed_by": "head of payments", "date": "2026-11-20"},
        "limits": {"event_s": 20, "erasure_s": 30, "bulk_messages": 50, "copy_s": d.cache_s, "delivery_window_s": 3600},
    }


def _api(d: Dialect) -> dict[str, Any]:
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
    """Each call and who has a right to it, as the company's staff see it."""
    one, score, case = (
        d.path("customers", "{number}"),
        d.path("scores", "{identifier}"),
        d.path("reviews", "{identifier}"),
    )
    consent = one + d.path("consents", "{product}", "{purpose}")
    clerks = ["ana", "eva"]
    documents = {
        f"PUT {one}{d.path('documents', '{name}')}": [*clerks, "loja"],
        f"GET {one}{d.path('documents', '{name}')}": [*clerks, "bruno"],
    }
    return {
        f"PUT {one}": [*clerks, "loja"],
        f"GET {one}": [*clerks, "bruno"],
        f"PATCH {one}{d.path('figures')}": [*clerks, "bruno"],
        f"PUT {consent}": [*clerks, "loja"],
        f"DELETE {consent}": [*clerks, "loja"],
        f"GET {one}{d.path('consents')}": [*clerks, "bruno", "duarte"],
        f"GET {one}{d.path('copy')}": ["bruno"],
        f"POST {one}{d.path('erasure')}": ["bruno"],
        f"GET {one}{d.path('erasure')}": ["bruno", "duarte"],
        f"PUT {one}{d.path('hold')}": ["bruno"],
        **(documents if "documents" in d.services else {}),
        f"POST {d.path('scores')}": [*clerks, "loja"],
        f"GET {score}": [*READERS],
        f"GET {one}{d.path('scores')}": [*READERS],
        f"GET {score}{d.path('explanation')}": [*READERS],
        f"POST {score}{d.path('reviews')}": [*clerks, "loja", "carla", "robo"],
        f"GET {case}": [*READERS],
        f"POST {case}{d.path('ruling')}": ["carla", "eva", "robo"],
        f"GET {d.path('scorecard')}": [*READERS],
        f"POST {d.path('purge')}": ["noite"],
        f"GET {d.path('audit')}": ["duarte"],
    }


def _address(variable: str) -> tuple[str, str]:
    return f"${{{variable}_HOST}}", f"${{{variable}_PORT}}"


def _database() -> dict[str, Any]:
    host, port = _address("CREDITO_DATABASE")
    return {
        "host": host,
        "port": port,
        "name": "${CREDITO_DATABASE_NAME}",
        "user": "${CREDITO_DATABASE_SUITE}",
        "password": "${CREDITO_DATABASE_SUITE_PASSWORD}",
        "ca_file": "${CREDITO_CA}",
    }


def _optional_services(d: Dialect) -> dict[str, Any]:
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


def _stores(d: Dialect) -> dict[str, Any]:
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


def _hops(d: Dialect) -> dict[str, Any]:
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


def _product(d: Dialect) -> dict[str, Any]:
    return {
        "product": _says(d),
        "operations": {**_operations_on_customers(d), **_operations_on_decisions(d), **_operations_of_the_office(d)},
        **(_messages(d) if "events" in d.services else {}),
        "populations": _populations(d),
    }


def _says(d: Dialect) -> dict[str, Any]:
    return {
        "score": _scores(d),
        "levels": [level.word for level in reversed(d.levels)],
        "granted": d.states["approved"],
        "figures": {word: _range(d, word) for word in FIGURES},
        "customer_numbers": d.numbers,
        "customer_numbers_as": "number" if d.spelling.counted else "text",
        "words": {"product": d.products[0]},
        "times": "iso" if d.spelling.iso else "milliseconds",
        "states": {"open": d.states["open"]},
        "explanations": {"points": "lost", "baseline": "baseline", "changes": "together", "least_changes": 1},
        **({"silence": {"group": plan.GROUP}} if "events" in d.services else {}),
    }


def _scores(d: Dialect) -> dict[str, Any]:
    if d.spelling.risk:
        return {
            "least": 0,
            "most": 1,
            "whole": False,
            "better": "lower",
            "step": 1 / (d.highest_score - d.lowest_score),
        }
    return {"least": d.lowest_score, "most": d.highest_score, "whole": True}


def _range(d: Dialect, word: str) -> dict[str, Any]:
    own = FIGURES[word]
    unit = d.units[own]
    better = {"better": BETTER[word]} if word in BETTER else {}
    in_a_year = {"in_a_year": unit.per_unit} if own in ("age", "employment") else {}
    usual = round(REFERENCE[own] * unit.per_unit)
    return {"least": unit.lowest, "most": unit.highest, "step": 1, "usual": usual, **better, **in_a_year}


def _call(d: Dialect, identity: str, method: str, path: str, **more: Any) -> dict[str, Any]:
    needs = more.pop("needs", "read" if method == "GET" else "synthetic")
    return {"service": "scoring_api", "identity": identity, "method": method, "path": path, "needs": needs, **more}


def _figures(d: Dialect) -> dict[str, str]:
    return {d.fields[own]: f"{{{word}}}" for word, own in FIGURES.items()}


def _record(d: Dialect) -> dict[str, Any]:
    f = d.fields
    return {f["name"]: "{name}", f["email"]: "{email}", f["figures"]: _figures(d), f["moment"]: "{event_time}"}


def _gone(d: Dialect) -> list[int]:
    return sorted({d.codes["unknown"], d.codes["erased_customer"]})


def _operations_on_customers(d: Dialect) -> dict[str, Any]:
    f, c, gone = d.fields, d.codes, {"unknown": _gone(d)}
    document = d.path("customers", "{customer_id}", "documents") + "/payslip.txt"
    handed_in = _call(d, "ana", "PUT", document, body={f["text"]: "{text}"}, success=[c["registered"]], refusals=gone)
    one = d.path("customers", "{customer_id}")
    consents = one + d.path("consents")
    text = {f["text"]: "{text_version}", f["channel"]: "web"}
    consent = _call(d, "ana", "PUT", consents + "/{purpose}", body=text, success=[c["consented"]], refusals=gone)
    erasure = one + d.path("erasure")
    held = {f["place"]: f["place"], f["why"]: f["why"]}
    correct = _call(
        d,
        "ana",
        "PATCH",
        one + d.path("figures"),
        success=[c["changed"]],
        refusals=gone | {"older": c["conflict"]},
    )
    figures = {f["figures"]: {f["income"]: "{income}"}}
    hold = _call(d, "bruno", "PUT", one + d.path("hold"), success=[c["changed"]], refusals=gone)
    copy = _call(d, "bruno", "GET", one + d.path("copy"), refusals=gone)
    return {
        **dict.fromkeys(
            ("register_customer", "record_customer"),
            _call(d, "ana", "PUT", one, body=_record(d), success=[c["registered"]], refusals=gone),
        ),
        **({"hand_in_document": handed_in} if "documents" in d.services else {}),
        "record_lawful_basis": {
            **consent,
            "path": consents + f"/{d.products[0]}/{d.purposes['scoring']}",
            "body": {f["text"]: "acceptance-1", f["channel"]: "web"},
        },
        "record_basis": consent,
        "read_lawful_bases": _call(d, "duarte", "GET", consents),
        "withdraw": _call(d, "ana", "DELETE", consents + "/{purpose}", success=[c["changed"]], refusals=gone),
        "read_figures": _call(
            d,
            "ana",
            "GET",
            one,
            answer={word: f"{f['figures']}.{f[own]}" for word, own in FIGURES.items()},
            refusals=gone | {"no_identity": c["no_identity"], "no_right": c["no_right"]},
        ),
        "read_pseudonym": _call(d, "ana", "GET", one, refusals=gone),
        "remove_customer": _call(
            d, "bruno", "POST", erasure, success=[c["erased"]], refusals={"held": c["conflict"], **gone}
        ),
        "read_erasure": _call(
            d,
            "duarte",
            "GET",
            erasure,
            answer={
                "requested_by": f["erased_by"],
                "completed_at": f["erased_at"],
                "kept": f"{f['kept']}[].{{place: {held[f['place']]}, why: {held[f['why']]}}}",
            },
            refusals=gone,
        ),
        "set_legal_hold": {**hold, "body": {f["hold"]: True}},
        "lift_legal_hold": {**hold, "body": {f["hold"]: False}},
        "run_retention": _call(d, "noite", "POST", d.path("purge"), needs="destroy"),
        "export_everything": {**copy, "answer": {"copy": "@"}},
        "export_provided": {**copy, "answer": {"copy": f["provided"]}},
        "correct_income": {**correct, "body": {**figures, f["moment"]: "{now}"}},
        "correct_figures": {**correct, "body": {f["figures"]: _figures(d), f["moment"]: "{now}"}},
        "correct_income_long_ago": {**correct, "body": {**figures, f["moment"]: d.written("moment", LONG_AGO_MS)}},
    }


def _decision(d: Dialect, above: str = "") -> dict[str, str]:
    f = d.fields
    places = {"request_id": "id", "credit_score": "points", "risk_level": "level", "outcome": "outcome"}
    return {word: above + f[own] for word, own in places.items()}


def _operations_on_decisions(d: Dialect) -> dict[str, Any]:
    f, c, h = d.fields, d.codes, d.headers
    invalid = {"invalid": c["invalid"]}
    refused = {**invalid, "not_permitted": c["no_basis"], "unknown": _gone(d), "taken": c["conflict"]}
    whose = {f["number"]: "{customer_id}", f["product"]: "{product}"}
    answer = {**_decision(d), "customer_id": f["number"], "model_version": f["version"]}

    def score(number: str, body: Any) -> dict[str, Any]:
        return _call(
            d,
            "loja",
            "POST",
            d.path("scores"),
            headers={h["idempotency"]: number, h["reference"]: number},
            body=body,
            success=[c["scored"]],
            answer=answer,
            refusals=refused,
        )

    whole = {**whose, f["figures"]: _figures(d)}
    result, case = d.path("scores", "{request_id}"), d.path("reviews", "{case_id}")
    unknown = {"unknown": c["unknown"]}
    ruled = {**unknown, "not_permitted": c["no_right"], "decided": c["conflict"]}

    def ruling(outcome: str) -> dict[str, Any]:
        body = {f["outcome"]: d.states[outcome], f["why"]: "{reason}"}
        return _call(d, "carla", "POST", case + d.path("ruling"), body=body, refusals=ruled)

    return {
        "score": score("{once}", whole),
        "score_under_a_number": score("{request_id}", whole),
        "score_with_more_than_agreed": score("{once}", {**whole, "religiao": "{religion}"}),
        "score_from_stored_figures": score("{once}", whose),
        "score_with_sensitive_details": score(
            "{once}", {**whole, "religiao": "{religion}", "saude": "{health_note}", "rede": "{social_profile}"}
        ),
        "read_result": _call(
            d, "duarte", "GET", result, answer={**_decision(d), "first_outcome": f["first_outcome"]}, refusals=unknown
        ),
        "read_decision": _call(
            d,
            "duarte",
            "GET",
            d.path("customers", "{customer_id}", "scores"),
            answer=_decision(d, f"{f['items']}[-1]."),
            refusals=unknown,
        ),
        "read_explanation": _call(
            d,
            "duarte",
            "GET",
            result + d.path("explanation"),
            answer={
                "credit_score": f["points"],
                "risk_level": f["level"],
                "model_version": f["version"],
                "figures": f["figures"],
                "baseline": f["baseline"],
            },
            refusals=unknown,
        ),
        "contest_decision": _call(
            d,
            "eva",
            "POST",
            result + d.path("reviews"),
            body={f["statement"]: "{statement}"},
            success=[c["contested"]],
            answer={"case_id": f["id"]},
            refusals={**unknown, "open_already": c["conflict"]},
        ),
        "read_case": _call(
            d,
            "duarte",
            "GET",
            case,
            answer={
                "status": f["state"],
                "statement": f["statement"],
                "decided_by": f["decided_by"],
                "decided_at": f["decided_at"],
                "reason": f["why"],
            },
            refusals=unknown,
        ),
        "overturn_decision": ruling("overturned"),
        "uphold_decision": ruling("upheld"),
        "read_scorecard": _call(d, "duarte", "GET", d.path("scorecard"), answer={"model_version": f["version"]}),
    }


def _operations_of_the_office(d: Dialect) -> dict[str, Any]:
    f = d.fields
    filters = {"event": "{event}", "who": "{actor}", "object": "{resource}", "reference": "{correlation}"}
    query = {f[own]: word for own, word in filters.items()} | {f["sequence"]: "{after}"}
    refusals = {"no_identity": d.codes["no_identity"], "no_right": d.codes["no_right"]}
    return {"read_audit_entries": _call(d, "duarte", "GET", d.path("audit"), query=query, refusals=refusals)}


def _messages(d: Dialect) -> dict[str, Any]:
    f = d.fields
    whose = {f["number"]: "{customer_id}", f["product"]: "{product}"}
    record = {f["number"]: "{customer_id}", **_record(d)}
    request = {**whose, f["figures"]: _figures(d)}
    more = {"religiao": "{religion}", "saude": "{health_note}", "rede": "{social_profile}"}
    result = {"credit_score": "points", "risk_level": "level", "outcome": "outcome", "model_version": "version"}
    return {
        "messages": {
            "customer_record": {"topic": "customer records", "body": record},
            "customer_record_with_sensitive_details": {"topic": "customer records", "body": {**record, **more}},
            "scoring_request": {"topic": "scoring requests", "body": request},
            "scoring_request_from_stored_figures": {"topic": "scoring requests", "body": whose},
        },
        "received": {
            "scoring_result": {"topic": "scoring results", "fields": {word: f[own] for word, own in result.items()}},
            "rejected_message": {
                "topic": "rejected messages",
                "fields": {"source": f["place"], "reason": f["why"]},
                "source": "{topic}-{partition}-{offset}",
            },
        },
    }


def _populations(d: Dialect) -> dict[str, Any]:
    f = d.fields
    who, what = f["who"], f["what"]
    purpose = f"join('/', [{f['product']}, {f['purpose']}])"
    return {
        "lawful_bases": {
            "operation": "read_lawful_bases",
            "items": f["items"],
            "fields": {
                "purpose": purpose,
                "basis": "'consent'",
                "text_version": f["text"],
                "channel": f["channel"],
                "recorded_by": f["given_by"],
                "recorded_at": f["given_at"],
                "ended_at": f["ended_at"],
            },
        },
        "results_of_customer": {
            "database": "platform",
            "sql": d.sql("select $id as number from $evaluations where $number = %(customer_id)s"),
            "fields": {"request_id": "number"},
        },
        "explanation_parts": {
            "operation": "read_explanation",
            "items": f["reasons"],
            "fields": {"figure": f["figure"], "points": f["lost"]},
        },
        "explanation_changes": {
            "operation": "read_explanation",
            "items": f["changes"],
            "fields": {"figure": f["figure"], "after": f["value"]},
        },
        "oldest_records": {
            "database": "platform",
            "sql": d.sql(
                """select 'customer data' as category, count(*) as records,
                   (extract(epoch from now()) * 1000 - min(greatest($moment, coalesce((select max($decided_at)
                   from $evaluations where $evaluations.$number = $customers.$number), 0)))) / 86400000 as days
                   from $customers where not $hold"""
            ),
            "fields": {"category": "category", "records": "records", "oldest_days": "days"},
        },
        "audit_entries": {
            "operation": "read_audit_entries",
            "items": f["items"],
            "fields": {
                "sequence": f["sequence"],
                "time": f["when"],
                "actor": f"{who}.{f['name']}",
                "kind_of_actor": f"{who}.{f['kind']}",
                "origin": f"{who}.{f['origin']}",
                "event": f"{what}.{f['event']}",
                "outcome": f"{what}.{f['result']}",
                "resource": f"{what}.{f['object']}",
                "correlation": f"{what}.{f['reference']}",
            },
        },
        "name_of_customer_in_log": {
            "operation": "read_pseudonym",
            "items": "[@]",
            "fields": {"name": f["pseudonym"]},
        },
    }


def _agreements(d: Dialect) -> dict[str, Any]:
    scoring = d.purposes["scoring"]
    kept = {"events": "event broker", "cache": "cache", "documents": "object store"}
    return {
        "privacy": {
            "words": {
                "scoring": f"{d.products[0]}/{scoring}",
                "marketing": f"{d.products[0]}/{d.purposes['marketing']}",
                "consent": "consent",
            },
            "recorded": [f"{product}/{purpose}" for product in d.products for purpose in d.purposes.values()],
            "scored_for": {f"{product}/{scoring}": {"product": product} for product in d.products},
            "scores_renew": True,
            "retention_days": d.kept_days,
            "customer_data_in": ["database", *(kept[service] for service in d.services)],
            "telemetry": ["service logs"],
            "measurements": False,
            "declined": [d.states["declined"]],
            "reviewers": ["carla"],
            "not_reviewers": {"whoever opened the case": "eva", "a service": "robo", "whoever asks for scores": "loja"},
        },
        "audit": {
            "page": PAGE,
            "correlation_header": d.headers["reference"],
            "log_itself": d.path("audit"),
            "events": {
                "sign-in": d.events["denied"],
                "access": d.events["denied"],
                "reading of the audit log": d.events["audit_read"],
                "creation of an object": d.events["registered"],
                "removal of an object": d.events["erased"],
            },
            "outcomes": {"success": d.states["done"], "refused": d.states["refused"]},
            "unknown_user": "?",
            "users": {who: who for who in (*PEOPLE, *MACHINES)},
            "own_addresses": ["127.0.0.1", "127.0.0.2"],
            "identities": {
                "the suite": _reader("SUITE"),
                "a search": _reader("SEARCHER"),
                "the platform": _reader("PLATFORM"),
            },
            "attempts": {how: {"sql": d.sql(statement)} for how, statement in ATTEMPTS.items()},
        },
        "scope": [_not_applicable(number) for number in ("02", "03", "04", "06", "07", "09")],
    }


def _reader(name: str) -> dict[str, str]:
    return {"user": f"${{CREDITO_DATABASE_{name}}}", "password": f"${{CREDITO_DATABASE_{name}_PASSWORD}}"}


def _not_applicable(number: str) -> dict[str, str]:
    return {
        "control": f"PCI-{number}",
        "status": "not applicable",
        "reason": "no card number is kept here",
        "decided_by": "head of payments",
        "date": "2026-11-20",
        "review_by": "2027-11-20",
    }
