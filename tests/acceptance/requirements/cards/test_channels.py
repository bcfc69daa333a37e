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


def test_of_a_thousand_times_in_any_unit_none_reads_as_a_number() -> None:
    begun = 1_764_475_200_000
    for unit in (1, 1_000, 1_000_000):
        times = [(begun + 7_919 * step) * unit + step for step in range(1_000)]
        assert [one for one in times if reads_as_a_number({"at": one})] == []
    assert [day for day in range(1, 29) if reads_as_a_number({"at": f"202611{day:02d}1200{day:02d}"})] == []


@pytest.mark.parametrize(
    "number", ["378282246310005", "5555555555554444", "6011111111111117", "30569309025904", "4222222222222"]
)
def test_numbers_of_every_scheme_do(number: str) -> None:
    assert reads_as_a_number({"a": number}) == ["a"]
