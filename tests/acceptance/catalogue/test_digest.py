"""Which changes make proofs stale, and which do not."""

from pathlib import Path

import pytest

from acceptance.catalogue.digest import checks_digest, suite_digest

DECIDES = ["features/a.feature", "features/steps/b.py", "acceptance/checks.py", "acceptance/proof/judgement.py"]
TELLS = ["acceptance/reporting/allure.py", "acceptance/proof/team.py"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in [*DECIDES, *TELLS, "controls/gdpr.yaml"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("before")
    return tmp_path


@pytest.mark.parametrize("name", DECIDES)
def test_what_judges_a_platform_or_a_proof_makes_proofs_stale(project: Path, name: str) -> None:
    before = checks_digest(project), suite_digest(project)
    (project / name).write_text("after")
    assert checks_digest(project) != before[0]
    assert suite_digest(project) != before[1]


@pytest.mark.parametrize("name", DECIDES)
def test_a_file_that_is_gone_or_has_another_name_makes_proofs_stale(project: Path, name: str) -> None:
    before = checks_digest(project)
    moved = (project / name).rename((project / name).with_stem("renamed"))
    assert checks_digest(project) != before
    moved.unlink()
    assert checks_digest(project) != before


@pytest.mark.parametrize("name", [*TELLS, "controls/gdpr.yaml"])
def test_what_only_conducts_and_tells_leaves_proofs_as_they_are(project: Path, name: str) -> None:
    before = checks_digest(project), suite_digest(project)
    (project / name).write_text("after")
    assert checks_digest(project) == before[0]
    assert suite_digest(project) != before[1]


def test_the_project_has_what_the_digest_names() -> None:
    root = Path(__file__).parents[3]
    assert (root / "acceptance/proof/judgement.py").is_file()
    assert all((root / folder).is_dir() for folder in ("acceptance/proof", "acceptance/reporting"))
    assert checks_digest(root) != suite_digest(root)
