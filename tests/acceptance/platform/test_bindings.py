"""Operations, events and populations are filled and read as the profile says, and nothing is guessed."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.access import CredentialRefused
from acceptance.platform.bindings import (
    OMIT,
    Answer,
    Dialect,
    Events,
    OperationFailed,
    Operations,
    Populations,
    fill,
)
from acceptance.platform.copies import Copies
from acceptance.platform.events import Place, Record
from acceptance.platform.http import Exchange
from acceptance.platform.places import dig
from acceptance.platform.told import Told
from acceptance.profile.model import HttpService, Message, Operation, Population, Received
from profiles import PRODUCT

words = st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), st.integers() | st.text(), min_size=1)
trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet="abc .-"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
)


@given(words)
def test_a_value_that_is_one_placeholder_keeps_its_type(given_words):
    name, value = next(iter(given_words.items()))
    assert fill({"x": f"{{{name}}}"}, given_words) == {"x": value}


@given(trees)
def test_a_template_without_placeholders_stays_as_it_is(template):
    assert fill(template, {}) == template


def test_a_placeholder_inside_a_text_is_spelled_out():
    assert fill("/customers/{customer_id}/x", {"customer_id": "c-1"}) == "/customers/c-1/x"


def test_an_omitted_word_leaves_no_trace():
    assert fill({"a": "{a}", "b": {"c": "{c}"}}, {"a": OMIT, "c": OMIT}) == {"b": {}}


@pytest.mark.parametrize("template", ["{missing}", "/customers/{missing}", {"a": ["{missing}"]}])
def test_a_placeholder_without_a_word_is_a_gap_of_the_profile(template):
    with pytest.raises(NotAssessed, match=r"asks for \{missing\}, which nothing gives here") as raised:
        fill(template, {})
    assert raised.value.cause is Cause.BINDING


@pytest.mark.parametrize(
    ("content", "place", "found"),
    [
        ({"a": {"b": 1}}, "a.b", 1),
        ({"a": [{"b": 1}, {"b": 2}]}, "a.1.b", 2),
        ({"a": 1}, "a.b", None),
        ([], "0", None),
        ({"a": 1}, "", {"a": 1}),
        (None, "a", None),
        ({"parts": [{"p": "x", "s": "no"}, {"p": "y", "s": "yes"}]}, "parts[?p=='y'].s | [0]", "yes"),
        ({"list": []}, "list[-1].points", None),
        ({"a": 1}, "[@]", [{"a": 1}]),
    ],
)
def test_a_dotted_place_is_found_or_none(content, place, found):
    assert dig(content, place) == found


def test_times_are_written_and_read_as_the_product_does():
    said = Dialect(PRODUCT.model_copy(update={"times": "milliseconds", "words": {"product": "car"}}))
    sent = said.outwards({"event_time": "2026-11-30T01:00:00.250+00:00", "income": "2026-01-01", "late_at": "no time"})
    assert (sent["event_time"], sent["income"], sent["late_at"]) == (1_796_000_400_250, "2026-01-01", "no time")
    assert sent["product"] == "car"
    read = said.inwards({"decided_at": 1_796_000_400_250, "credit_score": 700, "ended_at": None})
    assert read == {"decided_at": "2026-11-30T01:00:00.250000+00:00", "credit_score": 700, "ended_at": None}


def test_each_call_has_a_word_of_its_own():
    said = Dialect(None)
    assert said.outwards({})["once"] != said.outwards({})["once"]


def test_a_refusal_may_be_either_of_two_that_have_the_same_code():
    answer = Answer(
        "score",
        409,
        False,
        "not_permitted",
        {},
        None,
        frozenset({"not_permitted", "taken"}),
        frozenset({"not_permitted", "taken", "unknown"}),
    )
    assert [answer.refused_as(name) for name in ("taken", "not_permitted", "unknown")] == [
        "taken",
        "not_permitted",
        "not_permitted",
    ]


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


class Limited(Operations):
    """One operation that is answered with these statuses, one after the other."""

    def __init__(self, statuses, retry_after):
        profile = SimpleNamespace(
            operations={"ask": None}, procedures={}, product=None, require_http_service=lambda _name: PLACE
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
    monkeypatch.setattr("acceptance.platform.bindings.time.sleep", slept.append)
    assert Limited([429, 429, 200], retry_after).do("ask").succeeded
    assert slept == pauses


@pytest.mark.parametrize(("statuses", "retry_after"), [([429], "3600"), ([429, 503], "0")])
def test_a_limit_that_lasts_longer_than_patience_and_any_other_failure_are_told(statuses, retry_after):
    with pytest.raises(OperationFailed, match=f"answered {statuses[-1]}"):
        Limited(statuses, retry_after).do("ask")


def test_what_undoes_is_asked_for_again_while_the_platform_is_away_and_anything_else_is_not(monkeypatch):
    monkeypatch.setattr("acceptance.platform.bindings.time.sleep", lambda _seconds: None)
    assert Limited([503, 429, 200], "0").undo("ask").succeeded
    assert Limited([503, 409], "0").undo("ask").status == 409
    assert Limited([503], "3600").undo("ask").status == 503
    with pytest.raises(OperationFailed, match="answered 503"):
        Limited([503], "0").do("ask")


@pytest.mark.parametrize(("refusal", "answered"), [("unknown", []), ("held", None), (None, None)])
def test_a_population_of_somebody_unknown_is_empty_and_any_other_refusal_is_told(refusal, answered):
    def refuses(name, /, **_):
        raise OperationFailed(f"{name} answered", refusal)

    bases = Population(operation="read_bases", fields={})
    profile = SimpleNamespace(populations={"bases": bases}, product=None)
    populations = Populations(profile, SimpleNamespace(do=refuses), lambda: None)
    if answered is not None:
        assert populations.read_if_known("bases", customer_id="c") == answered
    else:
        with pytest.raises(OperationFailed, match="read_bases answered"):
            populations.read_if_known("bases", customer_id="c")
    with pytest.raises(OperationFailed):
        populations.read("bases", customer_id="c")


@pytest.mark.parametrize(
    ("succeeded", "refusal", "same", "expected"),
    [
        (False, "unknown", ("unknown", "gone"), "gone"),
        (False, "unknown", ("unknown",), "unknown"),
        (False, None, (), None),
        (True, None, (), None),
    ],
)
def test_a_refusal_is_told_by_the_name_that_it_may_have(succeeded, refusal, same, expected):
    known = frozenset({"gone", "unknown"})
    answer = Answer("read", 404, succeeded, refusal, Told("x", {}), None, frozenset(same), known)
    assert answer.refused_as("gone") == expected


def test_a_refusal_that_the_profile_has_no_name_for_is_no_finding_about_the_platform():
    refused = Answer("read", 404, False, None, Told("x", {}), None, frozenset(), frozenset({"unknown"}))
    with pytest.raises(NotAssessed, match="'read' of the profile does not say how it is refused as 'held'") as raised:
        refused.refused_as("held")
    assert raised.value.cause is Cause.BINDING
    done = Answer("read", 200, True, None, Told("x", {}), None, frozenset(), frozenset())
    assert done.refused_as("held") is None


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
        operations=operations, procedures={}, product=product, require_http_service=lambda _name: place
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


@pytest.mark.parametrize("written", ["0B1C2D3E-0000-4000-8000-00000000000A", "0b1c2d3e00004000800000000000000a"])
def test_the_number_of_a_message_is_read_in_the_letters_that_it_was_sent_in(written):
    assert Dialect(None).inwards({"correlation": written}) == {"correlation": "0b1c2d3e-0000-4000-8000-00000000000a"}
    assert Dialect(None).inwards({"correlation": "N-17"}) == {"correlation": "N-17"}


class Waits(Copies):
    """Copies that are behind; keeps who has changed and who has waited."""

    def __init__(self):
        super().__init__(1)
        self.told = []

    def changed(self, by):
        self.told.append(f"changed by {by}")

    def wait_before(self, asking):
        self.told.append(f"before {asking}")


def test_what_changes_something_is_noted_and_everything_waits_for_what_was_changed():
    copies = Waits()
    said = {"service": "scoring_api", "path": "/x"}
    profile = SimpleNamespace(
        operations={
            "change": Operation(**said, method="POST", needs="synthetic"),
            "read": Operation(**said, method="GET", needs="read"),
        },
        procedures={},
        populations={"results": Population(database="platform", sql="select 1", fields={})},
        product=None,
    )
    operations = Operations(profile, lambda _name: Service(), copies)
    operations.do("change")
    operations.do("read")
    Populations(profile, operations, lambda: SimpleNamespace(rows=lambda *_: [])).read("results")
    assert copies.told == ["before change", "changed by change", "before read", "before population results"]


def test_an_event_that_was_read_tells_that_the_platform_has_changed_something():
    copies = Waits()
    received = Received(topic="results", fields={"points": "points"})
    profile = SimpleNamespace(
        product=None,
        received={"scoring_result": received},
        service=lambda _kind: SimpleNamespace(correlation_header="correlation"),
    )
    client = SimpleNamespace(committed=lambda _group, _topic: {0: 5})
    events = Events(profile, client, copies)
    events.words_of("scoring_result", Record("results", 0, 1, None, {}, {"points": 7}))
    assert events.has_read("the worker", Place("inbox", 0, 4)) and not events.has_read(
        "the worker", Place("inbox", 0, 5)
    )
    assert copies.told == ["changed by received scoring_result", "changed by readers the worker"]


def test_an_event_is_sent_only_when_whoever_reads_it_must_know_of_what_was_changed():
    copies = Waits()
    profile = SimpleNamespace(
        product=None,
        messages={"scoring_request": Message(topic="requests", body={})},
        service=lambda _kind: SimpleNamespace(topics={"requests": SimpleNamespace(name="inbox")}),
    )
    client = SimpleNamespace(send_all=lambda *_: copies.told.append("sent") or ["a place"])
    Events(profile, client, copies).send("scoring_request", correlation="one", customer_id="c-1")
    assert copies.told == ["before message scoring_request", "sent"]


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


@pytest.mark.parametrize(("fields", "told"), [({"points": "points"}, False), ({}, True)])
def test_an_event_that_only_a_schema_tells_says_nothing_here(fields, told):
    profile = SimpleNamespace(
        product=None,
        received={"scoring_result": Received(topic="results", fields=fields)},
        service=lambda _kind: SimpleNamespace(correlation_header="correlation"),
    )
    events = Events(profile, None, Waits())
    coded = Record("results", 0, 1, None, {"correlation": "N-17"}, None, coded=True)
    if told:
        assert events.words_of("scoring_result", coded)["correlation"] == "N-17"
    else:
        with pytest.raises(NotAssessed, match="only JSON is read"):
            events.words_of("scoring_result", coded)
