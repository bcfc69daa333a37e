"""Every call is made as it should be made, in an order that leads further; what could not be made says why."""

from __future__ import annotations

from types import SimpleNamespace as Some
from typing import Any

import pytest

from acceptance.instruments.scanners.live import Traffic
from acceptance.outcome import NotAssessed
from acceptance.platform.access import CredentialRefused, Unreachable
from acceptance.platform.interface import Call
from acceptance.platform.templates import fill
from acceptance.profile.bindings import Operation
from acceptance.profile.permissions import Permissions
from acceptance.requirements.interface import scan_serving
from acceptance.requirements.interface.scan_requests import Way
from acceptance.requirements.interface.scan_serving import Served, own_paths, ways_of

SCORE, READ, TRAIN, MODEL, REMOVE = (
    Call("/score", "POST"),
    Call("/results/{number}", "GET"),
    Call("/trainings", "POST"),
    Call("/trainings/{id}", "GET"),
    Call("/customers/{id}", "DELETE"),
)


def operation(method: str, path: str, needs: str = "synthetic", **more: Any) -> Operation:
    return Operation.model_validate({"service": "scoring_api", "method": method, "path": path, "needs": needs, **more})


OPERATIONS = {
    "remove_customer": operation("DELETE", "/customers/{customer_id}", identity="officer"),
    "read_training": operation("GET", "/trainings/{training_id}", "read", identity="operator"),
    "train_model": operation("POST", "/trainings", "write", identity="operator", body={"seed": "{seed}"}),
    "score": operation("POST", "/score", identity="scorer", body={"customer": "{customer_id}"}),
    "read_result": operation("GET", "/results/{request_id}", "read", identity="auditor"),
    "stop_decisions": operation("POST", "/stop", "destroy", identity="reviewer"),
    "read_stop": operation("GET", "/stop", "read", identity="reviewer"),
}


class Operations:
    """Answers what `says` gives for an operation, and keeps the order in which they were called."""

    def __init__(self, says: dict[str, Any]) -> None:
        self.says, self.called = says, list[str]()

    def possible(self, name: str, *words: str) -> str | None:
        return None

    def offers(self, name: str) -> bool:
        return name in OPERATIONS

    def field_of(self, name: str, word: str) -> str:
        found = [key for key, value in OPERATIONS[name].body.items() if value == "{" + word + "}"]
        if not found:
            raise NotAssessed("no such field")
        return found[0]

    def try_(self, name: str, /, **words: Any) -> Any:
        fill([OPERATIONS[name].path, OPERATIONS[name].body], words)
        self.called.append(name)
        told = self.says.get(name, {})
        if isinstance(told, Exception):
            raise told
        return Some(words=told)


def suite_with(says: dict[str, Any] | None = None, **more: Any) -> Any:
    owed: list[Any] = []
    settled: list[Any] = []
    operations = Operations(says or {})
    interface = Some(calls=lambda: sorted([SCORE, READ, TRAIN, MODEL, REMOVE]))
    identities = {"officer", "operator", "scorer", "auditor", "reviewer"}
    api = Some(identities=identities)
    return Some(
        platform=Some(operations=operations, interface=interface, allowed={}, public=set()),
        profile=Some(operations=OPERATIONS, services=Some(scoring_api=api), permissions=Permissions()),
        owe=lambda kind, name, act=None, **words: owed.append((name, words)) or (name, words),
        settle=settled.append,
        owed=owed,
        settled=settled,
        **more,
    )


def served_by(suite: Any, words: dict[str, Any], traffic: Traffic | None = None) -> Served:
    served = Served({}, dict(words), [])
    scan_serving._serve_the_rest(suite, ways_of(suite), traffic or Traffic([]), served)
    return served


def test_what_an_answer_tells_leads_to_the_next_call_and_removal_comes_last():
    suite = suite_with({"train_model": {"training_id": "t-1"}, "score": {"request_id": "r-1", "level": None}})
    served = served_by(suite, {"customer_id": "c-1", "seed": 1})
    assert suite.platform.operations.called[:2] == ["score", "train_model"]
    assert suite.platform.operations.called[-1] == "remove_customer"
    assert sorted(suite.platform.operations.called[2:-1]) == ["read_result", "read_training"]
    assert served.words == {"customer_id": "c-1", "seed": 1, "training_id": "t-1", "request_id": "r-1"}


