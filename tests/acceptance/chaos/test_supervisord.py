"""Copies are found by the program that runs them, killed one by one, and never a process that is another one by now."""

import time

import pytest
from toys import Links, profile_of

from acceptance.chaos.fault import Means
from acceptance.chaos.killing import Killing
from acceptance.chaos.supervisord import Copy, Supervisord
from acceptance.outcome import NotAssessed
from acceptance.platform.access import ServiceError
from acceptance.profile import chaos
from acceptance.profile.chaos import Part
from acceptance.profile.permissions import Permissions

MAY = Permissions(write=True, destroy=True)


@pytest.fixture
def supervisord(supervising):
    asked = Supervisord(chaos.Supervisord(url=supervising.url), MAY)
    yield asked
    asked.close()


def killing_in(links: Links, url: str, which="all") -> Killing:
    profile = profile_of(links)
    parts = {"scorer": Part(programs=["scorer"]), "guard": Part(programs=["scorer"], protected=True)}
    block = chaos.Chaos(orchestrator=chaos.Supervisord(url=url), parts=parts)
    return Killing(Means(profile.model_copy(update={"chaos": block})), "scorer", which)


def test_a_program_is_one_copy_or_each_process_that_it_has_started(supervising, supervisord):
    supervising.startProcess("forker", True)
    deadline = time.monotonic() + 10
    forker = Part(programs=["forker"], copies="children")
    while len(supervisord.copies(forker)) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(supervisord.copies(forker)) == 2
    assert [one.pid for one in supervisord.copies(Part(programs=["scorer"]))] == [supervising.running["scorer"].pid]


def test_a_program_that_is_down_has_no_copy(supervising, supervisord):
    supervising.kill("scorer")
    assert supervisord.copies(Part(programs=["scorer"])) == []


def test_a_process_that_got_the_number_of_a_dead_one_is_not_killed(supervising, supervisord):
    pid = supervising.running["scorer"].pid
    supervisord.kill(Copy(pid, 1.0))
    supervisord.kill(Copy(0, 1.0))
    assert supervising.running["scorer"].poll() is None


def test_a_program_that_nobody_knows_is_named_with_those_there_are(supervisord):
    with pytest.raises(NotAssessed, match=r"no program 'scoring', only forker, scorer"):
        supervisord.copies(Part(programs=["scoring"]))


def test_processes_of_another_machine_are_not_killed():
    with pytest.raises(NotAssessed, match="another machine"):
        Supervisord(chaos.Supervisord(url="http://platform.example:9001"), MAY)


def test_without_the_permission_nobody_is_asked(supervising):
    with pytest.raises(NotAssessed, match="destroy"):
        Supervisord(chaos.Supervisord(url=supervising.url), Permissions()).copies(Part(programs=["scorer"]))
    assert supervising.running["scorer"].poll() is None


def test_what_is_no_supervisord_is_told_in_one_sentence(links):
    with pytest.raises(ServiceError, match=r"supervisord"):
        Supervisord(chaos.Supervisord(url=links.tool), MAY).copies(Part(programs=["scorer"]))


def test_a_part_that_does_not_come_back_by_itself_is_started_for_it(links, supervising, monkeypatch):
    monkeypatch.setattr("acceptance.chaos.killing.BY_ITSELF_S", 0.1)
    fault = killing_in(links, supervising.url)
    fault.prepare()
    fault.apply()
    assert fault.present().holds and not fault.gone().holds
    fault.undo()
    assert fault.gone().holds
    assert supervising.running["scorer"].poll() is None


def test_the_only_copy_is_not_one_of_several(links, supervising):
    with pytest.raises(NotAssessed, match="only one copy"):
        killing_in(links, supervising.url, "one").prepare()
    assert supervising.running["scorer"].poll() is None


def test_a_protected_part_is_left_alone(links, supervising):
    fault = killing_in(links, supervising.url)
    fault.part = "guard"
    with pytest.raises(NotAssessed, match="protects"):
        fault.prepare()
    assert supervising.running["scorer"].poll() is None
