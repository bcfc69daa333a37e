"""What can be said of lawful bases without a platform."""

from types import SimpleNamespace

import pytest

from acceptance.requirements.customers import basis
from acceptance.subjects.customers import new_customer
from profiles import PRODUCT


def test_an_unknown_state_of_a_customer_is_refused():
    with pytest.raises(ValueError, match="unknown state"):
        basis.without_basis(SimpleNamespace(), new_customer(PRODUCT), "a basis from Mars")
