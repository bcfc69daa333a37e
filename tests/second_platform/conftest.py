"""The second platform in memory, in any dialect and with any fault; each is made once and used by many tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.second_platform.company import Company
from tests.second_platform.dialect import PORTUGUESE, Dialect


@pytest.fixture(scope="session")
def company() -> Callable[..., Company]:
    """Gives a company whose platform runs in this process; what one test leaves there must not matter to another."""
    made: dict[tuple[str, tuple[str, ...], int], Company] = {}

    def give(dialect: Dialect = PORTUGUESE, faults: tuple[str, ...] = (), replica: int = 0) -> Company:
        key = (dialect.to_json(), faults, replica)
        if key not in made:
            made[key] = Company.in_memory(dialect, faults, replica)
        return made[key]

    return give
