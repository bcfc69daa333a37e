"""Times and numbers are written and read as the product does."""

import pytest

from acceptance.platform.dialect import Dialect
from profiles import PRODUCT


def test_times_are_written_and_read_as_the_product_does():
    said = Dialect(PRODUCT.model_copy(update={"times": "milliseconds", "words": {"product": "car"}}))
    sent = said.outwards({"event_time": "2026-11-30T01:00:00.250+00:00", "income": "2026-01-01", "late_at": "no time"})
    assert (sent["event_time"], sent["income"], sent["late_at"]) == (1_796_000_400_250, "2026-01-01", "no time")
    assert sent["product"] == "car"
    read = said.inwards({"decided_at": 1_796_000_400_250, "credit_score": 700, "ended_at": None})
    assert read == {"decided_at": "2026-11-30T01:00:00.250000+00:00", "credit_score": 700, "ended_at": None}


def test_each_call_has_a_word_of_its_own():
    said = Dialect(None)
    assert said.outwards({})["once"] != said.outwards({})["once"]


@pytest.mark.parametrize("written", ["0B1C2D3E-0000-4000-8000-00000000000A", "0b1c2d3e00004000800000000000000a"])
def test_the_number_of_a_message_is_read_in_the_letters_that_it_was_sent_in(written):
    assert Dialect(None).inwards({"correlation": written}) == {"correlation": "0b1c2d3e-0000-4000-8000-00000000000a"}
    assert Dialect(None).inwards({"correlation": "N-17"}) == {"correlation": "N-17"}