def test_what_has_served_already_is_not_called_again():
    suite = suite_with()
    traffic = Traffic([], succeeded={str(SCORE), str(REMOVE)})
    served_by(suite, {"customer_id": "c-1", "request_id": "r-1"}, traffic)
    assert suite.platform.operations.called == ["read_result"]


def test_a_word_that_is_known_stays_as_it_is():
    suite = suite_with({"score": {"request_id": "another"}})
    assert served_by(suite, {"customer_id": "c-1", "request_id": "r-1"}).words["request_id"] == "r-1"


def test_what_stumbles_says_why_and_the_rest_goes_on():
    suite = suite_with({"score": Unreachable("score was not answered")})
    served = served_by(suite, {"customer_id": "c-1", "request_id": "r-1"})
    assert served.stumbled == ["score was not answered"]
    assert suite.platform.operations.called[1:] == ["read_result", "remove_customer"]


def test_a_refused_identity_ends_it():
    with pytest.raises(CredentialRefused):
        served_by(suite_with({"score": CredentialRefused("the token ended")}), {"customer_id": "c-1"})


def test_decisions_go_on_at_once_after_they_were_stopped():
    suite = suite_with()
    scan_serving._stop_and_go_on(suite, Served({}, {"reason": "a"}, []))
    assert suite.platform.operations.called == ["stop_decisions", "read_stop"]
    assert suite.owed == suite.settled == [("resume_decisions", {})]


def test_decisions_are_never_stopped_where_nothing_lets_them_go_on():
    suite = suite_with()

    def refuses(*_: Any, **__: Any) -> Any:
        raise NotAssessed("no operation 'resume_decisions'")

    suite.owe = refuses
    served = Served({}, {}, [])
    scan_serving._stop_and_go_on(suite, served)
    assert (suite.platform.operations.called, len(served.stumbled)) == ([], 1)


def test_a_call_is_made_by_who_has_the_right_and_is_known():
    suite = suite_with()
    suite.platform.allowed = {str(READ): {"stranger", "scorer"}, str(MODEL): {"nobody"}}
    suite.platform.public = {str(SCORE)}
    ways = ways_of(suite)
    assert {str(call): way.identity for call, way in ways.items()} == {
        "DELETE /customers/{id}": "officer",
        "GET /results/{number}": "scorer",
        "POST /score": "scorer",
        "POST /trainings": "operator",
        "GET /trainings/{id}": None,
    }
    assert (ways[SCORE].open_to_all, ways[READ].open_to_all) == (True, False)


def test_only_the_synthetic_tenant_changes_anything():
    suite = suite_with()
    suite.profile.permissions = Permissions(synthetic_as=("scorer",))
    ways = ways_of(suite)
    assert (ways[SCORE].identity, ways[TRAIN].identity, ways[READ].identity) == ("scorer", None, "auditor")


def test_paths_are_about_the_scans_customer_else_about_what_served_last():
    suite = suite_with()
    served = Served({MODEL: "/trainings/t-1?x=1", READ: "/results/old"}, {}, [])
    found = own_paths(suite, ways_of(suite), served, {"customer_id": "c 1", "request_id": "r-1"})
    assert {str(call): path for call, path in found.items()} == {
        "DELETE /customers/{id}": "/customers/c%201",
        "GET /results/{number}": "/results/r-1",
        "POST /score": "/score",
        "POST /trainings": "/trainings",
        "GET /trainings/{id}": "/trainings/t-1",
    }


def test_bodies_call_the_customer_as_the_profile_says():
    assert scan_serving._keys_of_number(suite_with()) == {"customer"}


def test_whoever_came_into_being_by_an_unusual_number_is_to_be_removed():
    suite = suite_with()
    way = Way(Call("/customers/{id}", "PUT"), {"x": operation("PUT", "/customers/{customer_id}")}, None, False)
    scan_serving._to_be_removed(suite, way, "/customers/Zo%C3%AB")
    assert suite.owed == [("remove_customer", {"customer_id": "Zo%C3%AB"})]
