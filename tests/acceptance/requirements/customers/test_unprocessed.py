"""What is kept otherwise than before, and which finds are messages on their way."""

from types import SimpleNamespace

import pytest

from acceptance.outcome import NotAssessed
from acceptance.requirements.customers import unprocessed

BEFORE = {"no basis": {"figures": None, "loans": 0, "results": []}}


def test_as_before_is_no_difference():
    assert unprocessed.differences(BEFORE, BEFORE) == []


@pytest.mark.parametrize("added", [{"figures": {"income": 1}}, {"loans": 1}, {"results": ["r-1"]}])
def test_whatever_is_added_is_a_difference(added):
    now = {"no basis": {**BEFORE["no basis"], **added}}
    assert [next(iter(added)) in each for each in unprocessed.differences(BEFORE, now)] == [True]


@pytest.mark.parametrize(
    ("place", "on_its_way"),
    [
        ("topic crm, partition 0, offset 7, value", True),
        ("topic crm-dead, partition 0, offset 7, value", False),
        ("table customers, column income", False),
    ],
)
def test_only_the_channels_of_events_may_keep_what_was_sent(place, on_its_way):
    assert unprocessed._on_its_way(SimpleNamespace(place=place), {"crm"}) is on_its_way


def _suite(body: bytes):
    return SimpleNamespace(
        profile=SimpleNamespace(
            integrations={"crm": SimpleNamespace(title="customer system", seed="seed", remove="remove")}
        ),
        platform=SimpleNamespace(
            operations=SimpleNamespace(require=lambda *_: None, body_of=lambda _name, **_words: body)
        ),
    )


CUSTOMER = SimpleNamespace(words=dict)


def test_a_record_of_earlier_is_older_than_a_correction_of_today():
    unprocessed.require_older_record(_suite(b'{"as_of": "2001-01-01T00:00:00Z"}'), CUSTOMER)


@pytest.mark.parametrize("body", [b'{"income": 3}', b'{"as_of": "2999-01-01T00:00:00Z"}'])
def test_a_record_without_a_time_or_of_now_may_count_as_newer(body):
    with pytest.raises(NotAssessed, match="of which earlier time"):
        unprocessed.require_older_record(_suite(body), CUSTOMER)
