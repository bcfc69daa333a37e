"""Operations are called as the profile says, and nothing is guessed."""

from types import SimpleNamespace

import pytest

from acceptance.outcome import NotAssessed
from acceptance.platform.access import CredentialRefused
from acceptance.platform.answers import Answer, OperationFailed
from acceptance.platform.http import Exchange
from acceptance.platform.operations import Operations
from acceptance.profile.bindings import Operation
from acceptance.profile.http_services import HttpService
from profiles import PRODUCT

PLACE = HttpService(url="https://x.example")


class Steps(Operations):
    """Operations whose calls are answered from a list; keeps the words of each."""

    def __init__(self, procedures, answers):
        one = Operation(service="scoring_api", method="POST", path="/x", needs="synthetic")
        operations = {step: one for steps in procedures.values() for step in steps}
        profile = SimpleNamespace(operations=operations, procedures=procedures, product=None)
        super().__init__(profile, lambda _name: None)
        self.answers = answers
        self.called = []

    def try_(self, name, /, **words):
        if name in self._procedures:
            return super().try_(name, **words)
        self.called.append((name, words))
        status, told = self.answers[name]
        return Answer(name, status, status < 400, None if status < 400 else "no", told, None)


def test_a_procedure_fills_each_step_from_what_the_earlier_ones_answered():
    steps = Steps({"promote": ["ask", "deploy"]}, {"ask": (201, {"change_id": 7}), "deploy": (200, {"old": "1"})})
    answer = steps.try_("promote", version="2")
    assert answer.succeeded and answer.operation == "promote"
    assert dict(answer.words) == {"version": "2", "change_id": 7, "old": "1"}
    assert steps.called[1][1]["change_id"] == 7


def test_a_procedure_ends_with_the_first_step_that_does_not_succeed():
    steps = Steps({"promote": ["ask", "deploy"]}, {"ask": (404, {})})
    answer = steps.try_("promote", version="2")
    assert (answer.status, answer.succeeded, answer.refusal) == (404, False, "no")
    assert [name for name, _ in steps.called] == ["ask"]
    assert steps.offers("promote")


def test_a_procedure_is_not_called_missing_where_one_operation_is_wanted():
    steps = Steps({"promote": ["ask", "deploy"]}, {})
    with pytest.raises(NotAssessed, match="'promote' is a procedure of several operations"):
        steps.bound("promote")


class Limited(Operations):
    """One operation that is answered with these statuses, one after the other."""

    def __init__(self, statuses, retry_after):
        profile = SimpleNamespace(
            operations={"ask": None},
            procedures={},
            product=None,
            require_http_service=lambda _name: PLACE,
            limits=SimpleNamespace(busy_s=5),
        )
        super().__init__(profile, lambda _name: None)
        self.statuses = iter(statuses)
        self.headers = {"Retry-After": retry_after} if retry_after else {}

    def try_(self, name, /, **_words):
        status = next(self.statuses)
        return Answer(
            name, status, status < 400, None, {}, SimpleNamespace(headers=self.headers, service="scoring_api")
        )


@pytest.mark.parametrize(
    ("retry_after", "pauses"), [("0", [0.2, 0.2]), ("2", [2, 2]), (None, [1, 1]), ("soon", [1, 1])]
)
def test_a_platform_that_limits_requests_is_asked_again_when_it_says(monkeypatch, retry_after, pauses):
    slept = []
    monkeypatch.setattr("acceptance.platform.put_off.time.sleep", slept.append)
    assert Limited([429, 429, 200], retry_after).do("ask").succeeded
    assert slept == pauses


@pytest.mark.parametrize(("statuses", "retry_after"), [([429], "3600"), ([429, 503], "0")])
def test_a_limit_that_lasts_longer_than_patience_and_any_other_failure_are_told(statuses, retry_after):
    with pytest.raises(OperationFailed, match=f"answered {statuses[-1]}"):
        Limited(statuses, retry_after).do("ask")


def test_what_undoes_is_asked_for_again_while_the_platform_is_away_and_anything_else_is_not(monkeypatch):
    monkeypatch.setattr("acceptance.platform.put_off.time.sleep", lambda _seconds: None)
    assert Limited([503, 429, 200], "0").undo("ask").succeeded
    assert Limited([503, 409], "0").undo("ask").status == 409
    assert Limited([503], "3600").undo("ask").status == 503
    with pytest.raises(OperationFailed, match="answered 503"):
        Limited([503], "0").do("ask")


class Service:
    """An HTTP service that gives one answer to whatever it is asked; keeps what that was."""

    def __init__(self, status=200, content=None, headers=None):
        self.answer = Exchange("scoring_api", "GET", "/x", status, "", b"", content, headers or {}, 0.0)
        self.asked = []

    def call(self, method, path, **how):
        self.asked.append((method, path, how))
        return self.answer


