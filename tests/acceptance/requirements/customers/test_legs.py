"""A way through a platform is made of the legs that its profile binds; what is missing is named, nothing is tried."""

import copy
from types import SimpleNamespace

import pytest

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.messages import Events
from acceptance.platform.operations import Operations
from acceptance.platform.populations import Populations
from acceptance.profile import services
from acceptance.profile.bindings import Message, Operation, Population, Received
from acceptance.profile.http_services import ScoringApi
from acceptance.profile.permissions import Permissions
from acceptance.profile.services import Topic
from acceptance.requirements.customers import legs
from acceptance.requirements.customers.journeys import Journey, passes_through
from acceptance.requirements.customers.legs import Leg
from profiles import profile_with

EVERYTHING = {
    "operations": {
        "score": ["request_id"],
        "score_from_stored_figures": ["request_id"],
        "read_decision": [],
        "export_everything": ["export_id"],
        "hand_in_document": [],
        "read_messages": [],
    },
    "messages": ["customer_record"],
    "received": ["scoring_result"],
    "populations": {"notifications": "read_messages"},
    "events": True,
}


class NoConnection:
    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"{name}: a connection was tried")


def operation(words: list[str]) -> Operation:
    answer = {word: word for word in words}
    return Operation(service="scoring_api", method="POST", path="/x", answer=answer, needs="synthetic")


def suite_of(offered: dict, written: list | None = None) -> SimpleNamespace:
    topics = {"t": Topic(name="t", partitions=1, replication=1)}
    profile = profile_with(
        permissions=Permissions(synthetic=True),
        services=services.Services.model_construct(
            scoring_api=ScoringApi(url="https://127.0.0.1:1"),
            events=services.Events.model_construct(topics=topics) if offered["events"] else None,
        ),
        other_services={},
        operations={name: operation(words) for name, words in offered["operations"].items()},
        procedures={},
        messages={name: Message(topic="t", body={}) for name in offered["messages"]},
        received={name: Received(topic="t", fields={}) for name in offered["received"]},
        populations={
            name: Population(operation=by, fields={"correlation": "id"}) for name, by in offered["populations"].items()
        },
    )
    operations = Operations(profile, NoConnection())
    populations = Populations(profile, operations, NoConnection())
    platform = SimpleNamespace(
        operations=operations, populations=populations, events=Events(profile, NoConnection()), profile=profile
    )
    ledger = SimpleNamespace(append=lambda kind, data: (written if written is not None else []).append((kind, data)))
    return SimpleNamespace(profile=profile, platform=platform, ledger=ledger)


def offered(*without: str) -> dict:
    left = copy.deepcopy(EVERYTHING)
    for name in without:
        for block in left.values():
            if isinstance(block, dict):
                block.pop(name, None)
            elif isinstance(block, list) and name in block:
                block.remove(name)
        if name in left:
            left[name] = False
    return left


def test_a_profile_that_binds_everything_offers_every_leg():
    assert legs.not_offered(suite_of(offered())) == {}


@pytest.mark.parametrize(
    ("lacks", "missing", "reason"),
    [
        ("customer_record", {Leg.RECORD, Leg.EVENT, Leg.RESULT}, "no event template 'customer_record'"),
        ("events", {Leg.RECORD, Leg.EVENT, Leg.RESULT}, "no event broker in the profile"),
        ("scoring_result", {Leg.RESULT}, "does not say where 'scoring_result' appears"),
        ("read_decision", {Leg.DECISION}, "no operation 'read_decision'"),
        ("export_everything", {Leg.COPY}, "no operation 'export_everything'"),
        ("hand_in_document", {Leg.DOCUMENT}, "no operation 'hand_in_document'"),
        ("notifications", {Leg.MESSAGE}, "no population 'notifications'"),
        ("read_messages", {Leg.MESSAGE}, "no operation 'read_messages'"),
        ("score_from_stored_figures", set(), ""),
        ("score", set(), ""),
    ],
)
def test_each_leg_that_is_not_bound_is_named_with_what_is_missing(lacks, missing, reason):
    found = legs.not_offered(suite_of(offered(lacks)))
    assert set(found) == missing
    assert all(reason in told for told in found.values())


def test_a_record_may_be_handed_in_on_request_where_there_are_no_events():
    without_events = offered("events")
    without_events["operations"]["register_customer"] = []
    assert set(legs.not_offered(suite_of(without_events))) == {Leg.EVENT, Leg.RESULT}


@pytest.mark.parametrize(
    ("lacks", "how"),
    [("", "score_from_stored_figures"), ("score_from_stored_figures", "score"), ("customer_record", "score")],
)
def test_what_was_handed_in_is_scored_and_else_the_figures_are_sent_along(lacks, how):
    assert legs.scored_by(suite_of(offered(lacks))) == how


@pytest.mark.parametrize(
    ("lacks", "needs", "sentence"),
    [
        (("score", "score_from_stored_figures"), (), r"lacks a score \(the profile has no operation 'score'\)"),
        (("events",), (Leg.EVENT,), r"lacks a record sent as an event \(no event broker in the profile\)"),
        (("notifications", "read_decision"), (Leg.MESSAGE, Leg.DECISION), "a message to the customer .*; a newest"),
    ],
)
def test_a_way_without_a_needed_leg_is_not_assessed_before_anything_is_tried(lacks, needs, sentence):
    written: list = []
    with pytest.raises(NotAssessed, match=sentence) as raised:
        passes_through(suite_of(offered(*lacks), written), SimpleNamespace(), needs)
    assert raised.value.cause is Cause.BINDING
    assert written == []


def test_what_a_missing_leg_would_have_left_is_not_assessed_and_says_why():
    journey = Journey(SimpleNamespace(), {Leg.SCORE: "score"}, {Leg.RESULT: "no event broker in the profile"})
    with pytest.raises(NotAssessed, match=r"lacks a result told as an event \(no event broker in the profile\)"):
        _ = journey.result
    assert journey.answer == "score"
