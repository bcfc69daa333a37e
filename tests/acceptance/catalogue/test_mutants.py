"""What came of mutants is read as it was written; an explanation is one; a mutant counts once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from acceptance.catalogue.mutants import (
    Campaign,
    MutantResult,
    Sample,
    each_once,
    mutants_file,
    read_campaign,
    read_equivalent,
    write_campaign,
)
from acceptance.outcome import ConfigurationError


def sample(**changed) -> Sample:
    usual = {"env": "local", "seed": 1, "platform": "p", "suite": "s", "mutants": 9, "reached": 5, "scenarios": 3}
    return Sample(**{**usual, "begun": date(2026, 11, 30), **changed})


def result(id_: str, came: str = "killed", **changed) -> MutantResult:
    return MutantResult(**{"id": id_, "title": "a -> b", "digest": f"d{id_}", "came": came, **changed})


KILLED = result("a", by="F > s", controls=("GDPR-01", "GDPR-02"))
CAMPAIGN = Campaign(sample(), (KILLED, result("b", "survived"), result("c", "broken"), result("d", "equivalent")))


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = mutants_file(sample(within="gdpr, SOX-01"), tmp_path)
    assert path == tmp_path / "mutants" / "local-gdpr-SOX-01.jsonl"
    assert read_campaign(path) is None
    write_campaign(CAMPAIGN, path)
    assert read_campaign(path) == CAMPAIGN


@pytest.mark.parametrize("text", ["", "{}\n", "no JSON\n"])
def test_what_was_not_written_so_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.jsonl").write_text(text)
    with pytest.raises(ConfigurationError, match="was not written by"):
        read_campaign(tmp_path / "x.jsonl")


def test_broken_and_equivalent_ones_are_not_in_the_rate() -> None:
    assert CAMPAIGN.words == (
        "1 of 2 mutants caught (50%, at 95 % from 1% to 99%); none made a scenario inconclusive only; "
        "1 broken and 1 equivalent ones beside them"
    )
    unclear = Campaign(sample(), (KILLED, result("b", "survived", reason="1 inconclusive, such as F > s: away")))
    assert "; 1 more made a scenario inconclusive; " in unclear.words
    assert CAMPAIGN.by_control == {"GDPR-01": 1, "GDPR-02": 1}
    assert "no mutant says anything" in Campaign(sample(), ()).words


def test_a_survivor_that_was_explained_since_is_equivalent() -> None:
    came = [(one.id, one.came, one.reason) for one in CAMPAIGN.explained_by({"db": "why", "da": "why"}).results]
    assert came[:2] == [("a", "killed", ""), ("b", "equivalent", "why")]


def test_a_mutant_of_several_samples_counts_once_as_it_came_out_last() -> None:
    older = Campaign(sample(begun=date(2026, 11, 1)), (result("b"), result("e")))
    assert {one.id: one.came for one in each_once([CAMPAIGN, older])} == {
        "a": "killed",
        "b": "survived",
        "c": "broken",
        "d": "equivalent",
        "e": "killed",
    }


def test_an_explanation_says_why(tmp_path: Path) -> None:
    assert read_equivalent(tmp_path) == {}
    path = tmp_path / "mutants" / "equivalent.txt"
    path.parent.mkdir()
    path.write_text("# said once\nd1 mutant-a because the order is seen by nobody\n")
    assert read_equivalent(tmp_path) == {"d1": "the order is seen by nobody"}
    path.write_text("d1 mutant-a\n")
    with pytest.raises(ConfigurationError, match="because"):
        read_equivalent(tmp_path)
