"""Scope and waivers say who decided, why and until when, or they are refused with place and remedy."""

from __future__ import annotations

import datetime

import pytest
from pydantic import ValidationError

from acceptance.profile.declarations import OutOfScope, Waiver, refuse_doubles

WAIVER = {
    "control": "PCI-01",
    "reason": "the vendor delivers in spring",
    "owner": "J. Doe",
    "since": "2026-03-01",
    "expires": "2027-03-01",
}
SCOPE = {
    "control": "PCI-02",
    "status": "not applicable",
    "reason": "no card numbers are kept",
    "decided_by": "J. Doe",
    "date": "2026-01-01",
    "review_by": "2027-01-01",
}


def test_a_waiver_and_both_kinds_of_scope_are_read():
    assert Waiver(**WAIVER).expires == datetime.date(2027, 3, 1)
    assert OutOfScope(**SCOPE).evidence == ""
    assert OutOfScope(**{**SCOPE, "status": "provided by another system", "evidence": "report 7"}).evidence


@pytest.mark.parametrize("expires", ["2027-03-02", "2026-02-28"])
def test_a_waiver_lasts_a_year_at_most_and_ends_after_it_began(expires):
    with pytest.raises(ValidationError, match="expires has to lie between since and 2027-03-01"):
        Waiver(**{**WAIVER, "expires": expires})


def test_a_waiver_from_a_leap_day_ends_with_the_next_february():
    assert Waiver(**{**WAIVER, "since": "2028-02-29", "expires": "2029-02-28"})
    with pytest.raises(ValidationError):
        Waiver(**{**WAIVER, "since": "2028-02-29", "expires": "2029-03-01"})


@pytest.mark.parametrize("key", list(WAIVER))
def test_every_part_of_a_waiver_is_mandatory(key):
    with pytest.raises(ValidationError, match=key):
        Waiver(**{k: v for k, v in WAIVER.items() if k != key})


def test_another_system_has_to_be_shown():
    with pytest.raises(ValidationError, match="say under evidence what shows it"):
        OutOfScope(**{**SCOPE, "status": "provided by another system"})


def test_a_review_comes_after_the_decision():
    with pytest.raises(ValidationError, match="write a later day"):
        OutOfScope(**{**SCOPE, "review_by": "2026-01-01"})


def test_a_control_is_declared_once():
    with pytest.raises(ValueError, match=r"waivers\.0\.control: PCI-02 is declared at scope\.0\.control already"):
        refuse_doubles([OutOfScope(**SCOPE)], [Waiver(**{**WAIVER, "control": "PCI-02"})])
