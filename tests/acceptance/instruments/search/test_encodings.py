"""Every encoding of every kind of value is found, wherever it stands, and nothing is found where nothing is."""

from __future__ import annotations

import base64
import codecs
import hashlib
import html
import json
import random
import struct
import uuid
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import numpy
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from acceptance.instruments.search.encodings import spellings
from acceptance.instruments.search.finder import AT_ONCE, Finder
from acceptance.subjects.canaries import KINDS, Canary, new_canary

CANARIES = [new_canary("20261122-abcdef", kind) for kind in KINDS]
FINDER = Finder(CANARIES)
TEXTS = [canary for canary in CANARIES if canary.kind != "number"]
NUMBER = next(canary for canary in CANARIES if canary.kind == "number")

Writer = Callable[[str], bytes]
WAYS: dict[str, Writer] = {
    "raw": str.encode,
    "upper case": lambda value: value.upper().encode(),
    "lower case": lambda value: value.lower().encode(),
    "url": lambda value: quote(value, safe="").encode(),
    "url, every character": lambda value: "".join(f"%{byte:02X}" for byte in value.encode()).encode(),
    "form": lambda value: quote_plus(value).encode(),
    "json": lambda value: json.dumps({"v": value}).encode(),
    "json, every character": lambda value: "".join(f"\\u{ord(letter):04x}" for letter in value).encode(),
    "json in json": lambda value: json.dumps({"v": json.dumps({"w": value})}).encode(),
    "html": lambda value: html.escape(value).encode(),
    "hex": lambda value: value.encode().hex().encode(),
    "hex, upper case": lambda value: value.encode().hex().upper().encode(),
    "hex of upper case": lambda value: value.upper().encode().hex().encode(),
    "hex dump": lambda value: value.encode().hex(" ").encode(),
    "base64": lambda value: base64.b64encode(value.encode()),
    "base64, second place": lambda value: base64.b64encode(b"x" + value.encode()),
    "base64, third place": lambda value: base64.b64encode(b"xy" + value.encode() + b"z"),
    "base64 for urls": lambda value: base64.urlsafe_b64encode(b"\xff\xfe" + value.encode()),
    "base64 of lower case": lambda value: base64.b64encode(value.lower().encode()),
    "utf-16": lambda value: value.encode("utf-16-le"),
    "utf-16, big endian": lambda value: value.encode("utf-16-be"),
    "reversed": lambda value: value[::-1].encode(),
    "md5": lambda value: hashlib.md5(value.encode()).hexdigest().encode(),
    "sha1": lambda value: hashlib.sha1(value.encode()).digest(),
    "sha256": lambda value: hashlib.sha256(value.encode()).hexdigest().upper().encode(),
    "sha256 of lower case": lambda value: hashlib.sha256(value.lower().encode()).hexdigest().encode(),
    "sha256, shortened": lambda value: hashlib.sha256(value.encode()).hexdigest()[:16].encode(),
    "sha256 in base64": lambda value: base64.b64encode(hashlib.sha256(value.encode()).digest()),
    "sha512 in base64 for urls": lambda value: base64.urlsafe_b64encode(hashlib.sha512(value.encode()).digest()),
}
NUMBER_WAYS: dict[str, Callable[[float], bytes]] = {
    "decimal": lambda number: str(number).encode(),
    "more decimals": lambda number: f"{number:.6f}".encode(),
    "comma": lambda number: str(number).replace(".", ",").encode(),
    "thousands": lambda number: f"{number:,.2f}".encode(),
    "thousands with points": lambda number: f"{number:,.2f}".translate(str.maketrans(",.", ".,")).encode(),
    "thousands, whole": lambda number: f"{int(number):,}".encode(),
    "cut off": lambda number: str(int(number)).encode(),
    "rounded": lambda number: f"{number:.0f}".encode(),
    "cut off, with zeros": lambda number: f"{int(number)}.00".encode(),
    "hundredths": lambda number: str(round(number * 100)).encode(),
    "exponent": lambda number: f"{number:.8e}".encode(),
    "exponent, upper case": lambda number: f"{number:.8E}".encode(),
    "single precision": lambda number: f"{struct.unpack('<f', struct.pack('<f', number))[0]:.9g}".encode(),
    "double": lambda number: struct.pack("<d", number),
    "hundredths in 8 bytes": lambda number: struct.pack("<q", round(number * 100)),
    "hundredths in 8 bytes, big endian": lambda number: struct.pack(">q", round(number * 100)),
    "double, big endian": lambda number: struct.pack(">d", number),
    "grouped": lambda number: f"{number:_.2f}".encode(),
    "base64": lambda number: base64.b64encode(str(number).encode()),
    "base64, second place": lambda number: base64.b64encode(b'"' + str(number).encode() + b'"'),
    "hex": lambda number: str(number).encode().hex().encode(),
    "utf-16": lambda number: str(number).encode("utf-16-le"),
    "utf-16, big endian, cut off": lambda number: str(int(number)).encode("utf-16-be"),
    "reversed": lambda number: str(number)[::-1].encode(),
    "sha256": lambda number: hashlib.sha256(str(number).encode()).hexdigest().encode(),
    "sha256, cut off": lambda number: hashlib.sha256(str(int(number)).encode()).hexdigest().encode(),
    "with a currency": lambda number: f"EUR{int(number)}".encode(),
    "in csv": lambda number: f"17,{int(number)},42".encode(),
}
SURROUNDINGS = [
    (b"", b""),
    (b'{"v": "', b'", "w": 1}'),
    (b"\x00", b"\x00"),
    (b"2026-11-22T10:00:00Z ", b"\n"),
    (b"=", b"&"),
]


