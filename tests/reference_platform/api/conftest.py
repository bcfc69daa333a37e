"""A Scoring API whose services are small stand-ins, each of which can be taken away."""

import contextlib
import hashlib
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
from changes_in_memory import ChangesInMemory
from rights_in_memory import NOW, RightsInMemory, Row, Stopped
from starlette.testclient import TestClient
from trained_models import ARTIFACTS

from reference_platform.api.accounts import (
    BEGIN_SIGN_IN,
    CHANGE_ACCOUNT,
    END_SIGN_IN,
    FIND_ACCOUNT,
    SESSION,
    Accounts,
)
from reference_platform.api.app import create_app
from reference_platform.api.audit import CUSTOMER, FIRST_BREAK, READ, WATCH, AuditLog
from reference_platform.api.authorised import Authorisations
from reference_platform.api.card_vault import CardVault
from reference_platform.api.contests import Contests
from reference_platform.api.crm import Crm, CrmImport
from reference_platform.api.customers import FEATURES_FOR_SCORING, FIND_FEATURES, Customers
from reference_platform.api.decisions import Decisions
from reference_platform.api.erasures import ERASE, Erasures
from reference_platform.api.erasures import FIND as FIND_ERASURE
from reference_platform.api.explanations import Explanations
from reference_platform.api.exports import LOCK_DOCUMENT, Exports
from reference_platform.api.identity import ROLES, Tokens
from reference_platform.api.lawful_bases import END_BASIS, FIND_BASES, RECORD_BASIS, LawfulBases
from reference_platform.api.model_changes import HISTORY, ModelChanges
from reference_platform.api.parts import Parts
from reference_platform.api.problems import unavailable
from reference_platform.api.reconciliation import Reconciliation
from reference_platform.api.rectification import Rectification
from reference_platform.api.registry import RegisteredVersion, RegistryAway
from reference_platform.api.results import FIND_RESULT, RECORD_SCORE, Results
from reference_platform.api.retention import (
    FIND_CLASSES,
    FIND_HOLD,
    FIND_OVERDUE,
    LIFT_HOLD,
    PURGE_CUSTOMER,
    RECORD_PURGE,
    SET_HOLD,
    LegalHolds,
    Retention,
)
from reference_platform.api.retention import NOW as AS_OF
from reference_platform.api.scoring import Scoring
from reference_platform.api.serving import ModelFiles, Serving
from reference_platform.api.stops import Stops
from reference_platform.api.training_runs import FIND, QUEUE, TrainingRuns
from reference_platform.audit.entry import RECORD

FEATURES = {"age": 40, "income": 50_000.0, "credit_score": 700, "debt_ratio": 0.4, "employment_years": 9.0}


class OnLegalHold(asyncpg.PostgresError):
    """What the database raises for an erasure of somebody on hold."""

    sqlstate = "SC409"


