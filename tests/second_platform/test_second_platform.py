"""The second platform honours its obligations, in every dialect; each of its faults breaks exactly one."""

from __future__ import annotations

import pytest

from tests.second_platform.dialect import PORTUGUESE, Dialect
from tests.second_platform.faults import FAULTS
from tests.second_platform.obligations import OBLIGATIONS, broken

SEEDS = range(4)
DIALECTS = {"portuguese": PORTUGUESE} | {f"seed-{seed}": PORTUGUESE.renamed(seed) for seed in SEEDS}


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS.keys())
@pytest.mark.parametrize("obligation", OBLIGATIONS)
def test_each_obligation_is_honoured_in_every_dialect(company, dialect: Dialect, obligation: str) -> None:
    OBLIGATIONS[obligation](company(dialect))


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_each_fault_breaks_exactly_what_must_catch_it(company, fault) -> None:
    assert broken(company(faults=(fault.id,), replica=1)) == set(fault.must_catch)


def test_a_stale_replica_is_one_of_two(company) -> None:
    assert broken(company(faults=("gdpr-09-stale-replica",), replica=0)) == set()
