"""Templates are filled with the words that are given; nothing is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.templates import OMIT, fill

words = st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), st.integers() | st.text(), min_size=1)
trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet="abc .-"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
)


@given(words)
def test_a_value_that_is_one_placeholder_keeps_its_type(given_words):
    name, value = next(iter(given_words.items()))
    assert fill({"x": f"{{{name}}}"}, given_words) == {"x": value}


@given(trees)
def test_a_template_without_placeholders_stays_as_it_is(template):
    assert fill(template, {}) == template


def test_a_placeholder_inside_a_text_is_spelled_out():
    assert fill("/customers/{customer_id}/x", {"customer_id": "c-1"}) == "/customers/c-1/x"


def test_an_omitted_word_leaves_no_trace():
    assert fill({"a": "{a}", "b": {"c": "{c}"}}, {"a": OMIT, "c": OMIT}) == {"b": {}}


@pytest.mark.parametrize("template", ["{missing}", "/customers/{missing}", {"a": ["{missing}"]}])
def test_a_placeholder_without_a_word_is_a_gap_of_the_profile(template):
    with pytest.raises(NotAssessed, match=r"asks for \{missing\}, which nothing gives here") as raised:
        fill(template, {})
    assert raised.value.cause is Cause.BINDING
