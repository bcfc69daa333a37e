"""Slots of ports: never shared, never in the range the kernel gives out, never stale."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from reference_platform.errors import PlatformError
from reference_platform.home import Home
from reference_platform.instance import ports
from reference_platform.instance.ports import SLOT_SIZE, all_free, choose_slot
from reference_platform.services.plan import HOST, Ports


@pytest.fixture
def here(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.locks.mkdir()
    return home


def test_a_slot_has_room_for_every_port() -> None:
    assert Ports.needed() <= SLOT_SIZE


def test_instances_that_start_at_once_get_different_slots(here: Home) -> None:
    slots = [choose_slot(here) for _ in range(5)]
    assert len({slot.first for slot in slots}) == 5
    for slot in slots:
        os.close(slot.lock)


def test_a_slot_is_outside_the_range_of_outgoing_connections(here: Home) -> None:
    slot = choose_slot(here)
    low, high = ports._outside_the_ephemeral_range()
    assert low <= slot.first < high
    os.close(slot.lock)


def test_a_taken_port_makes_the_slot_unfit() -> None:
    with socket.create_server((HOST, 0)) as listener:
        port = listener.getsockname()[1]
        assert not all_free(range(port, port + 1))


def test_no_free_slot_is_said_in_a_sentence(here: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "all_free", lambda _: False)
    with pytest.raises(PlatformError, match=r"No \d+ consecutive free ports"):
        choose_slot(here)


def test_a_search_that_found_nothing_keeps_no_lock(here: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch, pytest.raises(PlatformError):
        patch.setattr(ports, "all_free", lambda _: False)
        choose_slot(here)
    os.close(choose_slot(here).lock)