def found(content: bytes) -> set[str]:
    return {match.canary_id for match in FINDER.find(content)[0]}


@given(
    canary=st.sampled_from(TEXTS),
    way=st.sampled_from(list(WAYS)),
    around=st.sampled_from(SURROUNDINGS),
    fill=st.binary(),
)
def test_a_text_is_found_in_every_encoding(canary: Canary, way: str, around: tuple[bytes, bytes], fill: bytes) -> None:
    assert found(fill + around[0] + WAYS[way](canary.value) + around[1] + fill) == {canary.id}


CONTACT_WAYS: dict[str, Writer] = {
    "base64 of utf-16": lambda value: base64.b64encode(b"xy" + value.encode("utf-16-le")),
    "hex of utf-16": lambda value: value.encode("utf-16-le").hex().encode(),
    "rot13": lambda value: codecs.encode(value, "rot13").encode(),
    **{
        f"base32, place {place}": lambda value, place=place: base64.b32encode(b"x" * place + value.encode() + b"y")
        for place in range(5)
    },
    "base32, lower case": lambda value: base64.b32encode(value.lower().encode()).lower(),
    "base85": lambda value: base64.b85encode(value.encode() + b"and more"),
    "base85 of documents": lambda value: base64.a85encode(value.encode(), adobe=True),
    "sha3": lambda value: hashlib.sha3_256(value.lower().encode()).hexdigest().encode(),
    "blake2": lambda value: hashlib.blake2b(value.encode()).digest(),
    "sha224": lambda value: hashlib.sha224(value.upper().encode()).hexdigest()[:16].encode(),
}


@pytest.mark.parametrize("way", CONTACT_WAYS)
@pytest.mark.parametrize(
    "canary", [one for one in CANARIES if one.kind in ("name", "e-mail")], ids=lambda one: one.kind
)
def test_a_name_and_an_address_are_found_as_scripts_hide_and_match_them(canary: Canary, way: str) -> None:
    for before, after in SURROUNDINGS:
        assert found(before + CONTACT_WAYS[way](canary.value) + after) == {canary.id}


@given(way=st.sampled_from(list(NUMBER_WAYS)), around=st.sampled_from(SURROUNDINGS))
def test_a_number_is_found_in_every_form(way: str, around: tuple[bytes, bytes]) -> None:
    assert found(around[0] + NUMBER_WAYS[way](NUMBER.number) + around[1]) == {NUMBER.id}


@given(number=st.from_regex(r"[3-9][1-9]{6}\.[1-4][1-9]", fullmatch=True))
@example("3456789.21")
def test_a_number_is_found_as_a_database_shows_it_that_kept_it_in_32_bits(number: str) -> None:
    shown = numpy.float32(number)
    finder = Finder([Canary("n", "number", number)])
    for text in (numpy.format_float_scientific(shown, exp_digits=2), numpy.format_float_positional(shown)):
        assert finder.find(text.encode())[0], text


@pytest.mark.parametrize("size", [2, 3, 4, 5, 6, 8])
@pytest.mark.parametrize("separator", [" ", "-"])
def test_a_word_in_groups_is_found(size: int, separator: str) -> None:
    word = "7f3a90bb12cd45ee"
    grouped = separator.join(word[at : at + size] for at in range(0, len(word), size))
    assert Finder([Canary("c", "identifier", f"acceptance-abc-{word}")]).find(grouped.encode())[0]


def test_a_value_with_letters_of_other_alphabets_is_found() -> None:
    canary = Canary("c", "name", "Żółtańdrewüskißov")
    finder = Finder([canary])
    ways = ["raw", "url", "json", "hex", "base64", "utf-16", "sha256"]
    assert [way for way in ways if not finder.find(WAYS[way](canary.value))[0]] == []


@pytest.mark.parametrize(
    "text",
    ["1{}", "{}1", "0.{}", "{}.97", "{}a", "f{}", "4{}-1", "a{}b", "1{}1"],
)
def test_digits_inside_a_longer_number_or_an_id_are_not_the_number(text: str) -> None:
    assert found(text.format(int(NUMBER.number)).encode()) == set()


def test_the_end_of_a_number_with_more_digits_is_not_the_number() -> None:
    assert found(f"9{NUMBER.value}".encode()) == found(f"{NUMBER.value}4".encode()) == set()


