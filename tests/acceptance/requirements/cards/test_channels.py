"""What reads as a card number, and what does not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acceptance.requirements.cards.channels import reads_as_a_number

PAN = "4000221234567893"


@given(st.uuids(), st.binary(min_size=12, max_size=64), st.sampled_from(["{}", "c-{}", "ct_{}", "{}:{}"]))
def test_a_random_identifier_does_not_read_as_a_number(identifier: Any, digest_: bytes, form: str) -> None:
    for text in (str(identifier), digest_.hex() + "a"):
        assert reads_as_a_number({"id": form.format(text, text)}) == []


@pytest.mark.parametrize("form", ["{}", "card-{}", "x{}y", "{} 12/27", "[{}]"])
@pytest.mark.parametrize("mark", ["", " ", "-", "."])
def test_a_number_does_however_it_is_written(form: str, mark: str) -> None:
    written = mark.join(PAN[at : at + 4] for at in range(0, 16, 4))
    assert reads_as_a_number({"a": "nothing", "b": form.format(written)}) == ["b"]
    assert reads_as_a_number({"b": form.format(written).encode()}) == ["b"]
