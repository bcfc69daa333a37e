"""Harm to a connection is seen on connections that were open before, and its absence on new ones."""

import pytest
from toys import profile_of

from acceptance.chaos.fault import Means
from acceptance.chaos.links import LinkHarm
from acceptance.outcome import Inconclusive, NotAssessed


@pytest.fixture
def means(links):
    made = Means(profile_of(links))
    yield made
    made.close()


def test_a_delay_is_measured_on_connections_from_before_within_5_percent(means):
    harm = LinkHarm(means, "cache", "slow", 400)
    harm.prepare()
    harm.apply()
    assert harm.measured_ms() == pytest.approx(400, rel=0.05)
    harm.undo()
    assert harm.gone().holds


@pytest.mark.parametrize("latency_ms", [200, 350, 520, 800])
def test_a_delay_of_another_length_than_was_asked_for_is_not_there(means, links, latency_ms):
    harm = LinkHarm(means, "cache", "slow", 400)
    harm.prepare()
    harm.usual_s = min(harm.usual_s, 0.05)
    harm.apply()
    links.harm = {"latency_ms": latency_ms}
    assert not harm.present().holds


def test_a_part_that_answers_is_not_silent(means, links):
    harm = LinkHarm(means, "cache", "silent")
    harm.prepare()
    harm.apply()
    links.harm = None
    assert not harm.present().holds


def test_a_part_that_is_silent_is_there_and_not_gone(means):
    harm = LinkHarm(means, "cache", "silent")
    harm.prepare()
    harm.apply()
    assert harm.present().holds
    assert not harm.gone().holds


def test_undoing_works_where_nothing_was_done(means):
    harm = LinkHarm(means, "cache", "slow", 300)
    harm.undo()
    assert harm.gone().holds


def test_a_connection_that_does_not_work_is_left_alone(means, links):
    links.harm = {"silent": True}
    with pytest.raises(Inconclusive, match="does not work before anything was done"):
        LinkHarm(means, "cache", "slow", 300).prepare()
    assert "apply" not in links.calls


@pytest.mark.parametrize(
    ("link", "harm", "lacking"),
    [("database", "slow", "does not name the connection"), ("cache", "reset", "does not say how the connection")],
)
def test_what_the_profile_does_not_name_is_not_assessed(means, links, link, harm, lacking):
    with pytest.raises(NotAssessed, match=lacking):
        LinkHarm(means, link, harm).prepare()
    assert links.calls == []


def test_without_the_permission_nothing_is_harmed(links):
    means = Means(profile_of(links, destroy=False))
    with pytest.raises(NotAssessed, match="destroy"):
        LinkHarm(means, "cache", "slow", 300).prepare()
    assert links.calls == []
