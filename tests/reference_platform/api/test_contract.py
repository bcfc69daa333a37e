"""The OpenAPI document is complete and true: every documented pair of operation and code is provoked."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import jsonschema
import pytest

from reference_platform.api.identity import REQUIRED_ROLES, ROLES

PLACEHOLDER = re.compile(r"\{[^}]*\}")
SCORE = {
    "customer_id": "c1",
    "features": {"age": 40, "income": 50_000, "credit_score": 700, "debt_ratio": 0.4, "employment_years": 9},
}
BASIS = {"purpose": "credit_scoring", "basis": "contract", "text_version": "v1", "channel": "web"}
END = {"purpose": "credit_scoring", "channel": "phone"}
HOLD = {"reason": "a claim before court"}
OVERTURN = {"decision": "overturn", "risk_level": "LOW", "reason": "the payslips are convincing"}
LONG_AGO = "2020-01-01T00:00:00Z"
RUN = "6f2f2f0e-6a0e-4d57-9d7f-0d4dfc3a9c11"


def nothing(_world: Any) -> None: ...


def ready_to_score(world: Any) -> None:
    world.with_basis("c1")
    world.with_features("c1")


def basis_of_kind(kind: str) -> Callable[[Any], None]:
    def arrange(world: Any) -> None:
        world.with_basis("c1")
        world.database.basis_kind = kind

    return arrange


ACCOUNT = {"account": "j.doe", "roles": ["auditor"], "password": "correct horse battery"}
CARD = {"card_number": "4111111111111111"}
SIGN_IN = {"account": "j.doe", "password": "correct horse battery"}
NEW_PASSWORD = {"password": "another long password"}


def with_account(world: Any) -> None:
    world.call("administrator", "POST", "/accounts", json=ACCOUNT)


def held(world: Any) -> None:
    world.call("privacy_officer", "PUT", "/customers/c1/legal-hold", json=HOLD)


def stopped(world: Any) -> None:
    world.call("reviewer", "POST", "/decisions/stop", json=HOLD)


def other_customers_request(world: Any) -> None:
    ready_to_score(world)
    world.with_basis("c2")
    world.call("scorer", "POST", "/score", json={**SCORE, "customer_id": "c2", "request_id": "r1"})


def database_away(world: Any) -> None:
    world.database.up = False


def no_model(world: Any) -> None:
    world.database.authorised = None
    world.serving.current = None


def broker_away(world: Any) -> None:
    world.broker.up = False


def crm_answers(answer: Any) -> Callable[[Any], None]:
    def arrange(world: Any) -> None:
        world.crm_answer = answer

    return arrange


def store_away(world: Any) -> None:
    ready_to_score(world)
    world.documents.up = False


def scored_by_a_version_that_is_gone(world: Any) -> None:
    other_customers_request(world)
    world.database.results["r1"]["model_version"] = "99"


def contested(world: Any) -> str:
    """A contest of a result that can be better; its id."""
    other_customers_request(world)
    world.database.results["r1"]["risk_level"] = "HIGH"
    answer = world.call("registrar", "POST", "/results/r1/contests", json={"statement": "no"})
    return answer.json()["contest_id"]


def decided(world: Any) -> str:
    """A contest that is decided; its id."""
    contest_id = contested(world)
    world.call("reviewer", "POST", f"/contests/{contest_id}/decision", json=OVERTURN)
    return contest_id


def exported(world: Any) -> str:
    """An export; its id."""
    ready_to_score(world)
    answer = world.call("privacy_officer", "POST", "/customers/c1/exports", json={"kind": "access"})
    return answer.json()["export_id"]


def altered(world: Any) -> str:
    """An export whose document is not the one that was made; its id."""
    export_id = exported(world)
    world.documents.kept = dict.fromkeys(world.documents.kept, b"{}")
    return export_id


def queued(world: Any) -> str:
    """A training run; its id."""
    return world.call("model_operator", "POST", "/models/training-runs", json={"seed": 1}).json()["training_run_id"]


CHANGE = {"version": "2", "reason": "fewer wrong refusals", "ticket": "CHG-1"}
EMERGENCY = {"version": "2", "reason": "the model in use fails"}
FINDING = {"reason": "it was justified"}


def asked(world: Any) -> None:
    """A change has been asked for."""
    world.call("model_developer", "POST", "/models/changes", json=CHANGE)


def approved(world: Any) -> None:
    """A change has been approved."""
    asked(world)
    world.call("model_approver", "POST", "/models/changes/1/approval")


def in_emergency(world: Any) -> None:
    """An emergency change waits for its review."""
    world.call("model_operator", "POST", "/models/emergency-changes", json=EMERGENCY)


# A word in a path that stands for the id of something made before.
def begun(world: Any) -> str:
    """The number of an erasure."""
    return world.call("privacy_officer", "DELETE", "/customers/c1").json()["erasure_id"]


MADE = {"queued": queued, "begun": begun, "opened": contested, "decided": decided, "made": exported, "altered": altered}

# operation, code, arrangement, body; the path and the role follow from the operation.
PAIRS: list[tuple[str, int, Callable[[Any], None], Any]] = [
    ("GET /health", 200, nothing, None),
    ("GET /ready", 200, nothing, None),
    ("GET /ready", 503, database_away, None),
    ("POST /score", 200, ready_to_score, SCORE),
    ("POST /score", 403, nothing, SCORE),
    ("POST /score", 404, lambda world: world.with_basis("c1"), {"customer_id": "c1"}),
    ("POST /score", 409, other_customers_request, {**SCORE, "request_id": "r1"}),
    ("POST /score", 422, nothing, {}),
    ("POST /score", 503, no_model, SCORE),
    ("GET /results/r1", 200, other_customers_request, None),
    ("GET /results/none", 404, nothing, None),
    ("GET /results/not%20an%20id", 422, nothing, None),
    ("GET /results/r1", 503, database_away, None),
    ("GET /results/r1/explanation", 200, other_customers_request, None),
    ("GET /results/none/explanation", 404, nothing, None),
    ("GET /results/r1/explanation", 409, scored_by_a_version_that_is_gone, None),
    ("GET /results/@/explanation", 422, nothing, None),
    ("GET /results/r1/explanation", 503, database_away, None),
    ("GET /customers/c2/decision", 200, other_customers_request, None),
    ("GET /customers/c1/decision", 404, nothing, None),
    ("GET /customers/@/decision", 422, nothing, None),
    ("GET /customers/c1/decision", 503, database_away, None),
    ("PUT /customers/c1/card", 200, nothing, CARD),
    ("PUT /customers/c1/card", 422, nothing, {}),
    ("PUT /customers/away/card", 503, nothing, CARD),
    ("GET /customers/c1/cards", 200, nothing, None),
    ("GET /customers/@/cards", 422, nothing, None),
    ("GET /customers/away/cards", 503, nothing, None),
    ("PATCH /customers/c1/features", 200, ready_to_score, {"features": {"income": 60_000}}),
    ("PATCH /customers/c1/features", 404, nothing, {"features": {"income": 60_000}}),
    ("PATCH /customers/c1/features", 409, ready_to_score, {"features": {"age": 41}, "event_time": LONG_AGO}),
    ("PATCH /customers/c1/features", 422, ready_to_score, {"features": {}}),
    ("PATCH /customers/c1/features", 503, database_away, {"features": {"income": 60_000}}),
    ("POST /results/r1/contests", 201, other_customers_request, {"statement": "my income is higher"}),
    ("POST /results/none/contests", 404, nothing, {"statement": "my income is higher"}),
    ("POST /results/r1/contests", 409, contested, {"statement": "my income is higher"}),
    ("POST /results/r1/contests", 422, nothing, {"statement": ""}),
    ("POST /results/r1/contests", 503, database_away, {"statement": "my income is higher"}),
    ("GET /contests/opened", 200, nothing, None),
    (f"GET /contests/{RUN}", 404, nothing, None),
    ("GET /contests/1", 422, nothing, None),
    (f"GET /contests/{RUN}", 503, database_away, None),
    ("POST /contests/opened/decision", 200, nothing, OVERTURN),
    (f"POST /contests/{RUN}/decision", 404, nothing, OVERTURN),
    ("POST /contests/decided/decision", 409, nothing, OVERTURN),
    ("POST /contests/opened/decision", 422, nothing, {"decision": "overturn", "reason": "no level"}),
    (f"POST /contests/{RUN}/decision", 503, database_away, OVERTURN),
    ("POST /customers/c1/exports", 201, ready_to_score, {"kind": "access"}),
    ("POST /customers/c1/exports", 404, nothing, {"kind": "access"}),
    ("POST /customers/c1/exports", 422, nothing, {"kind": "everything"}),
    ("POST /customers/c1/exports", 503, store_away, {"kind": "portability"}),
    ("GET /exports/made", 200, nothing, None),
    (f"GET /exports/{RUN}", 404, nothing, None),
    ("GET /exports/altered", 409, nothing, None),
    ("GET /exports/1", 422, nothing, None),
    (f"GET /exports/{RUN}", 503, database_away, None),
    ("PUT /customers/c1/lawful-basis", 200, nothing, BASIS),
    ("PUT /customers/c1/lawful-basis", 422, nothing, {**BASIS, "purpose": "fun"}),
    ("PUT /customers/c1/lawful-basis", 503, database_away, BASIS),
    ("GET /customers/c1/lawful-bases", 200, ready_to_score, None),
    ("GET /customers/c1/lawful-bases", 404, nothing, None),
    ("GET /customers/@/lawful-bases", 422, nothing, None),
    ("GET /customers/c1/lawful-bases", 503, database_away, None),
    ("POST /customers/c1/withdrawals", 200, basis_of_kind("consent"), END),
    ("POST /customers/c1/withdrawals", 404, nothing, END),
    ("POST /customers/c1/withdrawals", 409, basis_of_kind("contract"), END),
    ("POST /customers/c1/withdrawals", 422, nothing, {**END, "purpose": "fun"}),
    ("POST /customers/c1/withdrawals", 503, database_away, END),
    ("POST /customers/c1/objections", 200, basis_of_kind("legitimate_interests"), END),
    ("POST /customers/c1/objections", 404, nothing, END),
    ("POST /customers/c1/objections", 409, basis_of_kind("consent"), END),
    ("POST /customers/c1/objections", 422, nothing, {"purpose": "credit_scoring"}),
    ("POST /customers/c1/objections", 503, database_away, END),
    ("POST /retention/purges", 200, nothing, None),
    ("POST /retention/purges", 503, database_away, None),
    ("POST /decisions/stop", 201, nothing, HOLD),
    ("POST /decisions/stop", 409, stopped, HOLD),
    ("POST /decisions/stop", 422, nothing, {"reason": ""}),
    ("POST /decisions/stop", 503, database_away, HOLD),
    ("GET /decisions/stop", 200, stopped, None),
    ("GET /decisions/stop", 404, nothing, None),
    ("GET /decisions/stop", 503, database_away, None),
    ("DELETE /decisions/stop", 204, stopped, None),
    ("DELETE /decisions/stop", 404, nothing, None),
    ("DELETE /decisions/stop", 503, database_away, None),
    ("PUT /customers/c1/legal-hold", 200, nothing, HOLD),
    ("PUT /customers/c1/legal-hold", 422, nothing, {"reason": ""}),
    ("PUT /customers/c1/legal-hold", 503, database_away, HOLD),
    ("GET /customers/c1/legal-hold", 200, held, None),
    ("GET /customers/c1/legal-hold", 404, nothing, None),
    ("GET /customers/@/legal-hold", 422, nothing, None),
    ("GET /customers/c1/legal-hold", 503, database_away, None),
    ("DELETE /customers/c1/legal-hold", 204, held, None),
    ("DELETE /customers/c1/legal-hold", 404, nothing, None),
    ("DELETE /customers/@/legal-hold", 422, nothing, None),
    ("DELETE /customers/c1/legal-hold", 503, database_away, None),
    ("GET /metrics", 200, nothing, None),
    ("GET /audit/entries?after=7&event=access", 200, nothing, None),
    ("GET /audit/entries?after=-1", 422, nothing, None),
    ("GET /audit/entries?after=9223372036854775808", 422, nothing, None),
    ("GET /audit/entries?since=2026-11-30T12:00:00", 422, nothing, None),
    ("GET /audit/entries?since=0001-01-01T00:00:00%2B14:00", 422, nothing, None),
    ("GET /audit/entries?since=9999-12-31T23:59:59-14:00", 422, nothing, None),
    ("GET /audit/entries?since=2026-11-30T12:00:00%2B02:00", 200, nothing, None),
    ("GET /audit/entries", 503, database_away, None),
    ("POST /sessions", 201, with_account, SIGN_IN),
    ("POST /sessions", 401, with_account, {**SIGN_IN, "password": "wrong"}),
    ("POST /sessions", 422, nothing, {"account": "j.doe"}),
    ("POST /sessions", 503, database_away, SIGN_IN),
    ("POST /accounts", 201, nothing, ACCOUNT),
    ("POST /accounts", 409, with_account, ACCOUNT),
    ("POST /accounts", 422, nothing, {**ACCOUNT, "password": "short"}),
    ("POST /accounts", 503, database_away, ACCOUNT),
    ("GET /accounts/j.doe", 200, with_account, None),
    ("GET /accounts/j.doe", 404, nothing, None),
    ("GET /accounts/@", 422, nothing, None),
    ("GET /accounts/j.doe", 503, database_away, None),
    ("PUT /accounts/j.doe/password", 200, with_account, NEW_PASSWORD),
    ("PUT /accounts/j.doe/password", 404, nothing, NEW_PASSWORD),
    ("PUT /accounts/j.doe/password", 422, with_account, {}),
    ("PUT /accounts/j.doe/password", 503, database_away, NEW_PASSWORD),
    ("DELETE /accounts/j.doe/lock", 200, with_account, None),
    ("DELETE /accounts/j.doe/lock", 404, nothing, None),
    ("DELETE /accounts/@/lock", 422, nothing, None),
    ("DELETE /accounts/j.doe/lock", 503, database_away, None),
    ("DELETE /accounts/j.doe", 200, with_account, None),
    ("DELETE /accounts/j.doe", 404, nothing, None),
    ("DELETE /accounts/@", 422, nothing, None),
    ("DELETE /accounts/j.doe", 503, database_away, None),
    ("GET /audit/verification", 200, nothing, None),
    ("GET /audit/verification", 503, database_away, None),
    ("GET /customers/c1/features", 200, ready_to_score, None),
    ("GET /customers/c1/features", 404, nothing, None),
    ("GET /customers/1234567890123/features", 422, nothing, None),
    ("GET /customers/c1/features", 503, database_away, None),
    ("DELETE /customers/c1", 200, ready_to_score, None),
    ("DELETE /customers/c1", 409, held, None),
    ("DELETE /customers/@", 422, nothing, None),
    ("DELETE /customers/c1", 503, database_away, None),
    ("GET /erasures/begun", 200, nothing, None),
    (f"GET /erasures/{RUN}", 404, nothing, None),
    ("GET /erasures/1", 422, nothing, None),
    (f"GET /erasures/{RUN}", 503, database_away, None),
    ("POST /imports/crm", 202, nothing, {"customer_id": "c1"}),
    ("POST /imports/crm", 404, crm_answers(404), {"customer_id": "c1"}),
    ("POST /imports/crm", 422, nothing, {"customer_id": 1}),
    ("POST /imports/crm", 502, crm_answers({"unexpected": True}), {"customer_id": "c1"}),
    ("POST /imports/crm", 503, broker_away, {"customer_id": "c1"}),
    ("POST /imports/crm", 504, crm_answers(httpx.ReadTimeout("slow")), {"customer_id": "c1"}),
    ("GET /models/current", 200, nothing, None),
    ("GET /models/current", 503, no_model, None),
    ("POST /models/training-runs", 202, nothing, {"seed": 1}),
    ("POST /models/training-runs", 422, nothing, {"seed": -1}),
    ("POST /models/training-runs", 503, database_away, {"seed": 1}),
    ("GET /models/training-runs/queued", 200, nothing, None),
    (f"GET /models/training-runs/{RUN}", 404, nothing, None),
    ("GET /models/training-runs/1", 422, nothing, None),
    (f"GET /models/training-runs/{RUN}", 503, database_away, None),
    ("POST /models/tickets", 201, nothing, {"summary": "a better model", "approved": True}),
    ("POST /models/tickets", 422, nothing, {"summary": ""}),
    ("POST /models/tickets", 503, database_away, {"summary": "a better model", "approved": True}),
    ("GET /models/changes", 200, asked, None),
    ("GET /models/changes", 503, database_away, None),
    ("POST /models/changes", 201, nothing, CHANGE),
    ("POST /models/changes", 404, nothing, {**CHANGE, "version": "99"}),
    ("POST /models/changes", 409, nothing, {**CHANGE, "ticket": "CHG-9"}),
    ("POST /models/changes", 422, nothing, {**CHANGE, "reason": "."}),
    ("POST /models/changes", 503, database_away, CHANGE),
    ("POST /models/changes/1/approval", 200, asked, None),
    ("POST /models/changes/7/approval", 404, nothing, None),
    ("POST /models/changes/1/approval", 409, approved, None),
    ("POST /models/changes/@/approval", 422, nothing, None),
    ("POST /models/changes/1/approval", 503, database_away, None),
    ("POST /models/changes/1/deployment", 200, approved, None),
    ("POST /models/changes/7/deployment", 404, nothing, None),
    ("POST /models/changes/1/deployment", 409, asked, None),
    ("POST /models/changes/@/deployment", 422, nothing, None),
    ("POST /models/changes/1/deployment", 503, database_away, None),
    ("POST /models/emergency-changes", 200, nothing, EMERGENCY),
    ("POST /models/emergency-changes", 404, nothing, {**EMERGENCY, "version": "99"}),
    ("POST /models/emergency-changes", 409, in_emergency, EMERGENCY),
    ("POST /models/emergency-changes", 422, nothing, {**EMERGENCY, "reason": " "}),
    ("POST /models/emergency-changes", 503, database_away, EMERGENCY),
    ("POST /models/changes/1/review", 200, in_emergency, FINDING),
    ("POST /models/changes/7/review", 404, nothing, FINDING),
    ("POST /models/changes/1/review", 409, asked, FINDING),
    ("POST /models/changes/1/review", 422, in_emergency, {"reason": "."}),
    ("POST /models/changes/1/review", 503, database_away, FINDING),
]


def operations(world: Any) -> dict[tuple[str, str], dict[str, Any]]:
    """The documented operations by path template and method."""
    paths = world.client.get("/openapi.json").json()["paths"]
    return {(path, method.upper()): item for path, methods in paths.items() for method, item in methods.items()}


def operation_of(world: Any, method: str, path: str) -> tuple[str, dict[str, Any]]:
    """The documented operation that a concrete path belongs to."""
    for (template, known_method), operation in operations(world).items():
        parts, wanted = template.split("/"), path.partition("?")[0].split("/")
        same = len(parts) == len(wanted) and all(
            part == want or part.startswith("{") for part, want in zip(parts, wanted, strict=True)
        )
        if same and method == known_method:
            return template, operation
    raise AssertionError(f"{method} {path} is not documented")


def require_documented(world: Any, operation: dict[str, Any], answer: httpx.Response) -> None:
    """The answer's code, media type and body are what the document says."""
    assert str(answer.status_code) in operation["responses"]
    if answer.status_code == 204:
        assert answer.content == b""
        assert "content" not in operation["responses"]["204"]
        return
    media_type = answer.headers["content-type"].split(";")[0]
    schema = operation["responses"][str(answer.status_code)]["content"][media_type]["schema"]
    components = world.client.get("/openapi.json").json()["components"]
    body = answer.json() if media_type.endswith("json") else answer.text
    jsonschema.Draft202012Validator({**schema, "components": components}).validate(body)
    if answer.status_code >= 400 and "dependencies" not in answer.json():
        assert media_type == "application/problem+json"
        assert answer.json()["status"] == answer.status_code


