"""Populations are read as the profile says; only somebody unknown has none."""

from types import SimpleNamespace

import pytest

from acceptance.platform.answers import OperationFailed
from acceptance.platform.populations import Populations
from acceptance.profile.bindings import Population


@pytest.mark.parametrize(("refusal", "answered"), [("unknown", []), ("held", None), (None, None)])
def test_a_population_of_somebody_unknown_is_empty_and_any_other_refusal_is_told(refusal, answered):
    def refuses(name, /, **_):
        raise OperationFailed(f"{name} answered", refusal)

    bases = Population(operation="read_bases", fields={})
    profile = SimpleNamespace(populations={"bases": bases}, product=None)
    populations = Populations(profile, SimpleNamespace(do=refuses), lambda: None)
    if answered is not None:
        assert populations.read_if_known("bases", customer_id="c") == answered
    else:
        with pytest.raises(OperationFailed, match="read_bases answered"):
            populations.read_if_known("bases", customer_id="c")
    with pytest.raises(OperationFailed):
        populations.read("bases", customer_id="c")