@dataclass
class MemoryDatabase(RightsInMemory, ChangesInMemory):
    """Answers the API's statements from dictionaries, as the real schema would."""

    up: bool = True
    bases: set[tuple[str, str]] = field(default_factory=set)
    basis_kind: str = "consent"
    holds: dict[str, Row] = field(default_factory=dict)
    overdue: set[str] = field(default_factory=set)
    features: dict[str, dict[str, Any]] = field(default_factory=dict)
    results: dict[str, Row] = field(default_factory=dict)
    runs: dict[object, Row] = field(default_factory=dict)
    erasures: dict[object, Row] = field(default_factory=dict)
    statements: list[str] = field(default_factory=list)
    audited: list[tuple[Any, ...]] = field(default_factory=list)
    verifiers: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    async def connect(self) -> None: ...

    async def close(self) -> None: ...

    async def row(self, statement: str, *values: Any) -> Row | None:
        if not self.up:
            raise unavailable("database")
        self.statements.append(statement)
        answers = {
            RECORD_BASIS: self._record_basis,
            FIND_FEATURES: lambda customer_id: self._features(customer_id, "version", "bureau_origin", "event_time"),
            FEATURES_FOR_SCORING: self._features_for_scoring,
            RECORD_SCORE: self._record_score,
            FIND_RESULT: self.results.get,
            ERASE: self._erase,
            FIND_ERASURE: self.erasures.get,
            QUEUE: lambda run_id, *_: self.runs.update({run_id: queued(run_id)}),
            FIND: self.runs.get,
            END_BASIS: self._end_basis,
            AS_OF: lambda: Row(as_of=NOW),
            PURGE_CUSTOMER: self._purge,
            RECORD_PURGE: lambda *_: None,
            SET_HOLD: self._hold,
            FIND_HOLD: self.holds.get,
            LIFT_HOLD: lambda customer_id, _user: self.holds.pop(customer_id, None),
            BEGIN_SIGN_IN: lambda account: Row(verifier=self.verifiers.get(account)),
            END_SIGN_IN: self._end_sign_in,
            SESSION: lambda digest: Row(account=self.sessions.get(digest), roles=["auditor"]),
            CHANGE_ACCOUNT: self._change_account,
            FIND_ACCOUNT: self._find_account,
            WATCH: lambda _limit: Row(late=False),
            FIRST_BREAK: lambda _digests: None,
            CUSTOMER: lambda customer_id: Row(name=f"customer {hash(customer_id)}"),
            **self.rights_answers(),
            **self.changes_answers(),
            "select 1": lambda: Row(one=1),
        }
        return answers[statement](*values)

    async def rows(self, statement: str, *values: Any) -> list[Row]:
        if not self.up:
            raise unavailable("database")
        answers = {
            FIND_BASES: self._find_bases,
            READ: lambda *_: [],
            HISTORY: self.history,
            FIND_CLASSES: lambda: [Row(name="customer_data", limit_days=2555)],
            FIND_OVERDUE: lambda *_: [Row(customer_id=customer_id) for customer_id in sorted(self.overdue)],
        }
        return answers[statement](*values)

    @contextlib.asynccontextmanager
    async def connection(self) -> AsyncIterator["MemoryDatabase"]:
        if not self.up:
            raise unavailable("database")
        yield self

    async def execute(self, statement: str, *values: Any) -> None:
        if statement not in self.changes_answers():
            self.confirm(statement, *values)

    async def fetchrow(self, statement: str, *values: Any, timeout: float | None = None) -> Row | None:
        return await self.row(statement, *values)

    async def fetchval(self, statement: str, *values: Any) -> Any:
        if statement == LOCK_DOCUMENT:
            return values[0] if values[0] in self.documents else None
        if statement == RECORD:
            self.audited.append(values)
            return len(self.audited)
        answer = self.changes_answers()[statement](*values)
        return answer[0] if isinstance(answer, Row) else answer

    def _end_sign_in(self, account: str, succeeded: bool, digest: str, *_: Any) -> Row:
        if succeeded:
            self.sessions[digest] = account
        return Row(expires_at=NOW)

    def _change_account(self, change: str, account: str, _roles: Any, verifier: str | None, *_: Any) -> Row:
        if (account in self.verifiers) == (change == "create"):
            return Row(changed=False)
        self.verifiers[account] = verifier or self.verifiers[account]
        return Row(changed=True)

    def _find_account(self, account: str) -> Row | None:
        if account not in self.verifiers:
            return None
        return Row(account=account, roles=["auditor"], disabled_at=None, failures=0, locked_until=None)

    def _record_basis(self, customer_id: str, purpose: str, *_: Any) -> Row:
        self.bases.add((customer_id, purpose))
        return Row(recorded_at=NOW)

    def _find_bases(self, customer_id: str) -> list[Row]:
        names = ("purpose", "basis", "text_version", "channel", "recorded_by", "recorded_at")
        never = {"ended_at": None, "ended_by": None, "end_reason": None}
        return [
            Row(zip(names, (purpose, self.basis_kind, "v1", "web", "me", NOW), strict=True), **never)
            for known, purpose in sorted(self.bases)
            if known == customer_id
        ]

    def _end_basis(self, customer_id: str, purpose: str, bases: tuple[str, ...], *_: Any) -> Row:
        if (customer_id, purpose) not in self.bases:
            return Row(status="none", ended_at=None)
        if self.basis_kind not in bases:
            return Row(status="other", ended_at=None)
        self.bases.discard((customer_id, purpose))
        return Row(status="ended", ended_at=NOW)

    def _hold(self, customer_id: str, reason: str, user: str) -> Row:
        self.holds[customer_id] = Row(reason=reason, since=NOW, set_by=user, overdue_since=None)
        return Row(since=NOW)

    def _purge(self, customer_id: str, *_: Any) -> Row:
        if customer_id in self.holds:
            return Row(status="held")
        self.overdue.discard(customer_id)
        return Row(status="removed")

    def _features(self, customer_id: str, *more: str) -> Row | None:
        known = self.features.get(customer_id)
        names = ("age", "income", "credit_score", "debt_ratio", "employment_years", *more)
        return known and Row({name: known[name] for name in names})

    def _features_for_scoring(self, customer_id: str) -> Row | None:
        if (customer_id, "credit_scoring") not in self.bases:
            return None
        return self._features(customer_id, "version") or Row(dict.fromkeys("abcde"), version=None)

    def _record_score(self, request_id: str, customer_id: str, version: int | None, *rating: Any) -> Row:
        if (customer_id, "credit_scoring") not in self.bases:
            return Row(status="no_basis")
        known = self.results.get(request_id)
        if known:
            return Row(status="repeated" if known["customer_id"] == customer_id else "taken", **self._scored(known))
        if version is not None and version != self.features[customer_id]["version"]:
            return Row(status="stale")
        if self.stop is not None:
            raise Stopped
        names = ("credit_score", "risk_level", "model_name", "model_version")
        row = Row(
            request_id=request_id,
            customer_id=customer_id,
            **dict(zip(names, rating[:4], strict=True)),
            at=NOW,
            decided_by="model",
        )
        self.results[request_id] = row
        self.figures[request_id] = rating[5:]
        return Row(status="recorded", **self._scored(row))

    @staticmethod
    def _scored(row: Row) -> dict[str, Any]:
        return {name: value for name, value in row.items() if name not in ("request_id", "customer_id")}

    def _erase(self, customer_id: str, user: str) -> Row:
        if customer_id in self.holds:
            raise OnLegalHold
        self.bases = {(known, purpose) for known, purpose in self.bases if known != customer_id}
        features = self.features.pop(customer_id, None)
        removed = json.dumps({"features": int(bool(features))})
        erasure_id = uuid4()
        times = {"erased_at": NOW, "completed_at": None}
        self.erasures[erasure_id] = Row(
            erasure_id=erasure_id, reason="request", requested_by=user, **times, removed=removed
        )
        return Row(erasure_id=erasure_id, erased_at=NOW, removed=removed, pending=["documents"])