@pytest.mark.parametrize(("operation", "code", "arrange", "body"), PAIRS)
def test_a_documented_pair_is_answered_as_documented(
    world: Any, operation: str, code: int, arrange: Callable[[Any], None], body: Any
) -> None:
    method, path = operation.split(" ")
    path = "/".join(MADE[word](world) if word in MADE else word for word in path.split("/"))
    arrange(world)
    _, documented = operation_of(world, method, path)
    role = (documented.get(REQUIRED_ROLES) or [None])[0]
    answer = world.call(role, method, path, **({} if body is None else {"json": body}))
    assert answer.status_code == code, answer.text
    require_documented(world, documented, answer)


def test_every_documented_pair_is_provoked_in_this_file(world: Any) -> None:
    documented = {
        (path, method, int(code))
        for (path, method), operation in operations(world).items()
        for code in operation["responses"]
    }
    provoked = set()
    for operation, code, _, _ in PAIRS:
        method, path = operation.split(" ")
        provoked.add((operation_of(world, method, path)[0], method, code))
    by_identity = {
        (path, method, code)
        for (path, method), operation in operations(world).items()
        for code in (401, 403)
        if operation.get(REQUIRED_ROLES)
    }
    # What is another's does not exist for an agency: test_ownership.py.
    by_owner = {(path, method, 404) for path, method in operations(world) if "{customer_id}" in path}
    assert documented == provoked | by_identity | (by_owner & documented)


