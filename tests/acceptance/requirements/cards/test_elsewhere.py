"""What stands elsewhere in the database: words that may be keys, and numbers that are hidden."""

from __future__ import annotations

from acceptance.requirements.cards.elsewhere import MOST_OF_A_COLUMN, Value, hidden, words

PAN = "4000221234567893"


def test_words_are_taken_from_texts_lists_and_objects_and_read_as_bytes_too() -> None:
    found = words(
        [
            Value("a setting", "pepper=w8Zq-Kestrel-41"),
            Value("public.keys.key", {"key": "00112233aabbccdd", "more": ["salt of today"]}),
            Value("public.keys.raw", b"\x01\x02\x03\x04\x05"),
            Value("public.keys.short", "abc"),
        ]
    )
    for word in (b"w8Zq-Kestrel-41", bytes.fromhex("00112233aabbccdd"), b"salt of today", b"\x01\x02\x03\x04\x05"):
        assert word in found
    assert b"abc" not in found


def test_of_a_long_column_the_last_words_are_taken() -> None:
    found = words([Value("log", f"word-{number}") for number in range(MOST_OF_A_COLUMN + 10)])
    assert len(found) == MOST_OF_A_COLUMN
    assert found[-1] == f"word-{MOST_OF_A_COLUMN + 9}".encode()


def test_digits_that_were_all_changed_alike_are_seen_wherever_they_stand() -> None:
    turned = b"\x02" + bytes(digit ^ 0x9C for digit in PAN.encode()) + b"\x03"
    added = "".join(chr(ord(digit) + 17) for digit in reversed(PAN))
    values = [Value("a", turned), Value("b", {"x": added}), Value("c", "4000221234567894"), Value("d", 12)]
    assert hidden(values, [PAN]) == ["a", "b"]
