"""Which senseless corrections count as taken."""

from types import SimpleNamespace

import pytest

from acceptance.requirements.decisions.senseless_elsewhere import accepted


@pytest.mark.parametrize(("status", "taken"), [(422, 0), (400, 0), (409, 0), (200, 1), (204, 1), (500, 1)])
def test_only_a_refusal_as_the_senders_mistake_is_one(status, taken):
    assert len(accepted({"a word as age": SimpleNamespace(status=status)})) == taken