def test_without_a_token_or_with_a_wrong_one_the_answer_is_401_before_anything_is_read(world: Any) -> None:
    for (path, method), operation in operations(world).items():
        if not operation.get(REQUIRED_ROLES):
            assert "security" not in operation
            continue
        concrete = PLACEHOLDER.sub("@", path)
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic token-of-scorer"}):
            answer = world.call(None, method, concrete, content=b"not json", headers=headers)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"].startswith("Bearer")
            require_documented(world, operation, answer)


def test_a_role_that_is_not_named_gets_403_before_anything_is_read(world: Any) -> None:
    everyone = set(ROLES)
    for (path, method), operation in operations(world).items():
        concrete = PLACEHOLDER.sub("@", path)
        for role in sorted(everyone - set(operation.get(REQUIRED_ROLES, everyone))):
            answer = world.call(role, method, concrete, content=b"not json")
            assert (role, method, path, answer.status_code) == (role, method, path, 403)
            require_documented(world, operation, answer)


def test_an_unknown_address_and_a_wrong_method_are_problems_too(world: Any) -> None:
    assert world.call("scorer", "GET", "/no-such-thing").json()["type"] == "/problems/not-found"
    answer = world.call("scorer", "DELETE", "/score")
    assert (answer.status_code, answer.json()["type"]) == (405, "/problems/method-not-allowed")
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_fault_of_our_own_is_a_problem_that_shows_nothing(world: Any, caplog: pytest.LogCaptureFixture) -> None:
    ready_to_score(world)
    world.database.features = None
    answer = world.call("auditor", "GET", "/customers/c1/features")
    assert answer.status_code == 500
    assert answer.json()["type"] == "/problems/internal-error"
    assert "NoneType" not in answer.text
    assert "c1" not in caplog.text
