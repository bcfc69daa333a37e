"""The digest of the suite changes with everything that decides what a run checks."""

from pathlib import Path

import pytest

from acceptance.catalogue.digest import suite_digest

DECIDES = ["features/a.feature", "features/steps/b.py", "acceptance/checks.py", "controls/gdpr.yaml"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in [*DECIDES, "controls/proofs/gdpr.txt"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("before")
    return tmp_path


@pytest.mark.parametrize("name", DECIDES)
def test_what_decides_a_run_changes_the_digest(project: Path, name: str) -> None:
    before = suite_digest(project)
    (project / name).write_text("after")
    assert suite_digest(project) != before
    moved = (project / name).rename((project / name).with_stem("renamed"))
    after = suite_digest(project)
    moved.unlink()
    assert len({before, after, suite_digest(project)}) == 3


def test_what_was_proven_does_not_change_it(project: Path) -> None:
    before = suite_digest(project)
    (project / "controls/proofs/gdpr.txt").write_text("after")
    assert suite_digest(project) == before
