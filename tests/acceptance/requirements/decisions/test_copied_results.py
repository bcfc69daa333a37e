"""A copy is right about a result if a record of that result alone holds its score and its outcome."""

from typing import Any

import pytest

from acceptance.requirements.decisions.copied_results import told_otherwise

GIVEN = {"r-1": {"score": 700, "outcome": "LOW"}, "r-2": {"score": 480, "outcome": "HIGH"}}
ONE, OTHER = {"score": "700", "level": "LOW"}, {"score": "480.0", "level": "HIGH"}


@pytest.mark.parametrize(
    "copy",
    [
        {"results": [{"id": "r-1", **ONE}, {"id": "r-2", "decision": OTHER}]},
        {"results": {"r-1": ONE, "r-2": OTHER}},
        {"results": [["r-1", 700, "LOW"], ["r-2", 480, "HIGH"]], "messages": ["r-1", "r-2"]},
        {"newest": "r-2", "results": [{"id": "r-1", **ONE}, {"id": "r-2", **OTHER}], "cases": [{"about": "r-2"}]},
    ],
)
def test_a_record_of_each_result_tells_it(copy: Any) -> None:
    assert told_otherwise(copy, GIVEN) == []


@pytest.mark.parametrize(
    "copy",
    [
        {"results": [{"id": "r-1", **ONE}, {"id": "r-2", **ONE}]},
        {"results": [{"id": "r-1", **ONE}], "earlier": ["r-2"], "score": 480, "level": "HIGH"},
        {"newest": "r-2", "results": [{"id": "r-1", **ONE}, {"id": "r-2"}], "old": [OTHER]},
        {"results": [{"id": "r-1", **ONE}, {"id": "r-2", **OTHER, "level": "LOW"}]},
    ],
)
def test_a_result_that_is_told_otherwise_or_by_its_number_only_is_named(copy: Any) -> None:
    assert told_otherwise(copy, GIVEN) == ["r-2"]
