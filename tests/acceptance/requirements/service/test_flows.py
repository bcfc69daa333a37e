"""Transactions are made and judged in the product's own units."""

from types import SimpleNamespace

import pytest

from acceptance.outcome import NotAssessed
from acceptance.profile.product import Product, Transactions
from acceptance.requirements.service import flows
from acceptance.subjects.customers import another_income, new_customer, usual
from profiles import PRODUCT

CENTS_A_MONTH = Product.model_validate(
    PRODUCT.model_dump()
    | {
        "figures": PRODUCT.model_dump()["figures"]
        | {
            "income": {"least": 0, "most": 400_000, "step": 1, "usual": 300_000, "better": "higher"},
            "debt_ratio": {"least": 0, "most": 200, "step": 1, "usual": 25, "better": "lower"},
        },
        "transactions": {"income_in_a_year": 12, "debt_ratio_of_a_year": 100},
    }
)
EURO_A_YEAR = PRODUCT.model_copy(update={"transactions": Transactions()})


@pytest.mark.parametrize(
    ("product", "amount", "rise", "rounding"),
    [(EURO_A_YEAR, 26_000, 0.5, 0.001), (CENTS_A_MONTH, 1_800_000, 50, 0.5)],
    ids=["euro a year", "cents a month"],
)
def test_a_loan_of_half_a_years_income(product, amount, rise, rounding):
    suite = SimpleNamespace(product=product)
    assert flows.share_of_a_year(suite, new_customer(product), 1 / 2) == amount
    assert flows.change_of_debt_ratio(suite, 0.5) == rise
    assert flows.debt_ratio_rounding(suite) == rounding


def test_without_a_word_about_transactions_nothing_is_expected_of_them():
    with pytest.raises(NotAssessed, match=r"product\.transactions"):
        flows.change_of_debt_ratio(SimpleNamespace(product=PRODUCT), 0.5)


@pytest.mark.parametrize(("income", "other"), [(300_000, 330_000), (395_000, 400_000), (400_000, 370_000)])
def test_another_income_is_another_one_and_in_range(income, other):
    customer = new_customer(CENTS_A_MONTH, usual(CENTS_A_MONTH, income=income))
    assert another_income(CENTS_A_MONTH, customer) == other
