"""The lines of the proofs, and what they say of the controls."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from acceptance.catalogue.catalogue import Framework
from acceptance.catalogue.claims import Claim, ControlProof, proofs_of, read_claims, write_claims
from acceptance.outcome import ConfigurationError

DAY = date(2026, 11, 25)
KEY = "0123456789abcdef"


def claim(defect: str = "a", *, killed: bool = True, found: date = DAY) -> Claim:
    by = ("A > b, c [1.1]", "A > d") if killed else ()
    executed = frozenset({"AAAA", "_-zz"}) if killed else frozenset[str]()
    key = KEY if killed else ""
    return Claim(defect, killed, key, found, found if killed else None, 12.5, "local", by, executed)


def framework(*declared: str) -> Framework:
    texts = dict.fromkeys(("clause", "title", "obligation", "why", "evidence"), "x")
    entry = {
        "id": "X-01",
        **texts,
        "production": "ro",
        "severity": "normal",
        "catches": dict.fromkeys(declared, "harm"),
    }
    return Framework.model_validate({"framework": "x", "title": "X", "version": "1", "controls": [entry]})


def proof(declared: list[str], *claims: Claim, stale: dict[str, str] | None = None) -> ControlProof:
    known = {one.defect: one for one in claims}
    return proofs_of([framework(*declared)], known, stale or {}, date(2026, 12, 1))["X-01"]


def test_what_is_written_is_read_again_and_a_line_moves_only_with_its_claim(tmp_path: Path) -> None:
    known = [claim("b"), claim("a", killed=False), claim("gone")]
    write_claims(known, {"a": "x", "b": "x", "c": "y"}, tmp_path)
    assert read_claims(tmp_path) == {"a": known[1], "b": known[0]}
    lines = (tmp_path / "proofs/x.txt").read_text().splitlines()
    write_claims([known[0], claim("a")], {"a": "x", "b": "x"}, tmp_path)
    after = (tmp_path / "proofs/x.txt").read_text().splitlines()
    assert [old == new for old, new in zip(lines, after, strict=True)] == [True, True, True, False, True]


def test_a_framework_without_a_claim_has_no_file(tmp_path: Path) -> None:
    write_claims([claim("a")], {"a": "x", "c": "y"}, tmp_path)
    assert [one.name for one in (tmp_path / "proofs").iterdir()] == ["x.txt"]
    write_claims([], {"a": "x"}, tmp_path)
    assert list((tmp_path / "proofs").iterdir()) == []


@pytest.mark.parametrize(
    "line",
    [
        "a",
        "a killed - 2026-11-25 beside - in 1 s on local",
        f"a survived {KEY} 2026-11-25 beside - in 1 s on local",
        f"a killed {KEY} 2026-13-25 beside - in 1 s on local",
        f"a proven {KEY} 2026-11-25 beside - in 1 s on local",
        f"{claim('a')}\n{claim('a')}",
        str(claim("a")).split(" having executed ")[0],
        f"{claim('a')}A",
        f"{claim('a', killed=False)} having executed AAAA",
    ],
)
def test_a_line_that_is_none_is_refused_with_its_place(tmp_path: Path, line: str) -> None:
    (tmp_path / "proofs").mkdir()
    (tmp_path / "proofs/x.txt").write_text(f"# a comment\n{line}\n")
    with pytest.raises(ConfigurationError, match=r"x\.txt:[23]: "):
        read_claims(tmp_path)


def test_a_control_is_proven_only_when_every_declared_defect_has_a_claim_that_stands() -> None:
    assert proof([]).words == "unproven"
    assert proof([], claim("a")).words == "unproven", "a defect that is declared nowhere proves nothing"
    assert proof(["a"]).words == "unproven (new: a)"
    assert proof(["a", "b"], claim("a")).words == "unproven (new: b)"
    assert proof(["a", "b"], claim("a"), claim("b", killed=False)).words == "unproven (survived: b)"
    said = proof(["a", "b"], claim("a"), claim("b"), stale={"b": "look in x.py:3"})
    assert (said.proven, said.words) == (False, "unproven (changed: look in x.py:3)")
    whole = proof(["a", "b"], claim("a"), claim("b", found=date(2026, 11, 30)))
    assert (whole.proven, whole.words) == (True, "proven by 2 defects, the oldest 6 days ago")
