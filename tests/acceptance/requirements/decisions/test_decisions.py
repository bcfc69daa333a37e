"""The judgements over many scores can go red, each for its own reason."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acceptance.platform.bindings import OMIT, Answer
from acceptance.platform.http import Exchange
from acceptance.requirements.decisions.decisions import (
    LEVELS,
    Decision,
    decision,
    is_score,
    mistake,
    names_field,
    overlaps,
    repeated,
    steps_from_worst_to_best,
)


def answer(body=b"{}", status=422, words=None, headers=None):
    exchange = Exchange("scoring_api", "POST", "/score", status, "application/json", body, None, headers or {}, 0.0)
    return Answer("score", status, status == 200, None, words or {}, exchange)


def made(score, level):
    return Decision(score, level, ("m", "1"))


@given(st.lists(st.integers(300, 850), min_size=1))
def test_levels_cut_from_the_scores_never_overlap(scores):
    cut = [made(s, LEVELS[3 - min(3, (s - 300) // 138)]) for s in scores]
    assert overlaps(cut) == []


def test_a_worse_level_with_a_better_score_is_named():
    assert overlaps([made(700, "LOW"), made(720, "MEDIUM")]) == [
        "a MEDIUM score of 720 is not below a LOW score of 700"
    ]


def test_an_overlap_is_seen_across_a_level_that_nobody_got():
    assert overlaps([made(600, "LOW"), made(650, "VERY_HIGH")])


def test_equal_scores_with_different_levels_contradict_each_other():
    assert overlaps([made(600, "LOW"), made(600, "MEDIUM")])


@pytest.mark.parametrize("value", [True, 299, 851, 500.0, "500", None])
def test_what_is_no_score(value):
    assert not is_score(value)


def test_a_refused_answer_has_no_decision():
    assert decision(answer(words={"credit_score": 700})) == Decision(None, None, (None, None))


def test_values_that_are_repeated_are_named():
    sent = {"customer_id": "acceptance-1", "income": 48211.37, "age": 43, "word": "zzplainword"}
    body = b'{"detail": "income 48211.37 of acceptance-1 is wrong (43)"}'
    assert repeated(answer(body), sent) == ["customer_id", "income"]


def test_a_value_repeated_in_a_header_is_named():
    assert repeated(answer(headers={"X-Debug": "zzplainword"}), {"word": "zzplainword"}) == ["word"]


def test_a_value_inside_a_longer_number_is_not_a_repetition():
    assert repeated(answer(b"148211.379"), {"income": 48211.37}) == []


def test_a_list_is_recognised_by_what_is_in_it():
    assert repeated(answer(b"got 0.2917"), {"debt_ratio": [0.2917]}) == ["debt_ratio"]


def test_a_field_is_named_only_as_a_word_of_its_own():
    assert names_field(answer(b"features.age: too low"), "age")
    assert not names_field(answer(b"message: too low"), "age")


def test_mistakes_are_what_their_words_say():
    assert mistake("nothing") is OMIT
    assert math.isnan(mistake("not a number"))
    assert (mistake("17"), type(mistake("17"))) == (17, int)
    assert mistake("-0.01") == -0.01


@pytest.mark.parametrize("figure", ["debt ratio", "bureau score"])
def test_grades_run_from_the_worst_to_the_best(figure):
    steps = steps_from_worst_to_best(figure, 9)
    assert len(set(steps)) == 9
    assert steps == sorted(steps, reverse=figure == "debt ratio")
