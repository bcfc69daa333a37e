"""What can be said of corrections without a platform."""

from acceptance.requirements.decisions import correcting
from acceptance.subjects.customers import new_customer, usual
from profiles import PRODUCT


def test_a_corrected_income_is_far_from_the_wrong_one():
    customer = new_customer(PRODUCT, usual(PRODUCT, income=4_215_879.31))
    assert correcting.corrected_income(PRODUCT, customer) == 14_279.31
