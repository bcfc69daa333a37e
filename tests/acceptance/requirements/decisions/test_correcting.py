"""What can be said of corrections without a platform."""

import pytest

from acceptance.requirements.decisions import correcting
from acceptance.subjects.customers import new_customer, usual
from profiles import PRODUCT


def test_a_corrected_income_is_far_from_the_wrong_one():
    customer = new_customer(PRODUCT, usual(PRODUCT, income=4_215_879.31))
    assert correcting.corrected_income(PRODUCT, customer) == 14_279.31


@pytest.mark.parametrize(("end", "bound"), [("lowest", "least"), ("highest", "most")])
def test_every_figure_is_corrected_to_an_end_of_what_is_accepted_but_those_that_are_there(end, bound):
    customer = new_customer(PRODUCT, usual(PRODUCT, debt_ratio=getattr(PRODUCT.figures["debt_ratio"], bound)))
    values = correcting.to_the_end(PRODUCT, customer, end)
    assert values == {word: getattr(one, bound) for word, one in PRODUCT.figures.items() if word != "debt_ratio"}


def test_the_worst_is_the_worst_end_of_each_figure_that_can_be_better() -> None:
    customer = new_customer(PRODUCT)
    worst = correcting.to_the_worst(PRODUCT, customer)
    assert worst["bureau_score"] == PRODUCT.figures["bureau_score"].worst
    assert all(value != getattr(customer.figures, figure) for figure, value in worst.items())
