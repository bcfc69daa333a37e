"""Corrections, cases and ages: what can be said of them without a platform."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from acceptance.outcome import Inconclusive, NotAssessed
from acceptance.requirements.customers import basis, journeys, retention
from acceptance.requirements.decisions import correcting, reviewing
from acceptance.subjects.customers import Figures, new_customer


def suite_with(**privacy):
    return SimpleNamespace(profile=SimpleNamespace(privacy=SimpleNamespace(**privacy)))


def test_every_value_of_a_document_is_seen():
    assert correcting.values({"a": [1, {"b": "x"}], "c": None}) == [1, "x", None]


def test_a_corrected_income_is_far_from_the_wrong_one():
    customer = new_customer("run-123456", Figures(income=4_215_879.31))
    assert correcting.corrected_income(customer) == 15_879.31


def test_a_word_that_the_profile_lacks_is_a_gap_of_the_binding():
    with pytest.raises(NotAssessed, match="no word for 'marketing'"):
        journeys.word(suite_with(words={}), "marketing")


def test_a_profile_without_agreements_about_privacy_is_a_gap_of_the_binding():
    with pytest.raises(NotAssessed, match="no block 'privacy'"):
        journeys.agreed(SimpleNamespace(profile=SimpleNamespace(privacy=None)))


def test_somebody_whom_the_profile_does_not_know_cannot_try_to_decide_a_case():
    with pytest.raises(NotAssessed, match="does not say who 'a service' is"):
        reviewing.decide(suite_with(not_reviewers={}), "case-1", "overturn_decision", "a service")


def test_an_unknown_state_of_a_customer_is_refused():
    with pytest.raises(ValueError, match="unknown state"):
        basis.without_basis(SimpleNamespace(), new_customer("run-123456"), "a basis from Mars")


@pytest.mark.parametrize(("left_s", "enough"), [(60, True), (21, True), (19, False), (-5, False)])
def test_a_young_customer_must_still_be_young_when_the_clean_up_has_run(left_s, enough):
    suite = suite_with(retention_days=100)
    newest = datetime.now(UTC) - timedelta(days=100) + timedelta(seconds=left_s)
    customers = [retention.Aged(None, newest, {})]
    if enough:
        retention.require_still_young(suite, customers)
    else:
        with pytest.raises(Inconclusive, match="so late"):
            retention.require_still_young(suite, customers)
