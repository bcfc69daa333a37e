"""The judgements over many scores can go red, each for its own reason."""

import math
from types import SimpleNamespace as Some

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acceptance.outcome import NotAssessed
from acceptance.platform.answers import Answer
from acceptance.platform.http import Exchange
from acceptance.platform.templates import OMIT
from acceptance.platform.told import Told
from acceptance.profile.product import Range
from acceptance.requirements.decisions.decisions import (
    Decision,
    decision,
    distinctive,
    mistake,
    names_field,
    newest,
    outcome_of,
    overlaps,
    repeated,
    steps_from_worst_to_best,
)
from profiles import PRODUCT

LEVELS = PRODUCT.levels


def answer(body=b"{}", status=422, words=None, headers=None):
    exchange = Exchange("scoring_api", "POST", "/score", status, "application/json", body, None, headers or {}, 0.0)
    return Answer("score", status, status == 200, None, words or {}, exchange)


def made(score, level):
    return Decision(score, level, ("m", "1"))


@given(st.lists(st.integers(300, 850), min_size=1))
def test_levels_cut_from_the_scores_never_overlap(scores):
    cut = [made(s, LEVELS[3 - min(3, (s - 300) // 138)]) for s in scores]
    assert overlaps(PRODUCT, cut) == []


def test_a_worse_level_with_a_better_score_is_named():
    assert overlaps(PRODUCT, [made(700, "LOW"), made(720, "MEDIUM")]) == [
        "a MEDIUM score of 720 is not worse than a LOW score of 700"
    ]


def test_an_overlap_is_seen_across_a_level_that_nobody_got():
    assert overlaps(PRODUCT, [made(600, "LOW"), made(650, "VERY_HIGH")])


def test_equal_scores_with_different_levels_contradict_each_other():
    assert overlaps(PRODUCT, [made(600, "LOW"), made(600, "MEDIUM")])


def test_where_lower_scores_are_better_levels_are_compared_the_other_way_round():
    turned = PRODUCT.model_copy(update={"score": Range(least=0, most=1, whole=False, better="lower")})
    assert overlaps(turned, [made(0.02, "LOW"), made(0.3, "HIGH")]) == []
    assert overlaps(turned, [made(0.3, "LOW"), made(0.02, "HIGH")]) == [
        "a HIGH score of 0.02 is not worse than a LOW score of 0.3"
    ]


@pytest.mark.parametrize("value", [True, 299, 851, 500.0, "500", None])
def test_what_is_no_score(value):
    assert not PRODUCT.score.holds(value)


def test_a_score_with_decimals_is_one_where_they_are_not_whole():
    decimals = Range(least=0, most=1, whole=False)
    assert [decimals.holds(value) for value in (0.37, 1, 1.01, True)] == [True, True, False, False]


def test_the_outcome_is_the_level_where_nothing_more_is_decided():
    assert outcome_of(Told("an answer", {"risk_level": "LOW"})) == "LOW"
    assert outcome_of(Told("an answer", {"risk_level": "LOW", "outcome": "no"})) == "no"


def test_a_decision_need_not_name_its_model():
    told = Told("an answer", {"credit_score": 700, "risk_level": "LOW"})
    assert decision(answer(words=told, status=200)) == Decision(700, "LOW", (None, None))


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
    assert mistake(PRODUCT, "age", "nothing") is OMIT
    assert math.isnan(mistake(PRODUCT, "age", "not a number"))
    low, high = "less than the lowest accepted", "more than the highest accepted"
    below = mistake(PRODUCT, "age", low)
    assert (below, type(below)) == (17, int)
    assert mistake(PRODUCT, "debt_ratio", low) == -0.01
    assert mistake(PRODUCT, "income", high) == 10_000_000.01


def test_distinctive_figures_have_one_at_least_that_is_recognised():
    assert len(str(distinctive(PRODUCT).income)) >= 7


@pytest.mark.parametrize("figure", ["debt_ratio", "bureau_score"])
def test_grades_run_from_the_worst_to_the_best(figure):
    steps = steps_from_worst_to_best(PRODUCT, figure, 9)
    assert len(set(steps)) == 9
    assert steps == sorted(steps, reverse=figure == "debt_ratio")


def test_a_figure_of_which_nothing_is_agreed_to_be_better_is_not_graded():
    with pytest.raises(NotAssessed, match="which way is better"):
        steps_from_worst_to_best(PRODUCT, "age", 9)


@pytest.mark.parametrize("written_as", ["text", "either"])
def test_digits_in_quotation_marks_are_no_mistake_where_the_figure_is_written_so(written_as: str) -> None:
    texts = {"income": PRODUCT.figures["income"].model_copy(update={"written_as": written_as})}
    quoting = PRODUCT.model_copy(update={"figures": PRODUCT.figures | texts})
    with pytest.raises(NotAssessed, match="written in quotation marks here"):
        mistake(quoting, "income", "digits in quotation marks")
    assert mistake(quoting, "age", "digits in quotation marks") == "48211"
    assert mistake(quoting, "income", "a word") == mistake(PRODUCT, "income", "a word")


def test_the_newest_decision_is_told_as_soon_as_there_is_one():
    told = Told("the operation 'read_decision'", {"credit_score": 700, "risk_level": "LOW"})
    for succeeds, expected in ((True, (700, "LOW")), (False, (None, None))):
        answered = Some(succeeded=succeeds, words=told)
        suite = Some(platform=Some(operations=Some(try_=lambda *_, answered=answered, **__: answered)))
        assert newest(suite, Some(customer_id="c-1")) == expected
