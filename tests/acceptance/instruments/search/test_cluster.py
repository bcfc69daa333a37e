"""The same function on a cluster of two processes finds the same as on threads here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import LocalCluster

from acceptance.instruments.search.cluster import scan_on
from acceptance.instruments.search.files import FileRange
from acceptance.instruments.search.finder import Finder
from acceptance.instruments.search.object_store import ObjectNames
from acceptance.instruments.search.partition import Bounds, Partition
from acceptance.instruments.search.search import scan_here
from acceptance.subjects.canaries import KINDS, new_canary

CANARIES = [new_canary("20261122-abcdef", kind) for kind in KINDS]
FINDER = Finder(CANARIES)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        yield cluster.scheduler_address


def parts(folder: Path) -> list[Partition]:
    """Twenty buckets with a canary in every fourth, and a file of this machine with one."""
    (folder / "a.log").write_text(f"here {CANARIES[0].value}")
    found: list[Partition] = [FileRange(str(folder), "a.log", 0, 1000)]
    for number in range(20):
        names = [("name of an object", f"object {at}") for at in range(1_000)]
        if number % 4 == 0:
            names[number] = ("name of an object", f"x {CANARIES[number // 4].value} y")
        found.append(ObjectNames(f"bucket-{number}", tuple(names)))
    return found


def test_a_cluster_finds_the_same(address: str, tmp_path: Path) -> None:
    here = list(scan_here(parts(tmp_path), FINDER, Bounds(), 2))
    there = list(scan_on(address)(parts(tmp_path), FINDER, Bounds(), 2))
    assert {hit for one in there for hit in one.finds} == {hit for one in here for hit in one.finds}
    assert len({hit.place for one in there for hit in one.finds}) == 6
    assert sum(one.bytes for one in there) == sum(one.bytes for one in here)


def test_a_bound_holds_for_the_cluster_as_a_whole(address: str, tmp_path: Path) -> None:
    found = list(scan_on(address)(parts(tmp_path), FINDER, Bounds(max_bytes=1), 2))
    unread = [gap.place for one in found for gap in one.unread]
    assert len(unread) >= 20
    assert all("bound" in gap.reason for one in found for gap in one.unread)
