"""The cache of parts: whole or not there, whatever happens while it is filled."""

from __future__ import annotations

import io
import multiprocessing
from pathlib import Path

import pytest

from reference_platform.errors import PartUnavailable
from reference_platform.home import Home
from reference_platform.parts.cache import MANIFEST, Part, find_damage, is_whole, provide
from reference_platform.progress import Progress


@pytest.fixture
def here(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.parts.mkdir()
    home.locks.mkdir()
    return home


def quiet() -> Progress:
    return Progress(io.StringIO())


def tool(builds: Path, *, fails: bool = False) -> Part:
    """A part of two files whose builds are counted in `builds`."""

    def build(folder: Path, step: object) -> None:
        with builds.open("a") as count:
            count.write("x")
        (folder / "bin").mkdir()
        (folder / "bin" / "tool").write_text("#!/bin/sh\n")
        if fails:
            raise PartUnavailable("tool could not be fetched: check the network.")
        (folder / "readme").write_text("hello")

    return Part("tool", "1.0", "the identity", build)


def test_a_part_is_built_once_and_then_found(here: Home, tmp_path: Path) -> None:
    part = tool(tmp_path / "builds")
    first, second = provide(part, here, quiet()), provide(part, here, quiet())
    assert first == second
    assert (tmp_path / "builds").read_text() == "x"
    assert is_whole(part, here)


def test_a_changed_file_is_noticed_and_the_part_made_again(here: Home, tmp_path: Path) -> None:
    part = tool(tmp_path / "builds")
    folder = provide(part, here, quiet())
    (folder / "bin" / "tool").write_text("#!/bin/false\n")
    assert find_damage(folder) == "bin/tool has changed"
    provide(part, here, quiet())
    assert is_whole(part, here)
    assert (tmp_path / "builds").read_text() == "xx"


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (lambda folder: (folder / "readme").unlink(), "readme is missing"),
        (lambda folder: (folder / MANIFEST).unlink(), "no manifest"),
        (lambda folder: (folder / MANIFEST).write_text('{"readme": '), "unreadable manifest"),
    ],
    ids=["a file missing", "no manifest", "a torn manifest"],
)
def test_a_half_written_part_is_not_taken_for_whole(here: Home, tmp_path: Path, damage: object, complaint: str) -> None:
    part = tool(tmp_path / "builds")
    folder = provide(part, here, quiet())
    damage(folder)
    assert find_damage(folder) == complaint


def test_a_failed_build_leaves_nothing_behind(here: Home, tmp_path: Path) -> None:
    with pytest.raises(PartUnavailable, match="check the network"):
        provide(tool(tmp_path / "builds", fails=True), here, quiet())
    assert list(here.parts.iterdir()) == []


def test_what_a_killed_build_left_is_swept_away(here: Home, tmp_path: Path) -> None:
    leftover = here.parts / ".building-tool-4711"
    leftover.mkdir()
    (leftover / "half").write_text("")
    provide(tool(tmp_path / "builds"), here, quiet())
    assert not leftover.exists()


def test_two_set_ups_at_once_build_once(here: Home, tmp_path: Path) -> None:
    builds = tmp_path / "builds"
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=provide, args=(tool(builds), here, quiet())) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(10)
    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    assert builds.read_text() == "x"


def test_another_identity_is_another_folder(here: Home) -> None:
    one = Part("tool", "1.0", "built by go 1", lambda folder, step: None)
    other = Part("tool", "1.0", "built by go 2", lambda folder, step: None)
    assert one.folder(here) != other.folder(here)
