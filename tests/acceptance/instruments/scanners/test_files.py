"""The suite lists the files itself; nothing is left out without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from acceptance.instruments.scanners.files import files_of
from acceptance.instruments.scanners.result import Blind


def made(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("text")
    return folder


def test_every_file_below_is_listed_hidden_ones_too_and_what_nobody_wrote_is_not(tmp_path: Path):
    root = made(tmp_path / "src", "a.py", ".env", "deep/.hidden/b.py", "__pycache__/a.pyc", ".git/config")
    assert sorted(files_of([root]).at) == ["src/.env", "src/a.py", "src/deep/.hidden/b.py"]


def test_a_root_may_be_a_file(tmp_path: Path):
    assert list(files_of([made(tmp_path, "one.txt") / "one.txt"]).at) == ["one.txt"]


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_a_root_with_nothing_in_it_is_named(tmp_path: Path, name: str):
    (tmp_path / "empty").mkdir()
    with pytest.raises(Blind, match=f"there is no file below {name}"):
        files_of([made(tmp_path / "src", "a.py"), tmp_path / name])


def test_a_folder_that_is_a_link_to_elsewhere_is_not_passed_over(tmp_path: Path):
    root = made(tmp_path / "src", "a.py")
    (root / "more").symlink_to(made(tmp_path / "other", "b.py"))
    with pytest.raises(Blind, match="the link src/more leads out"):
        files_of([root])
    assert len(files_of([root, tmp_path / "other"]).at) == 2


def test_a_file_is_found_again_by_its_path(tmp_path: Path):
    files = files_of([made(tmp_path / "src", "a.py")])
    assert files.name_of(tmp_path / "src" / "." / "a.py") == "src/a.py"
    assert files.name_of("/etc/hostname") is None
