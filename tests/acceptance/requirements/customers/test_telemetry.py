"""Which answers repeat a detail."""

from __future__ import annotations

import base64

import pytest
from answers import answer

from acceptance.requirements.customers import telemetry
from acceptance.subjects.customers import new_customer
from profiles import PRODUCT

CUSTOMER = new_customer(PRODUCT)


@pytest.mark.parametrize(
    "written",
    [
        CUSTOMER.name,
        CUSTOMER.email.upper(),
        base64.b64encode(CUSTOMER.name.encode()).decode(),
    ],
    ids=["as it is", "in capitals", "encoded"],
)
def test_an_answer_that_repeats_a_detail_is_named_in_body_and_headers(written: str) -> None:
    assert telemetry.repeating([answer(f'{{"detail": "{written}"}}')], CUSTOMER) == ["score"]
    assert telemetry.repeating([answer(headers={"x-about": written})], CUSTOMER) == ["score"]


def test_an_answer_without_details_is_not_named() -> None:
    assert telemetry.repeating([answer('{"detail": "income must be a number"}')], CUSTOMER) == []
