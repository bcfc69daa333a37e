"""Copies of a person's data, for them: everything held (GDPR Art. 15) or what they provided (Art. 20).

Each part of a document is one query by customer id, and one statement asks them all: the parts fit together,
and a new table is one more line here.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from reference_platform.api.database import Database
from reference_platform.api.documents import BUCKET, Documents
from reference_platform.api.explanations import Explanations
from reference_platform.api.problems import Problem, not_found
from reference_platform.api.results import Origin
from reference_platform.api.serving import ModelRefused
from reference_platform.training.scorecard import Features

PROVIDED = {
    "contact": """
        select name, email, event_time from customer_contacts where customer_id = $1""",
    "figures": """
        select age, income, debt_ratio, employment_years, event_time,
               case when bureau_origin = 'provided' then bureau_score end as bureau_score
          from customer_features where customer_id = $1""",
    "figures_in_requests": """
        select age, income, debt_ratio, employment_years, min(scored_at) as given_at
          from scoring_results where customer_id = $1
         group by age, income, debt_ratio, employment_years order by given_at""",
    "lawful_bases": """
        select purpose, basis, text_version, channel, recorded_by, recorded_at, ended_at, ended_by, end_reason
          from lawful_basis where customer_id = $1 order by recorded_at, basis_id""",
}
HELD = {
    "contact": PROVIDED["contact"],
    "lawful_bases": PROVIDED["lawful_bases"],
    "legal_holds": """
        select reason, since, set_by, lifted_at, lifted_by
          from legal_holds where customer_id = $1 order by since""",
    "figures": """
        select age, income, debt_ratio, employment_years, bureau_score, bureau_origin, event_time
          from customer_features where customer_id = $1""",
    "results": """
        select request_id, credit_score, risk_level, model_name, model_version, scored_by, scored_at,
               decided_by, decided_at, age, income, bureau_score, debt_ratio, employment_years
          from scoring_results where customer_id = $1 order by scored_at""",
    "contests": """
        select contest_id, request_id, status, statement, opened_at, opened_by, decided_at, decided_by, reason,
               credit_score, risk_level, outcome_level
          from contests where customer_id = $1 order by opened_at""",
    "notifications": """
        select notification_id, created_at, delivered_at
          from notification_outbox where customer_id = $1 order by created_at""",
    "documents": """
        select document_id, kind, created_at, sha256
          from customer_documents where customer_id = $1 and sha256 is not null order by created_at""",
    "cards": """
        select token, issuer_digits || '******' || last_four as shown, last_used_at
          from card_vault.shown_cards where customer_id = $1 order by last_used_at""",
    "loan_outcomes": """
        select record_id, outcome, amount, event_time, recorded_at
          from loan_outcomes where customer_id = $1 order by event_time""",
    "training_sets": """
        select d.sha256, d.rows, d.registered_at
          from training_members m join training_datasets d using (dataset_key)
         where m.customer_id = $1 order by d.registered_at""",
}


def gathering(parts: Mapping[str, str]) -> str:
    """One statement that answers all parts, as a JSON object of lists."""
    lists = [
        f"'{name}', (select coalesce(jsonb_agg(to_jsonb(part)), '[]') from ({query}) as part)"
        for name, query in parts.items()
    ]
    return f"select jsonb_build_object({', '.join(lists)})::text as data, now() as created_at"


GATHER = {"access": gathering(HELD), "portability": gathering(PROVIDED)}
ANNOUNCE = "select announce_document($1, $2, $3, $4, $5, $6) as announced"
LOCK_DOCUMENT = "select document_id from customer_documents where document_id = $1 for update"
CONFIRM_DOCUMENT = "update customer_documents set sha256 = $2 where document_id = $1"
FIND_DOCUMENT = """
select object_key, sha256 from customer_documents
 where document_id = $1 and bucket = $2 and sha256 is not null
"""


@dataclass(frozen=True)
class Export:
    """An export that is stored; `sha256` is that of the document as it is fetched."""

    export_id: UUID
    kind: str
    created_at: datetime
    sha256: str


class Exports:
    """Makes exports and gives them out; every method raises Problem 503 when database or object store are away."""

    def __init__(self, database: Database, documents: Documents, explanations: Explanations) -> None:
        self._database = database
        self._documents = documents
        self._explanations = explanations

    async def make(self, customer_id: str, kind: str, requested_by: str) -> Export:
        """Gather and store a document; raises Problem 404 when nothing is held about this customer."""
        export_id = uuid4()
        key = f"exports/{export_id}.json.gz"
        announced = await self._database.row(ANNOUNCE, export_id, customer_id, BUCKET, key, kind, requested_by)
        if not announced["announced"]:
            raise not_found("customer")
        row = await self._database.row(GATHER[kind], customer_id)
        data = json.loads(row["data"])
        for result in data.get("results", []):
            result["explanation"] = await self._factors_of(result)
        created_at = row["created_at"]
        content = json.dumps(
            {"kind": kind, "customer_id": customer_id, "created_at": created_at.isoformat(), "data": data}
        ).encode()
        digest = hashlib.sha256(content).hexdigest()
        await self._store(export_id, key, content, digest)
        return Export(export_id, kind, created_at, digest)

    async def fetch(self, export_id: UUID) -> bytes:
        """A stored document; raises Problem 404, or 409 when it is not the one that was stored."""
        row = await self._database.row(FIND_DOCUMENT, export_id, BUCKET)
        if row is None:
            raise not_found("export")
        content = await self._documents.get(row["object_key"])
        if hashlib.sha256(content).hexdigest() != row["sha256"]:
            raise Problem(409, "document-altered", "The stored document is not the one that was made; make a new one.")
        return content

    async def _store(self, export_id: UUID, key: str, content: bytes, digest: str) -> None:
        """Store the object while its row is held: an erasure comes before, and there is no row, or after."""
        async with self._database.connection() as connection, connection.transaction():
            if await connection.fetchval(LOCK_DOCUMENT, export_id) is None:
                raise not_found("customer")
            await self._documents.put(key, content)
            await connection.execute(CONFIRM_DOCUMENT, export_id, digest)

    async def _factors_of(self, result: dict[str, Any]) -> list[dict[str, Any]] | None:
        """What each figure added to a result's score; None when its model cannot be verified any more."""
        names = ("age", "income", "bureau_score", "debt_ratio", "employment_years")
        origin = Origin(result["credit_score"], result["model_version"], Features(*(result[name] for name in names)))
        try:
            explanation = await self._explanations.of_origin(origin)
        except ModelRefused:
            return None
        return [vars(factor) for factor in explanation.factors]
