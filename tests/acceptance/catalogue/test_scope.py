"""What a profile declares reaches the record, names existing controls, and leaves out only what it covers wholly."""

from __future__ import annotations

import pytest

from acceptance.catalogue.scope import declare, left_out
from acceptance.outcome import ConfigurationError, Outcome
from acceptance.profile.declarations import Accepted, OutOfScope, Waiver
from acceptance.profile.model import Profile
from acceptance.profile.permissions import Permissions
from acceptance.record.ledger import Kind, Ledger, read

WAIVER = Waiver(
    control="GDPR-12", reason="it is due in spring", owner="J. Doe", since="2026-01-01", expires="2026-06-01"
)
SCOPE = OutOfScope(
    control="PCI-02",
    status="not applicable",
    reason="no card numbers are kept",
    decided_by="J. Doe",
    date="2026-01-01",
    review_by="2027-01-01",
)
ACCEPTED = Accepted(
    control="SCAN-07",
    scenario="The connection to the cache is encrypted and an unencrypted one is refused",
    reason="the server cannot",
    owner="J. Doe",
    expires="2027-01-01",
)


def profile(**blocks: object) -> Profile:
    return Profile.model_construct(name="staging", **{"accepts": [], "scope": [], "waivers": [], **blocks})


def test_every_declaration_is_written_to_the_record(tmp_path):
    path = tmp_path / "record.jsonl"
    declare(profile(accepts=[ACCEPTED], scope=[SCOPE], waivers=[WAIVER]), Ledger(path))
    written = [(line.kind, line.data["control"]) for line in read(path)]
    assert written == [(Kind.ACCEPTED_GAP, "SCAN-07"), (Kind.OUT_OF_SCOPE, "PCI-02"), (Kind.WAIVER, "GDPR-12")]


def test_a_declaration_about_an_unknown_control_is_refused_with_place_and_nearest(tmp_path):
    unknown = WAIVER.model_copy(update={"control": "GDPR-21"})
    with pytest.raises(ConfigurationError) as refused:
        declare(profile(waivers=[WAIVER, unknown]), Ledger(tmp_path / "record.jsonl"))
    said = refused.value.sentence
    assert said.startswith("the profile staging: waivers.1.control: the catalogue has no control 'GDPR-21'; did you")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"scenario": "The connection to the cash is encrypted"}, "no scenario of SCAN-07 has that name; did you mean"),
        ({"scenario": f"{ACCEPTED.scenario} -- @1.1 "}, "no scenario of SCAN-07 has that name; did you mean"),
        ({"control": "SOX-01"}, "accepts.0.scenario: no scenario of SOX-01 has that name"),
        ({"control": "SCAN-99"}, "accepts.0.control: the catalogue has no control 'SCAN-99'"),
    ],
)
def test_a_tolerated_gap_of_a_scenario_that_does_not_exist_is_refused(tmp_path, changed, said):
    gap = ACCEPTED.model_copy(update=changed)
    with pytest.raises(ConfigurationError) as refused:
        declare(profile(accepts=[gap]), Ledger(tmp_path / "record.jsonl"))
    assert said in refused.value.sentence
    assert not (tmp_path / "record.jsonl").exists()


@pytest.mark.parametrize(
    ("tags", "out"),
    [
        ({"PCI-02", "prod.never"}, True),
        ({"PCI-02", "PCI-01"}, False),
        ({"PCI-01"}, False),
        ({"prod.never"}, False),
        ({"GDPR-12"}, False),
    ],
)
def test_a_scenario_is_left_out_only_when_each_of_its_controls_is_out_of_scope(tags, out):
    verdict = left_out(profile(scope=[SCOPE], waivers=[WAIVER]), tags)
    assert (verdict is not None) is out
    if verdict is not None:
        assert verdict.outcome is Outcome.NOT_ASSESSED
        assert verdict.reason == "Declared: PCI-02 is not applicable: no card numbers are kept"


@pytest.mark.parametrize(
    ("tag", "synthetic", "why"),
    [
        ("prod.ro", False, None),
        ("prod.ro", True, None),
        ("prod.syn", False, "this acts as the synthetic tenant, which is not permitted here (permissions.synthetic)"),
        ("prod.syn", True, None),
        ("prod.never", True, "this is never done in production"),
        ("", True, "this is never done in production"),
    ],
)
def test_in_production_only_what_says_that_it_may_be_is_done(tag, synthetic, why):
    production = profile(production=True, permissions=Permissions(synthetic=synthetic))
    verdict = left_out(production, iter(["E2E-10", tag]))
    assert (verdict and verdict.reason) == why
    assert verdict is None or verdict.outcome is Outcome.NOT_ASSESSED
    assert left_out(profile(permissions=Permissions()), ["E2E-10", tag]) is None
