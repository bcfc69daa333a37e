"""A key stands as long as nothing changes that a claim rests on, and names what did."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from acceptance.catalogue import kept
from acceptance.catalogue.catalogue import Control
from acceptance.catalogue.code import Sources
from acceptance.catalogue.key import UNKNOWN, Basis, Now, changed, new_key

STEP = "features/steps/x.py"
ENTRY = {"clause": "c", "title": "t", "obligation": "o", "why": "w", "evidence": "e", "severity": "normal"}
BASIS = Basis("d", ("X-01",), ("F > s",), frozenset({f"{STEP}:look", "profile limits", "profile cards"}))
PROFILE = "limits: {wait_s: 3}\ncards: {list: numbers.csv}\nother: 1\n"


def control(**other: object) -> Control:
    return Control.model_validate({"id": "X-01", **ENTRY, "production": "ro", "catches": {"d": "harm"}, **other})


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name, text in (
        (STEP, "def look():\n    return 1\n"),
        ("profiles/p.yaml", PROFILE),
        ("profiles/numbers.csv", "1"),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def now(root: Path) -> Now:
    controls = {"X-01": control(), "X-02": control(id="X-02")}
    return Now({"F > s": "text"}, {"d": "1"}, controls, root / "profiles/p.yaml", Sources(root))


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        (STEP, "# a comment\ndef look():\n    return 1\n\ndef unused(): pass\n", None),
        (STEP, "\ndef look():\n    return 2\n", "look in features/steps/x.py:2"),
        (STEP, "A = 1\ndef look():\n    return 1\n", "the code of features/steps/x.py outside its functions"),
        ("profiles/p.yaml", PROFILE.replace("other: 1", "other: 2  # a comment"), None),
        ("profiles/p.yaml", PROFILE.replace("3", "4"), "profile block limits"),
        ("profiles/numbers.csv", "2", "profile block cards"),
    ],
)
def test_a_changed_file_is_named_if_the_claim_rests_on_it(root: Path, file: str, text: str, said: str | None) -> None:
    key = new_key(BASIS, now(root))
    assert changed(key, now(root)) is None
    (root / file).write_text(text)
    assert changed(key, now(root)) == said


def test_scenario_defect_and_catalogue_entry_count_and_others_do_not(root: Path) -> None:
    key = new_key(BASIS, now(root))
    known = now(root)
    assert changed(key, replace(known, scenarios={"F > s": "another text"})) == "scenario F > s"
    assert changed(key, replace(known, scenarios={})) == "scenario F > s"
    assert changed(key, replace(known, defects={"d": "2"})) == "defect d"
    for other in ({"production": "never"}, {"catches": {"d": "another harm"}}, {"catches": {}}):
        assert changed(key, replace(known, controls={"X-01": control(**other)})) == "catalogue entry X-01"
    for more in ({"why": "another"}, {"catches": {"d": "harm", "e": "more"}}):
        assert changed(key, replace(known, controls={"X-01": control(**more)})) is None
    assert (
        changed(key, replace(known, scenarios={"F > s": "text", "F > t": "new"}, defects={"d": "1", "e": "3"})) is None
    )


def test_a_key_that_this_machine_does_not_know_or_that_was_edited_does_not_stand(root: Path) -> None:
    assert changed("0123456789abcdef", now(root)) == UNKNOWN
    key = new_key(BASIS, now(root))
    told = kept.kept("keys", key)
    assert told is not None
    told["parts"]["defect d"] = "edited"
    kept.keep("keys", key, told)
    assert changed(key, now(root)) == UNKNOWN
