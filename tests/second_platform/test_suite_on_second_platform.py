"""The suite is right about a platform unlike the reference: nothing violated on an honest one, each fault found."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.second_platform.dialect import PORTUGUESE
from tests.second_platform.faults import FAULTS
from tests.second_platform.suite import Instance, Ran

pytestmark = [
    pytest.mark.platform,
    pytest.mark.skipif(os.environ.get("CAMPAIGN") != "full", reason="minutes of a platform: part of `make campaigns`"),
]
TAGS = "(@e2e or @gdpr or @pci) and not @slo and not @performance"
OBLIGATIONS = Path(__file__).with_name("obligations.md")


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    up = Instance.up(f"suite-{os.getpid()}", tmp_path_factory.mktemp("second"), PORTUGUESE)
    yield up
    up.command("down")


@pytest.fixture(scope="module")
def clean(instance: Instance) -> Ran:
    return instance.run(TAGS)


def test_nothing_is_violated_and_nothing_cannot_be_told(clean: Ran) -> None:
    assert clean.not_as_it_should_be() == []
    assert len(clean.scenarios) > 200


def expected() -> dict[str, str]:
    """Control -> what obligations.md expects of it, of those that are written out singly."""
    rows = re.findall(r"^\| ((?:E2E|GDPR|PCI)-\d\d) \| ([a-z ]+) \|", OBLIGATIONS.read_text(), re.M)
    assert len(rows) > 25
    return dict(rows)


def test_every_control_comes_to_what_is_expected(clean: Ran) -> None:
    outcomes = clean.outcomes()
    for control, outcome in expected().items():
        satisfied = outcomes[control].get("satisfied", 0)
        assert (satisfied > 0) is (outcome != "not assessed"), (control, outcome, outcomes[control])


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_each_fault_is_found_by_the_control_that_must_find_it(instance: Instance, clean: Ran, fault) -> None:
    expected = set(fault.must_catch)
    assert not expected & clean.violated()
    instance.command("defects", "on", fault.id)
    try:
        found = instance.run(" or ".join(f"@{control}" for control in sorted(expected)))
    finally:
        instance.command("defects", "off", "all")
    assert found.violated() == expected
