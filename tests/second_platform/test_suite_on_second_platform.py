"""The suite is right about a platform unlike the reference: what comes of each control is what its obligations say."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from acceptance.drafting.command import draft
from tests.second_platform.dialect import PORTUGUESE
from tests.second_platform.expected import expected
from tests.second_platform.faults import FAULTS
from tests.second_platform.suite import Instance, Ran

pytestmark = pytest.mark.platform
campaign = pytest.mark.skipif(os.environ.get("CAMPAIGN") != "full", reason="minutes of a platform: make campaigns")
ALL = "((@e2e or @gdpr or @pci) and not @slo and not @performance) or @SLO-06"
EVERY_TIME = "@GDPR-03 or @GDPR-06 or @GDPR-09 or @PCI-11 or @PCI-12 or @E2E-03 or @E2E-05"
"""Controls of every kind of service, and those that the faults are for."""
MOST_OF_E2E_06 = 60
PARALLEL = 3
"""Processes of a run: each waits for the platform most of the time, and what comes of a scenario is the same."""


@pytest.fixture(scope="module")
def instance(alone: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    up = Instance.up(f"suite-{os.getpid()}", tmp_path_factory.mktemp("second"), PORTUGUESE)
    yield up
    up.command("down")


@pytest.fixture
def with_fault(instance: Instance) -> Iterator[Instance]:
    yield instance
    instance.command("defects", "off", "all")


def as_expected(ran: Ran, controls: set[str]) -> None:
    assert ran.not_as_it_should_be() == []
    told, pinned = ran.told(), expected()
    assert {control: told.get(control) for control in controls} == {
        control: pinned.get(control) for control in controls
    }


def test_what_comes_of_some_controls_is_what_their_obligations_say(instance: Instance) -> None:
    as_expected(instance.run(EVERY_TIME, parallel=PARALLEL), {word[1:] for word in EVERY_TIME.split(" or ")})


@campaign
def test_what_comes_of_each_control_is_what_its_obligations_say(instance: Instance) -> None:
    ran = instance.run(ALL, parallel=PARALLEL)
    as_expected(ran, ran.outcomes().keys() | expected().keys())


@campaign
def test_in_several_processes_each_scenario_comes_to_the_same(instance: Instance) -> None:
    def outcomes(ran: Ran) -> list[tuple[str, str, str]]:
        return sorted((one["feature"], one["name"], one["outcome"]) for one in ran.scenarios)

    assert outcomes(instance.run(EVERY_TIME, parallel=PARALLEL)) == outcomes(instance.run(EVERY_TIME))


@campaign
def test_an_answer_that_takes_half_a_second_is_judged_as_any_other(tmp_path: Path) -> None:
    slow = Instance.up(f"slow-{os.getpid()}", tmp_path, replace(PORTUGUESE, answer_ms=500))
    try:
        as_expected(slow.run(EVERY_TIME, parallel=PARALLEL), {word[1:] for word in EVERY_TIME.split(" or ")})
    finally:
        slow.command("down")


@campaign
def test_replicas_are_behind_as_was_agreed_or_else_in_the_wrong(tmp_path: Path) -> None:
    behind = Instance.up(f"behind-{os.getpid()}", tmp_path, replace(PORTUGUESE, behind_ms=1000))
    written = tmp_path / "profiles" / "second.yaml"
    try:
        as_expected(behind.run("@GDPR-09", parallel=PARALLEL), {"GDPR-09"})
        content = yaml.safe_load(written.read_text())
        del content["limits"]["replicas_s"]
        written.write_text(yaml.safe_dump(content))
        assert behind.run("@GDPR-09", parallel=PARALLEL).violated() == {"GDPR-09"}
    finally:
        behind.command("down")


def by_a_drafted_profile(instance: Instance) -> tuple[dict[str, str], tuple[str, ...]]:
    """Drafts a profile from what the platform publishes and fills in what only the company knows.

    Returns:
        The variables that it needs, and what the draft said was left to fill.
    """
    told = instance.environment()
    url, ca_file = told["CREDITO_URL"], told["CREDITO_CA"]
    drafted = draft("drafted", f"{url}/openapi.json", None, ca_file, instance.folder)
    environment = instance.folder / "profiles" / "drafted.yaml"
    content = yaml.safe_load(environment.read_text())
    content["permissions"]["synthetic"] = True
    content["own_customers"] = {"stay": "nobody at this desk may erase a customer"}
    environment.write_text(yaml.safe_dump(content))
    product = instance.folder / "platforms" / "drafted.yaml"
    content = yaml.safe_load(product.read_text())
    content["product"]["levels"].reverse()
    content["product"]["granted"] = PORTUGUESE.states["approved"]
    consent = content["operations"]["record_lawful_basis"]
    consent["path"] = consent["path"].replace("REPLACE-product", PORTUGUESE.products[0])
    consent["path"] = consent["path"].replace("REPLACE-purpose", PORTUGUESE.purposes["scoring"])
    product.write_text(yaml.safe_dump(content))
    return {"DRAFTED_TOKEN": told["CREDITO_SECRET_ANA"]}, drafted.open


def test_a_drafted_profile_in_which_little_was_filled_judges_scores_rightly(instance: Instance) -> None:
    variables, left_open = by_a_drafted_profile(instance)
    assert any("REPLACE-product/REPLACE-purpose" in line for line in left_open)
    ran = instance.run("@E2E-06", profile="drafted", parallel=PARALLEL, **variables)
    assert ran.not_as_it_should_be() == []
    assert ran.outcomes()["E2E-06"]["satisfied"] >= MOST_OF_E2E_06


def violated_with(instance: Instance, name: str, controls: set[str]) -> set[str]:
    """Which of some controls a fault violates."""
    instance.command("defects", "on", name)
    tags = " or ".join(f"@{control}" for control in sorted(controls))
    return instance.run(tags, parallel=PARALLEL).violated()


def test_a_consent_that_opens_every_product_is_found(with_fault: Instance) -> None:
    assert violated_with(with_fault, "gdpr-03-any-product", {"GDPR-03"}) == {"GDPR-03"}


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=campaign) for seed in range(2, 6))])
def test_in_another_companys_words_nothing_is_judged_otherwise(alone: None, tmp_path: Path, seed: int) -> None:
    renamed = Instance.up(f"dialect-{seed}-{os.getpid()}", tmp_path, PORTUGUESE.renamed(seed))
    try:
        ran = renamed.run("@GDPR-09 or @E2E-06", parallel=PARALLEL)
    finally:
        renamed.command("down")
    assert ran.not_as_it_should_be() == []
    assert sum(one["outcome"] == "satisfied" for one in ran.scenarios) >= MOST_OF_E2E_06


@campaign
@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found_by_the_controls_that_are_for_it(with_fault: Instance, name: str) -> None:
    every = {control for fault in FAULTS.values() for control in (*fault.must_catch, *fault.may_also_catch)}
    must, may = set(FAULTS[name].must_catch), set(FAULTS[name].may_also_catch)
    assert must <= violated_with(with_fault, name, every) <= must | may
