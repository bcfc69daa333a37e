"""The approved list of purposes."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acceptance.outcome import ConfigurationError, NotAssessed
from acceptance.profile.privacy import Privacy
from acceptance.requirements.customers import purposes
from profiles import profile_with

LIST = """
approved_by: the data protection officer
approved_on: 2026-11-01
places:
  answer:
    to know whose it is: [customer_id]
    to decide: [score, model.name]
  outbound view: {}
"""


@pytest.fixture
def suite(tmp_path):
    (tmp_path / "purposes.yaml").write_text(LIST)
    return SimpleNamespace(
        agreements_folder=tmp_path, profile=profile_with(privacy=Privacy.model_construct(purposes="purposes.yaml"))
    )


def test_fields_are_allowed_when_any_purpose_of_the_place_names_them(suite):
    assert purposes.allowed(suite, "answer") == {"customer_id", "score", "model.name"}


def test_a_place_without_purposes_may_show_the_default_view_only(suite):
    assert purposes.allowed(suite, "outbound view") == {"customer_id", "age", "income", "credit_score"}


def test_a_place_that_the_list_does_not_name_is_not_assessed(suite):
    with pytest.raises(NotAssessed, match="does not name the cached copies"):
        purposes.allowed(suite, "cached copies")


def test_a_list_that_nobody_approved_is_not_assessed(suite, tmp_path):
    (tmp_path / "purposes.yaml").write_text("places: {answer: {}}")
    with pytest.raises(NotAssessed, match="nobody has approved"):
        purposes.allowed(suite, "answer")


@pytest.mark.parametrize("text", ["places: [", "places: {answer: [x]}", "fields: {}\nplaces: {}"])
def test_a_list_that_cannot_be_read_is_named_with_its_file(suite, tmp_path, text):
    (tmp_path / "purposes.yaml").write_text(text)
    with pytest.raises(ConfigurationError, match=r"purposes\.yaml"):
        purposes.allowed(suite, "answer")


@given(st.recursive(st.none() | st.integers() | st.text(), lambda c: st.dictionaries(st.text("ab.", min_size=1), c)))
def test_every_leaf_of_a_value_has_a_name(content):
    def leaves(part):
        return sum(map(leaves, part.values())) if isinstance(part, dict) and part else 1

    found = purposes.names(content)
    assert len(found) <= leaves(content)
    assert bool(found) == (isinstance(content, dict) and bool(content))


def test_fields_of_every_item_of_a_list_are_seen_not_only_those_of_the_first():
    assert purposes.names({"rows": [{"a": 1}, {"b": {"c": 2}}]}) == {"rows.a", "rows.b.c"}
