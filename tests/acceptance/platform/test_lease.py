"""One run at a time has an environment; the next is told who, and an expired lease is taken over and told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acceptance.outcome import ExitCode, PlatformNotProvided
from acceptance.platform import lease as leases
from acceptance.platform import object_store
from acceptance.platform.access import Unreachable
from acceptance.platform.lease import FileBoard, Lease, StoreBoard, leased
from acceptance.profile.permissions import Permissions
from profiles import profile_with

URL = "https://scoring.example"


class Store:
    """An object store of one bucket; one that is `simple` knows no conditions."""

    def __init__(self, *, simple=False):
        self.objects = {}
        self.simple = simple
        self.cut_off = False

    def describe(self, key):
        if self.cut_off:
            raise Unreachable("the object store did not answer")
        return SimpleNamespace(etag=self._etag(key)) if key in self.objects else None

    def get(self, key):
        return self.objects[key]

    def put_if(self, key, content, content_type, etag):
        if not self.simple and etag != (self._etag(key) if key in self.objects else None):
            return False
        self.objects[key] = content
        return True

    def remove(self, key):
        self.objects.pop(key, None)

    def _etag(self, key):
        return str(hash(self.objects[key]))


@pytest.fixture
def store(monkeypatch):
    """The object store of every profile."""
    store = Store()
    monkeypatch.setattr(object_store, "ObjectStoreClient", lambda *_: store)
    return store


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Runs of this machine, and of another one with `elsewhere`."""

    def move(name):
        monkeypatch.setenv("ACCEPTANCE_STATE_DIR", str(tmp_path / name))

    move("here")
    return move


def profile(name="staging", url=URL, *, synthetic=True, store=True):
    services = SimpleNamespace(scoring_api=SimpleNamespace(url=url), object_store="a store" if store else None)
    return profile_with(name=name, services=services, permissions=Permissions(synthetic=synthetic))


def taking(run, **changed):
    said = []
    return said, leased(profile(**changed), run, said.append)


def a_lease(run="earlier", **changed):
    return replace(Lease.of_this_process("staging", run), **changed)


def test_a_second_run_names_the_holder(here, store):
    with taking("first")[1], pytest.raises(PlatformNotProvided) as refused, taking("second")[1]:
        pytest.fail("two runs have the environment")
    own = Lease.of_this_process("staging", "first")
    assert refused.value.exit_code == ExitCode.NO_PLATFORM
    assert f"run first of {own.holder} on {own.host}, since " in refused.value.sentence
    assert "its lease lasts until" in refused.value.sentence


def test_a_run_on_another_machine_names_the_holder_too(here, store):
    with taking("first")[1]:
        here("elsewhere")
        with pytest.raises(PlatformNotProvided, match="run first of"), taking("second")[1]:
            pytest.fail("two runs have the environment")
    with taking("second")[1]:
        pass


def test_two_machines_are_not_told_of_each_other_where_nothing_may_be_written(here, store):
    with taking("first", synthetic=False)[1]:
        assert not store.objects
        with pytest.raises(PlatformNotProvided), taking("second", synthetic=False)[1]:
            pass


def test_processes_of_one_run_come_in_and_the_first_one_gives_back(here, store):
    with taking("first")[1]:
        with taking("first")[1]:
            pass
        with pytest.raises(PlatformNotProvided), taking("second")[1]:
            pass
    with taking("second")[1]:
        pass
    assert not store.objects


def test_other_platforms_are_free(here, store):
    with taking("first")[1], taking("second", url="https://other.example")[1], taking("third", name="trial")[1]:
        assert len(store.objects) == 3


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (
            {"expires": datetime.now(UTC) - timedelta(seconds=1), "machine": "another", "process": "1 1"},
            "it expired at",
        ),
        ({"process": "1 1.5"}, "its process is gone"),
        ({"process": f"{2**22 + 1} 1.5"}, "its process is gone"),
    ],
)
def test_a_lease_that_is_over_is_taken_over_and_told(here, store, changed, why):
    left = a_lease(**changed)
    FileBoard(leases.state_folder() / "leases" / f"{leases.place_of(profile())}.json").take(left)
    said, taken = taking("second")
    with taken:
        assert said[0].startswith(f"the lease of {left.who()} is taken over: {why}")
        with pytest.raises(PlatformNotProvided, match="run second"), taking("third")[1]:
            pass


def test_a_process_of_another_machine_is_not_taken_for_dead():
    assert a_lease(machine="another", process="1 1.5").over() is None


def test_a_store_that_does_not_answer_is_told_and_keeps_nobody_out(here, store):
    store.cut_off = True
    said, taken = taking("first")
    with taken:
        assert said == ["the lease of 'staging' is seen on this machine only: the object store did not answer"]


@pytest.mark.parametrize("simple", [False, True])
def test_of_two_runs_that_come_at_the_same_time_one_gets_it(simple):
    store = Store(simple=simple)
    first, second = StoreBoard(store, "key"), StoreBoard(store, "key")
    assert first.read() is None
    assert second.read() is None
    assert first.take(a_lease("first"))
    assert second.take(a_lease("second")) is simple
    if simple:  # the later one wins, and the renewal of the earlier one sees it
        assert first.read().run == "second"


def test_a_lease_is_renewed_while_its_run_lives_and_its_loss_is_told(here, store, monkeypatch):
    monkeypatch.setattr(leases, "LASTS", timedelta(seconds=0.3))
    told = leases.threading.Event()
    lost = []

    def on_loss(sentence):
        lost.append(sentence)
        told.set()

    board = FileBoard(leases.state_folder() / "leases" / f"{leases.place_of(profile())}.json")
    with leased(profile(store=False), "first", lost.append, on_loss):
        assert not told.wait(1)
        while board.read() and not board.take(a_lease("second")):
            pass  # it was renewed in between
        assert told.wait(10)
    assert len(lost) == 1
    assert "was lost to run second of" in lost[0]
    assert board.read().run == "second"


@given(
    st.one_of(st.binary(max_size=60), st.builds(lambda cut: a_lease().to_json().encode()[:cut], st.integers(0, 200)))
)
def test_what_cannot_be_read_binds_nobody(content):
    assert Lease.from_json(content) is None


def test_a_lease_is_read_as_it_was_written():
    lease = a_lease()
    assert Lease.from_json(lease.to_json()) == lease