def queued(run_id: object) -> Row:
    """A training run as the database gives it back when it is only queued."""
    return Row(id=run_id, status="queued", version=None, key=None, sha256=None, rows=None, customer_rows=None)


@dataclass
class MemoryCache:
    """The feature cache, in memory."""

    up: bool = True
    known: dict[str, Any] = field(default_factory=dict)
    hashes: dict[str, dict[str, str]] = field(default_factory=dict)

    async def read(self, key: str, fields: Sequence[str]) -> list[str] | None:
        return [self.hashes[key][name] for name in fields] if self.up and key in self.hashes else None

    async def keep(self, key: str, values: dict[str, str]) -> None:
        if self.up:
            self.hashes[key] = values

    async def try_to_forget(self, customer_id: str) -> None:
        if self.up:
            await self.forget(customer_id)

    async def get(self, customer_id: str) -> Any:
        return self.known.get(customer_id) if self.up else None

    async def put(self, customer_id: str, known: Any) -> None:
        if self.up:
            self.known[customer_id] = known

    async def forget(self, customer_id: str) -> None:
        if not self.up:
            raise unavailable("cache")
        self.known.pop(customer_id, None)
        self.hashes.pop(f"decision:{customer_id}", None)

    async def is_up(self) -> bool:
        return self.up

    async def close(self) -> None: ...


@dataclass
class MemoryBroker:
    """The broker: keeps what is published."""

    up: bool = True
    published: list[tuple[str, str, dict[str, Any], str]] = field(default_factory=list)

    async def publish(self, topic: str, key: str, record: dict[str, Any], correlation_id: str) -> None:
        if not self.up:
            raise unavailable("message broker")
        self.published.append((topic, key, record, correlation_id))

    async def is_up(self) -> bool:
        return self.up


@dataclass
class MemoryArchive:
    """The copies of the audit log, of which there are none; away with the object store."""

    store: "MemoryDocuments"

    async def digests(self) -> list[str]:
        if not self.store.up:
            raise unavailable("object store")
        return []


@dataclass
class MemoryDocuments:
    """The object store: keeps documents by key."""

    up: bool = True
    kept: dict[str, bytes] = field(default_factory=dict)

    async def put(self, key: str, content: bytes) -> None:
        if not self.up:
            raise unavailable("object store")
        self.kept[key] = content

    async def get(self, key: str) -> bytes:
        if not self.up:
            raise unavailable("object store")
        return self.kept[key]


@dataclass
class MemoryRegistry:
    """The model registry: versions 1 and 2 are sound, 3 was altered, 4 has no digest."""

    up: bool = True
    champion_version: str | None = "1"
    artifacts: dict[str, bytes] = field(
        default_factory=lambda: {**ARTIFACTS, "3": ARTIFACTS["1"][:-1] + b"x", "4": ARTIFACTS["1"]}
    )

    async def champion(self) -> RegisteredVersion | None:
        self._require()
        return None if self.champion_version is None else await self.version(self.champion_version)

    async def version(self, version: str) -> RegisteredVersion | None:
        self._require()
        if version not in self.artifacts:
            return None
        digest = hashlib.sha256(ARTIFACTS.get(version, ARTIFACTS["1"] + version.encode())).hexdigest()
        return RegisteredVersion(version, None if version == "4" else digest)

    async def artifact(self, version: str) -> bytes:
        self._require()
        return self.artifacts[version]

    async def set_champion(self, version: str) -> None:
        self._require()
        self.champion_version = version

    async def close(self) -> None: ...

    def _require(self) -> None:
        if not self.up:
            raise RegistryAway("ConnectError")