def operations_at(service, product=None, place=PLACE, **operation):
    said = {"service": "scoring_api", "method": "POST", "path": "/x", "needs": "synthetic"} | operation
    operations = {"ask": Operation(**said)}
    profile = SimpleNamespace(
        operations=operations,
        procedures={},
        product=product,
        require_http_service=lambda _name: place,
        limits=SimpleNamespace(busy_s=5),
    )
    return Operations(profile, lambda _name: service)


def test_a_word_may_stand_in_a_header_and_a_number_at_the_end_of_an_address():
    service = Service(201, None, {"Location": "https://x.example/scores/17/?lang=pt", "ETag": '"v1"'})
    asked = operations_at(service, success=[201], answer_headers={"request_id": "Location", "version": "ETag"})
    assert dict(asked.do("ask").words) == {"request_id": "17", "version": '"v1"'}


@pytest.mark.parametrize(("state", "succeeded", "refused"), [("OK", True, None), ("NO", False, "invalid")])
def test_a_refusal_with_a_code_of_success_is_told_by_the_answer(state, succeeded, refused):
    service = Service(200, {"state": state})
    answer = operations_at(service, done_when="state == 'OK'", refusals={"invalid": 200}).try_("ask")
    assert (answer.succeeded, answer.refused_as("invalid") if not succeeded else None) == (succeeded, refused)


HIDING = HttpService(url="https://x.example", no_identity=[403], no_right=[404])


@pytest.mark.parametrize(
    ("place", "status", "refusals", "error"),
    [
        (PLACE, 401, {}, CredentialRefused),
        (PLACE, 403, {}, CredentialRefused),
        (PLACE, 403, {"no_right": 403}, CredentialRefused),
        (PLACE, 403, {"not_permitted": 403}, OperationFailed),
        (PLACE, 404, {}, OperationFailed),
        (HIDING, 401, {}, OperationFailed),
        (HIDING, 403, {"no_identity": 403}, CredentialRefused),
        (HIDING, 404, {}, CredentialRefused),
        (HIDING, 404, {"unknown": [404, 410]}, OperationFailed),
        (HIDING, 404, {"unknown": 404, "no_right": 404}, OperationFailed),
    ],
)
def test_who_calls_is_refused_by_the_codes_of_the_service_unless_they_may_mean_another_refusal(
    place, status, refusals, error
):
    with pytest.raises(error):
        operations_at(Service(status), place=place, refusals=refusals).do("ask")


def test_customer_numbers_are_numbers_where_the_product_has_them_so():
    counted = PRODUCT.model_copy(update={"customer_numbers": "[1-9][0-9]{8}", "customer_numbers_as": "number"})
    service = Service(200, {"who": 123456789})
    asked = operations_at(
        service, counted, path="/x/{customer_id}", body={"who": "{customer_id}"}, answer={"customer_id": "who"}
    )
    assert asked.do("ask", customer_id="123456789").words["customer_id"] == "123456789"
    assert service.asked[0][1:2] == ("/x/123456789",) and service.asked[0][2]["content"] == {"who": 123456789}


def test_what_is_sent_besides_goes_with_the_step_of_a_procedure_that_sends_something():
    said = {"service": "scoring_api", "path": "/x"}
    service = Service(200, {"number": "7"})
    profile = SimpleNamespace(
        operations={
            "sign": Operation(**said, method="POST", needs="synthetic"),
            "begin": Operation(**said, method="POST", needs="synthetic", body={"a": 1}, answer={"job": "number"}),
            "await": Operation(**said | {"path": "/x/{job}"}, method="GET", needs="read", answer={"points": "number"}),
        },
        procedures={"score": ["sign", "begin", "await"]},
        product=None,
        require_http_service=lambda _name: PLACE,
    )
    operations = Operations(profile, lambda _name: service)
    answer = operations.try_("score", more={"card": "4"}, source="10.0.0.1")
    assert (answer.operation, answer.words["points"], answer.words["job"]) == ("score", "7", "7")
    assert [how["content"] for _, _, how in service.asked] == [None, {"a": 1, "card": "4"}, None]
    assert {how["source"] for _, _, how in service.asked} == {"10.0.0.1"}
    operations.try_("score", body=b"[]", query={"card": "4"})
    assert [how["body"] for _, _, how in service.asked[3:]] == [None, b"[]", None]
    assert [how["query"] for _, _, how in service.asked[3:]] == [{}, {"card": "4"}, {}]


def test_figures_and_scores_are_texts_where_the_product_has_them_so():
    texts = {
        "figures": PRODUCT.figures | {"income": PRODUCT.figures["income"].model_copy(update={"written_as": "text"})}
    }
    texts["score"] = PRODUCT.score.model_copy(update={"written_as": "text"})
    service = Service(200, {"points": "612", "level": "1"})
    asked = operations_at(
        service,
        PRODUCT.model_copy(update=texts),
        body={"income": "{income}", "age": "{age}"},
        answer={"credit_score": "points", "risk_level": "level"},
    )
    assert dict(asked.do("ask", income=4200.5, age=41).words) == {"credit_score": 612, "risk_level": "1"}
    assert service.asked[0][2]["content"] == {"income": "4200.50", "age": 41}
