"""What the second platform is told and tells, in its profile: events, and where records can be read."""

from __future__ import annotations

from typing import Any

from tests.second_platform.dialect import Dialect
from tests.second_platform.profile_operations import figures_of, record_of


def messages(d: Dialect) -> dict[str, Any]:
    f = d.fields
    whose = {f["number"]: "{customer_id}", f["product"]: "{product}"}
    record = {f["number"]: "{customer_id}", **record_of(d)}
    request = {**whose, f["figures"]: figures_of(d)}
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


def populations(d: Dialect) -> dict[str, Any]:
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
