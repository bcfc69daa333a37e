"""A control's detection counts what stands, and says where and when it was found."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from acceptance.catalogue.claims import Claim
from acceptance.catalogue.detection import Detection, detections
from acceptance.catalogue.mutants import Campaign, MutantResult, Sample

FRAMEWORK = SimpleNamespace(
    framework="a",
    controls=[SimpleNamespace(id="A-1", catches={"x": "", "y": "", "z": ""}), SimpleNamespace(id="A-2", catches={})],
)
CLAIMS = {
    id_: Claim(id_, killed, "k" if killed else "", date(2026, 11, day), None, 1.0, "local")
    for id_, killed, day in (("x", True, 3), ("y", False, 4), ("z", True, 5))
}
SAMPLE = Sample(
    env="other", seed=1, platform="p", suite="s", mutants=9, reached=9, scenarios=2, begun=date(2026, 11, 9)
)


def mutant(id_: str, came: str, *controls: str) -> MutantResult:
    return MutantResult(id=id_, title="t", digest=id_, came=came, controls=controls)


def test_claims_that_stand_and_mutants_are_counted() -> None:
    campaign = Campaign(SAMPLE, (mutant("1", "killed", "A-1"), mutant("2", "survived"), mutant("3", "broken")))
    found = detections([FRAMEWORK], CLAIMS, {"z": "look in x.py:3"}, [campaign])
    days = (date(2026, 11, 3), date(2026, 11, 9))
    assert found["A-1"] == Detection(
        planted=3, caught=1, due=1, mutants=1, of=2, platforms=("local", "other"), days=days
    )
    assert found["A-2"].brief == "0/0 planted, 0 mutants"
    assert found["A-1"].words == (
        "detection: 1 of 3 planted faults caught (so at 95 % at least 3% of their like), 1 of them to be tried, "
        "again where something changed; the first to catch 1 of 2 mutants tried; on the platform of the profile local, "
        "other, from 2026-11-03 to 2026-11-09"
    )


def test_what_nobody_tried_is_told_so() -> None:
    assert detections([FRAMEWORK], {}, {}, [])["A-1"].words.startswith("detection: nobody has tried it (3 planted")


def test_a_sample_for_which_a_control_did_not_look_is_not_counted() -> None:
    for within, of in (("", 1), ("a", 1), ("b, A-1", 1), ("b, A-2", 0), ("b", 0)):
        campaign = Campaign(SAMPLE.model_copy(update={"within": within}), (mutant("1", "survived"),))
        assert detections([FRAMEWORK], {}, {}, [campaign])["A-1"].of == of, within
