"""The suite is right about a platform unlike the reference: what comes of each control is what its obligations say."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.second_platform.dialect import PORTUGUESE
from tests.second_platform.expected import expected
from tests.second_platform.faults import FAULTS
from tests.second_platform.suite import Instance, Ran

pytestmark = pytest.mark.platform
campaign = pytest.mark.skipif(os.environ.get("CAMPAIGN") != "full", reason="minutes of a platform: make campaigns")
ALL = "(@e2e or @gdpr or @pci) and not @slo and not @performance"
EVERY_TIME = "@GDPR-03 or @GDPR-06 or @GDPR-09 or @PCI-11 or @PCI-12 or @E2E-03 or @E2E-05"
"""Controls of every kind of service, and those that the faults are for."""


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
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
    as_expected(instance.run(EVERY_TIME), {word[1:] for word in EVERY_TIME.split(" or ")})


@campaign
def test_what_comes_of_each_control_is_what_its_obligations_say(instance: Instance) -> None:
    ran = instance.run(ALL)
    as_expected(ran, ran.outcomes().keys() | expected().keys())


def violated_with(instance: Instance, name: str, controls: set[str]) -> set[str]:
    """Which of some controls a fault violates."""
    instance.command("defects", "on", name)
    return instance.run(" or ".join(f"@{control}" for control in sorted(controls))).violated()


def test_a_consent_that_opens_every_product_is_found(with_fault: Instance) -> None:
    assert violated_with(with_fault, "gdpr-03-any-product", {"GDPR-03"}) == {"GDPR-03"}


@campaign
@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found_by_the_controls_that_are_for_it(with_fault: Instance, name: str) -> None:
    every = {control for fault in FAULTS.values() for control in (*fault.must_catch, *fault.may_also_catch)}
    must, may = set(FAULTS[name].must_catch), set(FAULTS[name].may_also_catch)
    assert must <= violated_with(with_fault, name, every) <= must | may