@dataclass
class World:
    """The API's surroundings, to be arranged by a test, and a client for each role."""

    database: MemoryDatabase
    cache: MemoryCache
    broker: MemoryBroker
    registry: MemoryRegistry
    documents: MemoryDocuments
    crm_answer: Any
    serving: Serving
    app: Any
    client: TestClient

    def call(self, role: str | None, method: str, path: str, **arguments: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer token-of-{role}"} if role else {}
        return self.client.request(method, path, headers={**headers, **arguments.pop("headers", {})}, **arguments)

    def with_basis(self, customer_id: str) -> None:
        self.database.bases.add((customer_id, "credit_scoring"))

    def with_features(self, customer_id: str, **changes: Any) -> None:
        stored = {**FEATURES, "version": 1, "bureau_origin": "provided", "event_time": NOW, **changes}
        self.database.features[customer_id] = stored


@pytest.fixture
def tokens_file(tmp_path: Path) -> Path:
    path = tmp_path / "tokens.json"
    entries = {
        hashlib.sha256(f"token-of-{role}".encode()).hexdigest(): {
            "user": f"user-{role}",
            "roles": [role],
            "kind": "person",
            "person": f"person-{role}",
        }
        for role in ROLES
    }
    robot = {"user": "robot", "roles": ["reviewer"], "kind": "service", "person": "robot"}
    entries[hashlib.sha256(b"token-of-robot").hexdigest()] = robot
    path.write_text(json.dumps(entries))
    return path


def card_in_the_vault(request: httpx.Request) -> httpx.Response:
    """What the vault answers: one card, shown as it would be to the role that was asked for; about `away` nothing."""
    if b"away" in request.url.raw_path + request.content:
        raise httpx.ConnectError("the vault is away")
    issuer = "411111" if request.url.params.get("shown_to") == "registrar" else ""
    shown = f"{issuer}******1111"
    card = {"token": f"ct-{'a' * 24}", "shown": shown, "last_used_at": NOW.isoformat()}
    return httpx.Response(201, json=card) if request.method == "POST" else httpx.Response(200, json={"cards": [card]})


@pytest.fixture
def world(tmp_path: Path, tokens_file: Path) -> Iterator[World]:
    database, cache, broker, registry = MemoryDatabase(), MemoryCache(), MemoryBroker(), MemoryRegistry()
    documents = MemoryDocuments()
    known = {"customer_id": "c1", "event_time": "2026-11-22T10:00:00Z", "features": FEATURES}
    world = World(database, cache, broker, registry, documents, known, None, None, None)  # type: ignore[arg-type]

    def answer(request: httpx.Request) -> httpx.Response:
        if isinstance(world.crm_answer, Exception):
            raise world.crm_answer
        if isinstance(world.crm_answer, int):
            return httpx.Response(world.crm_answer)
        return httpx.Response(200, json=world.crm_answer)

    crm = Crm(httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="https://crm"))
    vault = CardVault(httpx.AsyncClient(transport=httpx.MockTransport(card_in_the_vault), base_url="https://vault"))
    folder = tmp_path / "models"
    folder.mkdir()
    authorisations = Authorisations(database)
    world.serving = serving = Serving(authorisations, registry, ModelFiles(folder))
    database.authorise("1", hashlib.sha256(ARTIFACTS["1"]).hexdigest())
    results, customers = Results(database), Customers(database)
    explanations = Explanations(results, serving)
    parts = Parts(
        tokens=Tokens(tokens_file),
        database=database,
        audit=AuditLog(database, MemoryArchive(documents)),  # type: ignore[arg-type]
        accounts=Accounts(database),
        cache=cache,
        broker=broker,
        registry=registry,
        crm=crm,
        card_vault=vault,
        serving=serving,
        results=results,
        customers=customers,
        lawful_bases=LawfulBases(database),
        legal_holds=LegalHolds(database),
        retention=Retention(database, cache),
        erasures=Erasures(database),
        scoring=Scoring(serving, customers, cache, results),
        stops=Stops(database),
        decisions=Decisions(database, cache),
        explanations=explanations,
        rectification=Rectification(database, cache, customers),
        contests=Contests(database, cache),
        exports=Exports(database, documents, explanations),
        crm_import=CrmImport(crm, broker),
        training_runs=TrainingRuns(database),
        model_changes=ModelChanges(database, registry, serving, "test"),
        reconciliation=Reconciliation(database, authorisations, registry, "test", tmp_path / "compared"),
    )
    world.app = create_app(replace(parts))
    with TestClient(world.app, raise_server_exceptions=False) as client:
        world.client = client
        client.portal.call(serving.refresh)
        yield world