def test_nothing_is_found_among_ids_timestamps_and_card_like_numbers() -> None:
    chance = random.Random(4)
    for _ in range(40):
        lines = (noise(chance) for _ in range(5_000))
        assert found("\n".join(lines).encode()) == set()


def noise(chance: random.Random) -> str:
    card = f"{chance.randrange(10**15, 10**16)}"
    return ",".join(
        (
            str(uuid.UUID(int=chance.getrandbits(128))),
            f"2026-11-{chance.randint(10, 30)}T10:{chance.randint(10, 59)}:{chance.uniform(10, 59):09.6f}Z",
            str(chance.randrange(10**12, 10**13)),
            card,
            "-".join(card[at : at + 4] for at in range(0, 16, 4)),
            f"acceptance-{chance.getrandbits(24):06x}-{chance.getrandbits(64):016x}",
            f"{chance.uniform(10_000, 99_999):.2f}",
        )
    )


def test_a_name_that_holds_a_value_is_told_without_it() -> None:
    for canary in CANARIES:
        for way in (WAYS["raw"], WAYS["base64"], WAYS["hex"], WAYS["reversed"]):
            told = FINDER.without_values(f"bucket x, object a/{way(canary.value).decode()}.json")
            assert canary.id in told or "holds what was searched for" in told
            assert way(canary.value).decode() not in told


def test_a_finder_can_be_sent_to_another_process() -> None:
    import pickle

    copy = pickle.loads(pickle.dumps(FINDER))
    assert {match.canary_id for match in copy.find(CANARIES[0].value.encode())[0]} == {CANARIES[0].id}


@pytest.mark.parametrize(
    "stored",
    [
        b"4000221234567899",
        b"4000 2212 3456 7899",
        b"4000-2212-3456-7899",
        b"4.000.221.234.567.899",
        b"4.000221234567899e+15",
        (4000221234567899).to_bytes(8, "big"),
        (4000221234567899).to_bytes(8, "little"),
        bytes.fromhex("4000221234567899"),
        b"%x" % 4000221234567899,
        b"9987654321220004",
        base64.b64encode(b"x4000221234567899"),
        base64.b64encode(b"xy4000221234567899"),
        hashlib.sha3_256(b"4000221234567899").hexdigest()[:20].encode(),
        hashlib.blake2b(b"4000221234567899").digest(),
        b'["4000", "2212", "3456", "7899"]',
        b"{4000,2212,3456,7899}",
        b"[4, 0, 0, 0, 2, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9]",
        b"400022\t123456\t7899",
        b"40002212;34567899",
        b"\0\0\0\x08" + b"40002212" + b"\0\0\0\x08" + b"34567899",
        b"\0\0\0\x06" + b"400022" + b"\0\0\0\x06" + b"123456" + b"\0\0\0\x04" + b"7899",
        base64.b32encode(b"xyz4000221234567899"),
        base64.b85encode(b"4000221234567899"),
    ],
)
def test_a_card_number_is_found_however_a_program_keeps_it(stored: bytes) -> None:
    canary = Canary("c", "card number", "4000221234567899")
    assert Finder([canary]).find(b"before " + stored + b" behind")[0]


def test_the_digits_that_may_be_shown_of_a_card_are_not_its_number() -> None:
    canary = Canary("c", "card number", "4000221234567899")
    for shown in (b"400022******7899", b'["4000", "22", "7899"]', b"400022\t7899", b"\0\0\0\x06400022\0\0\0\x047899"):
        assert Finder([canary]).find(shown)[0] == []


def test_a_key_is_found_as_bytes_and_as_text() -> None:
    canary = Canary("c", "key", bytes(range(32)).hex())
    for stored in (
        bytes(range(32)),
        bytes(range(32)).hex().upper().encode(),
        base64.b64encode(b"k" + bytes(range(32))),
    ):
        assert Finder([canary]).find(b"before " + stored + b" behind")[0]


def test_of_more_canaries_than_are_compiled_together_each_is_found_in_its_place() -> None:
    many = [new_canary("20261122-abcdef", "text") for _ in range(60)]
    finder = Finder(many)
    assert sum(len(spellings(each)) for each in many) > AT_ONCE
    text = b"\x1f\x8b\x08 " + b" ".join(each.value.encode() for each in many)
    matches, openings = finder.find(text)
    assert list(dict.fromkeys(match.canary_id for match in matches)) == [each.id for each in many]
    assert [(opening.container, opening.start) for opening in openings] == [("gzip", 0)]


def test_a_secret_is_found_wherever_it_can_be_read_again_and_not_in_its_digest() -> None:
    canary = Canary("c", "secret", "Tok/en+of anna==0815")
    finder, value = Finder([canary]), canary.value
    readable = [
        "raw",
        "url",
        "form",
        "json",
        "json in json",
        "hex",
        "base64",
        "base64, third place",
        "utf-16",
        "reversed",
    ]
    assert [way for way in readable if not finder.find(WAYS[way](value))[0]] == []
    digests = ["md5", "sha1", "sha256", "sha256 in base64", "sha512 in base64 for urls"]
    assert [way for way in digests if finder.find(WAYS[way](value))[0]] == []
