"""A key stands as long as nothing changes that a claim rests on, on every machine, and names what did where it can."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from acceptance.catalogue.catalogue import Control
from acceptance.catalogue.claims import Claim
from acceptance.catalogue.code import Sources
from acceptance.catalogue.ids import id_of, ids_of
from acceptance.catalogue.key import NOTHING, SOMETHING, VANISHED, Basis, Now, changed, new_key
from acceptance.state import keep, kept

STEP = "features/steps/x.py"
LOOK = "LIMIT = 1\n\ndef look():\n    return LIMIT\n"
ENTRY = {"clause": "c", "title": "t", "obligation": "o", "why": "w", "evidence": "e", "severity": "normal"}
EXECUTED = (f"{STEP}:look", "profile limits", "profile cards", "process acceptance.cli")
PROFILE = "limits: {wait_s: 3}\ncards: {list: numbers.csv}\nother: 1\n"


def control(**other: object) -> Control:
    return Control.model_validate({"id": "X-01", **ENTRY, "production": "ro", "catches": {"d": "harm"}, **other})


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all tests, because to parse the whole suite takes seconds."""
    return tmp_path_factory.mktemp("state")


@pytest.fixture
def root(tmp_path: Path, state: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ACCEPTANCE_STATE_DIR", str(state))
    for name, text in ((STEP, LOOK), ("profiles/p.yaml", PROFILE), ("profiles/numbers.csv", "1")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def on_another_machine(state: Path) -> None:
    """Nothing is known of any key."""
    shutil.rmtree(state / "keys")


def now(root: Path) -> Now:
    controls = {"X-01": control(), "X-02": control(id="X-02", catches={})}
    blocks = frozenset({"limits", "cards", "other"})
    return Now({"F > s": "text"}, {"d": "1"}, controls, root / "profiles/p.yaml", blocks, Sources(root))


def made(root: Path, executed: tuple[str, ...] = EXECUTED) -> Claim:
    basis = Basis("d", ("F > s",), ids_of(executed))
    key, day = new_key(basis, now(root)), date(2026, 11, 25)
    return Claim("d", True, key, day, day, 1.0, "local", basis.scenarios, basis.executed)


@pytest.mark.parametrize(
    ("file", "text", "said", "elsewhere"),
    [
        (STEP, f"# a comment\n{LOOK}\n\ndef unused(): pass\n", None, None),
        (STEP, LOOK.replace("return LIMIT", "return 2"), "look in features/steps/x.py:3", SOMETHING),
        (STEP, LOOK.replace("= 1", "= 2"), "the code of features/steps/x.py outside its functions", SOMETHING),
        (STEP, LOOK.replace("look", "gaze"), "look in features/steps/x.py:1, and 1 more", VANISHED),
        ("profiles/p.yaml", PROFILE.replace("other: 1", "other: 2  # a comment"), None, None),
        ("profiles/p.yaml", PROFILE.replace("3", "4"), "profile block limits", SOMETHING),
        ("profiles/numbers.csv", "2", "profile block cards", SOMETHING),
    ],
)
def test_a_changed_file_counts_if_the_claim_rests_on_it_and_is_named_where_the_claim_was_made(
    root: Path, state: Path, file: str, text: str, said: str | None, elsewhere: str | None
) -> None:
    claim = made(root)
    assert changed(claim, now(root)) is None
    (root / file).write_text(text)
    assert changed(claim, now(root)) == said
    on_another_machine(state)
    assert changed(claim, now(root)) == elsewhere
    (root / file).write_text({STEP: LOOK, "profiles/p.yaml": PROFILE}.get(file, "1"))
    assert changed(claim, now(root)) is None, "there too"


@pytest.mark.parametrize("machine", ["here", "there"])
def test_scenario_defect_and_catalogue_entry_count_and_others_do_not(root: Path, state: Path, machine: str) -> None:
    claim = made(root)
    if machine == "there":
        on_another_machine(state)
    known = now(root)

    def said(**other: object) -> str | None:
        return changed(claim, replace(known, **other))  # type: ignore[arg-type]

    def told(words: str) -> str:
        return words if machine == "here" else SOMETHING

    assert said(scenarios={"F > s": "another text"}) == told("scenario F > s")
    assert said(scenarios={}) == told("scenario F > s")
    assert said(defects={"d": "2"}) == told("defect d")
    for entry in ({"production": "never"}, {"catches": {"d": "another harm"}}, {"catches": {}}):
        assert said(controls={"X-01": control(**entry)}) == told("catalogue entry X-01")
    more = {"X-01": control(), "X-02": control(id="X-02")}
    assert said(controls=more) == told("catalogue entry X-02"), "another control must catch it now"
    for harmless in ({"why": "another"}, {"catches": {"d": "harm", "e": "more"}}):
        assert said(controls={"X-01": control(**harmless)}) is None
    assert said(scenarios={"F > s": "text", "F > t": "new"}, defects={"d": "1", "e": "3"}) is None
    gone = told("profile block limits") if machine == "here" else VANISHED
    assert str(said(blocks=frozenset({"cards"}))).startswith(gone)


def test_a_claim_that_does_not_say_what_it_rests_on_does_not_stand(root: Path) -> None:
    assert changed(replace(made(root), executed=frozenset()), now(root)) == NOTHING


def test_an_edited_claim_does_not_stand(root: Path) -> None:
    claim = made(root)
    fewer = claim.executed - {id_of(f"{STEP}:look")}
    for edited in (
        replace(claim, executed=fewer),
        replace(claim, by=()),
        replace(claim, defect="e"),
        replace(claim, key="0" * 16),
    ):
        assert changed(edited, now(root))


def test_what_is_kept_of_a_key_is_not_believed_when_it_was_edited(root: Path) -> None:
    claim = made(root)
    told = kept("keys", claim.key)
    assert told is not None
    keep("keys", claim.key, {"parts": {**told["parts"], "defect d": "edited"}})
    assert changed(claim, now(root)) is None
    (root / STEP).write_text(LOOK.replace("return LIMIT", "return 2"))
    assert changed(claim, now(root)) == SOMETHING


def test_names_that_share_an_id_make_a_claim_stale_too_often_and_never_too_seldom(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("acceptance.catalogue.key.id_of", lambda name: "AAAA" if name.startswith(STEP) else id_of(name))
    (root / STEP).write_text(f"{LOOK}\n\ndef other():\n    return 1\n")
    basis = Basis("d", ("F > s",), frozenset({"AAAA"}))
    day = date(2026, 11, 25)
    claim = Claim("d", True, new_key(basis, now(root)), day, day, 1.0, "local", basis.scenarios, basis.executed)
    assert changed(claim, now(root)) is None
    (root / STEP).write_text(f"{LOOK}\n\ndef other():\n    return 2\n")
    assert changed(claim, now(root))
    (root / STEP).write_text(f"{LOOK.replace('return LIMIT', 'return 2')}\n\ndef other():\n    return 1\n")
    assert changed(claim, now(root))
