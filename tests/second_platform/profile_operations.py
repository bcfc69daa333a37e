"""How the second platform does things, in its profile: calls about customers, decisions and the office."""

from __future__ import annotations

from typing import Any

from tests.second_platform.dialect import Dialect
from tests.second_platform.profile_product import FIGURES

LONG_AGO_MS = 978_307_200_000


def operations(d: Dialect) -> dict[str, Any]:
    return {**_operations_on_customers(d), **_operations_on_decisions(d), **_operations_of_the_office(d)}


def _call(d: Dialect, identity: str, method: str, path: str, **more: Any) -> dict[str, Any]:
    needs = more.pop("needs", "read" if method == "GET" else "synthetic")
    return {"service": "scoring_api", "identity": identity, "method": method, "path": path, "needs": needs, **more}


def figures_of(d: Dialect) -> dict[str, str]:
    return {d.fields[own]: f"{{{word}}}" for word, own in FIGURES.items()}


def record_of(d: Dialect) -> dict[str, Any]:
    f = d.fields
    return {f["name"]: "{name}", f["email"]: "{email}", f["figures"]: figures_of(d), f["moment"]: "{event_time}"}


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
            _call(d, "ana", "PUT", one, body=record_of(d), success=[c["registered"]], refusals=gone),
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
        "correct_figures": {**correct, "body": {f["figures"]: figures_of(d), f["moment"]: "{now}"}},
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

    whole = {**whose, f["figures"]: figures_of(d)}
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
