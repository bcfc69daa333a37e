"""A copy is read as other companies write it: numbers as texts, short ones, lists, values that meet by chance."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.outcome import NotAssessed
from acceptance.platform.told import Told
from acceptance.requirements.customers import copying
from acceptance.requirements.customers.journeys import copy_to_be_judged
from acceptance.subjects.customers import new_customer
from profiles import PRODUCT

COPY = [{"figures": {"income": "4200.50", "age": 41}, "scores": [{"id": 1730, "points": 612, "level": "GOOD"}]}]


def test_numbers_are_the_same_as_texts_and_with_noughts_behind() -> None:
    wanted = {"income": 4200.5, "age": "41", "request_id": "1730", "level": "GOOD"}
    assert copying.lacking(COPY, wanted) == []
    assert copying.lacking(COPY, {"income": 4200.51, "age": 42, "level": "good"}) == ["income", "age", "level"]


def test_yes_is_no_number() -> None:
    assert not copying.holds([True, "1a"], 1) and copying.holds([True], True) and not copying.holds([1], True)


def test_a_conclusion_is_not_excused_by_what_the_customer_provided_unless_both_are_the_same() -> None:
    decided = {"credit_score": 612, "risk_level": "GOOD", "request_id": "1730"}
    assert copying.concluded(COPY, decided, [41, 4200.5]) == ["credit_score", "risk_level", "request_id"]
    assert copying.concluded({"age": 41, "flags": [True]}, {"credit_score": 41, "risk_level": 1}, [41, "ana"]) == []


def test_a_number_is_shown_where_it_stands_by_itself() -> None:
    assert copying.shows("/cases/1730", "1730") and copying.shows('{"case": 1730.0}', "1730")
    assert not copying.shows('{"at": 1764517300000, "key": "a1730b"}', "1730")


def test_short_numbers_of_somebody_else_stand_there_by_chance_and_long_ones_and_words_do_not() -> None:
    text = '{"age": 41, "case": 17, "id": 900000012, "note": "zzword"}'
    numbers = {"case": "17", "request": "900000012", "text": "zzword", "other": "900000013"}
    assert copying.of_somebody_else(text, numbers) == ["request", "text"]


@pytest.mark.parametrize(("content", "readable"), [(COPY, True), ({"a": 1}, True), ([], False), ("text", False)])
def test_a_list_is_a_copy_that_a_program_can_read_as_well(content: object, readable: bool) -> None:
    assert copying.readable(content) is readable


def suite(content_type: str, content: Any) -> Any:
    exchange = SimpleNamespace(content_type=content_type, content=content)
    answer = SimpleNamespace(words=Told("the operation 'export_everything'", {}), exchange=exchange)
    return SimpleNamespace(platform=SimpleNamespace(operations=SimpleNamespace(do=lambda *_, **__: answer)))


@pytest.mark.parametrize("content_type", ["text/csv", "application/xml", "application/vnd.bank.copy+xml"])
def test_a_copy_that_other_programs_read_is_not_judged_here(content_type: str) -> None:
    with pytest.raises(NotAssessed, match=r"only JSON is read"):
        copy_to_be_judged(suite(content_type, None), new_customer(PRODUCT), "export_everything")


@pytest.mark.parametrize(("content_type", "content"), [("application/pdf", None), ("text/csv", COPY)])
def test_every_other_copy_is_judged(content_type: str, content: object) -> None:
    assert copy_to_be_judged(suite(content_type, content), new_customer(PRODUCT), "export_everything") is content


def test_a_rounded_number_is_found_under_its_name_wherever_it_stands() -> None:
    results = [{"income": 52345.5}, {"income": "52000"}, {"figure": "income", "value": 52300}]
    assert copying.nearly({"results": results}, "income", 52345.5) == ["52000", 52300]


def test_what_is_far_from_a_number_or_has_another_name_is_something_else() -> None:
    content = {"income": "52345.50", "points": {"income": 31.5}, "band": 52000, "income_from": 50000}
    assert copying.nearly(content, "income", 52345.5) == []
