"""What is sealed opens as it was, in its own row, with its own key, or not at all."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference_platform.vault.keys import BadKeyFile, KeyFile, new_keys, write
from reference_platform.vault.sealing import Unopenable, lookup, new_token, seal, unseal

KEYS = new_keys()
NUMBERS = st.text("0123456789", min_size=13, max_size=19)


@given(NUMBERS)
def test_a_number_opens_as_it_was(number: str) -> None:
    token = new_token()
    assert unseal(KEYS, token, seal(KEYS, token, number)) == number


@given(NUMBERS, st.data())
def test_whatever_is_altered_does_not_open(number: str, data: st.DataObject) -> None:
    token = new_token()
    stored = seal(KEYS, token, number)
    part = data.draw(st.sampled_from(["sealed", "wrapped_key"]))
    value = bytearray(getattr(stored, part))
    value[data.draw(st.integers(0, len(value) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unopenable):
        unseal(KEYS, token, replace(stored, **{part: bytes(value)}))


def test_a_card_does_not_open_in_another_row_and_without_its_key() -> None:
    token = new_token()
    stored = seal(KEYS, token, "4111111111111111")
    with pytest.raises(Unopenable):
        unseal(KEYS, new_token(), stored)
    with pytest.raises(Unopenable):
        unseal(new_keys(), token, stored)


def test_equal_numbers_look_different_and_are_found_by_one_keyed_hash() -> None:
    one, other = (seal(KEYS, new_token(), "4111111111111111") for _ in range(2))
    assert one.sealed != other.sealed and one.wrapped_key != other.wrapped_key
    assert lookup(KEYS, "4111111111111111") == lookup(KEYS, "4111111111111111")
    assert lookup(KEYS, "4111111111111111") != lookup(new_keys(), "4111111111111111")


def test_tokens_hold_no_digits() -> None:
    assert not any(character.isdigit() for _ in range(50) for character in new_token())


def test_after_a_rotation_old_cards_open_and_new_ones_have_the_new_key(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    write(path, new_keys())
    file = KeyFile(path)
    token = new_token()
    stored = seal(file.keys, token, "4111111111111111")
    new_id = file.rotate()
    again = KeyFile(path).keys
    assert unseal(again, token, stored) == "4111111111111111"
    assert seal(again, token, "4111111111111111").key_id == new_id != stored.key_id
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["", "{}", '{"current": "k", "sealing": {"k": "00"}, "lookup": "00"}', "[]"])
def test_a_bad_key_file_is_refused_without_a_word_of_what_it_holds(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(text)
    with pytest.raises(BadKeyFile, match=r"keys\.json"):
        KeyFile(path)
