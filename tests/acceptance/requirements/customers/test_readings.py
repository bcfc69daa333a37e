"""Whether something of a customer is missing, or still there, wherever the profile can read."""

from __future__ import annotations

import json
from collections import Counter
from types import SimpleNamespace

import pytest

from acceptance.outcome import NotAssessed
from acceptance.profile.bindings import Operation, Population
from acceptance.requirements.customers import readings
from profiles import PRODUCT


def get(path, **more):
    return Operation(service="scoring_api", method="GET", path=path, needs="read", **more)


class Platform:
    """A platform whose readings are looked up by the operation's name; what has none is unknown."""

    def __init__(self, operations, content=(), populations=(), rows=()):
        self.profile = SimpleNamespace(operations=operations, populations=dict(populations))
        self.product, self.platform, self.operations, self.populations = PRODUCT, self, self, self
        self._content, self._rows = dict(content), dict(rows)
        self.own = {}

    def possible(self, _name):
        return None

    def require(self, _name):
        return None

    def try_(self, name, /, **words):
        found = self._content.get(name) if words == self.own else self._content.get(f"{name} of nobody")
        return SimpleNamespace(succeeded=found is not None, exchange=SimpleNamespace(content=found))

    def raw(self, name, **words):
        return self._rows[name] if words == self.own else []


WORDS = {"customer_id": "c-1", "request_id": "r-1"}
OPERATIONS = {
    "read_figures": get("/customers/{customer_id}"),
    "read_result": get("/results/{request_id}"),
    "read_case": get("/cases/{case_id}"),
    "read_entries": get("/entries", query={"customer": "{customer_id}", "after": "{after}"}),
    "read_all": get("/all"),
    "score": Operation(service="scoring_api", method="POST", path="/{customer_id}", needs="synthetic"),
    "read_erasure": get("/erasures/{customer_id}"),
}


def suite(content, rows=()):
    population = Population(database="platform", sql="select 1 where x = %(customer_id)s", fields={})
    made = Platform(OPERATIONS, content, {"loans": population} if rows else {}, {"loans": list(rows)})
    made.own = WORDS
    return made


def test_everything_that_is_read_by_the_numbers_at_hand_is_read_and_nothing_else():
    found = readings.everything(
        suite({"read_figures": {"age": 41, "note": None}, "read_result": {"score": 700}}), WORDS
    )
    assert found == {"read_figures": Counter(["41"]), "read_result": Counter(["700"])}


def test_a_profile_that_reads_nothing_by_these_numbers_is_not_assessed():
    with pytest.raises(NotAssessed, match="reads what is kept"):
        readings.everything(suite({}), {"export_id": "e-1"})


def test_a_value_that_is_missing_or_another_one_is_counted_and_a_further_one_is_not():
    before = {"list": Counter(["1", "1", '"a"']), "other": Counter(["2"])}
    assert readings.missing(before, {"list": Counter(["1", "1", '"a"', "9"]), "other": Counter(["2"])}) == {}
    assert readings.missing(before, {"list": Counter(["1", '"b"'])}) == {"list": 2, "other": 1}


def test_nothing_is_left_of_whom_the_platform_tells_as_much_as_of_nobody():
    empty = {"read_figures": {"number": "c-1", "cards": []}, "read_figures of nobody": {"number": "n", "cards": []}}
    gone = suite({**empty, "read_erasure": {"by": "somebody"}})
    assert readings.left(gone, WORDS) == {}


@pytest.mark.parametrize("value", [41, "a statement", [{"token": "t"}]])
def test_whatever_is_still_told_of_an_erased_customer_is_counted(value):
    left = readings.left(suite({"read_figures": {"number": "c-1", "rest": value}}), WORDS)
    assert left == {"read_figures": 1}


def test_a_record_that_a_statement_still_finds_is_counted():
    assert readings.left(suite({}, rows=[{"amount": 3}]), WORDS) == {"population loans": 1}


def test_values_are_told_apart_by_kind():
    assert readings._leaves({"a": "1", "b": [1, True], "c": {"d": 1.5}, "e": [None, "", False]}) == Counter(
        map(json.dumps, ["1", 1, True, 1.5])
    )


def test_a_number_that_was_asked_for_says_nothing_also_where_it_comes_back_as_a_number():
    numbers = {"customer_id": "123456789", "request_id": "1730"}
    said = {"read_figures": {"id": 123456789}, "read_result": {"id": 1730, "of": "123456789"}}
    gone = suite(said)
    gone.own = numbers
    assert readings.left(gone, numbers) == {}
    gone._content["read_figures"]["age"] = 41
    assert readings.left(gone, numbers) == {"read_figures": 1}
