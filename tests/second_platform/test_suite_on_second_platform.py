"""The suite is right about a platform unlike the reference: nothing violated on an honest one."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.second_platform.dialect import PORTUGUESE
from tests.second_platform.suite import Instance, Ran

pytestmark = [
    pytest.mark.platform,
    pytest.mark.skipif(os.environ.get("CAMPAIGN") != "full", reason="minutes of a platform: part of `make campaigns`"),
]
TAGS = "(@e2e or @gdpr or @pci) and not @slo and not @performance"


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    up = Instance.up(f"suite-{os.getpid()}", tmp_path_factory.mktemp("second"), PORTUGUESE)
    yield up
    up.command("down")


@pytest.fixture(scope="module")
def clean(instance: Instance) -> Ran:
    return instance.run(TAGS)


@pytest.mark.xfail(reason="E2E-05 judges a channel whose reader at once removes what it cannot read", strict=False)
def test_nothing_is_violated_and_nothing_cannot_be_told(clean: Ran) -> None:
    assert clean.not_as_it_should_be() == []


def test_most_of_what_is_assessed_is_satisfied(clean: Ran) -> None:
    assert sum(one["outcome"] == "satisfied" for one in clean.scenarios) > 140
