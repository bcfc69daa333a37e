"""How a value may be spelled where it is stored: the byte strings that betray it.

A value is looked for as a whole and by its core, the one unique word in it: what happens to the rest of it
(a domain cut off, a plus sign escaped) then hides nothing. Case is ignored wherever it does not change the bytes.
"""

from __future__ import annotations

import base64
import codecs
import hashlib
import html
import itertools
import json
import re
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from acceptance.subjects.canaries import Canary

SHORTEST_CORE = 12
"""Characters. Shorter words occur by chance in a large store."""
DIGESTS = ("md5", "sha1", "sha256", "sha512")
FURTHER_DIGESTS = ("sha224", "sha384", "sha3_256", "sha3_512", "blake2b", "blake2s")
DIGEST_BYTES = 8
"""How much of a digest is enough to know it by: platforms also keep shortened ones."""
GROUPS = (1, 2, 3, 4, 5, 6, 8)
SEPARATORS = (" ", "-")
CUTS = ((4, 8, 12), (4, 10), (6, 12), (6,), (8,), (12,))
"""Where card numbers are cut to be kept in several columns or items of a list."""
BETWEEN = (",", ", ", '","', '", "', "\t", ";", "|")
"""What stands between the items of a list, or the columns of a line."""


@dataclass(frozen=True)
class Spelling:
    """One way of writing a value.

    Attributes:
        pattern: the bytes to look for.
        encoding: what this way is called in reports.
        caseless: ASCII letters match in either case.
        alone: bytes per character when this is a number, which counts only where no digit stands beside it; else 0.
        whole: the number without decimals, which counts only where no decimals follow.
    """

    pattern: bytes
    encoding: str
    caseless: bool = False
    alone: int = 0
    whole: bool = False


def spellings(canary: Canary) -> list[Spelling]:
    """Every spelling of a canary that is looked for, each pattern once.

    >>> canary = Canary("c", "name", "Zorbavexilumo")
    >>> {"raw", "hex", "base64", "utf-16", "reversed", "sha256"} <= {found.encoding for found in spellings(canary)}
    True
    """
    found = _OF.get(canary.kind, _of_text)(canary.value)
    unique: dict[tuple[bytes, bool], Spelling] = {}
    for spelling in found:
        pattern = spelling.pattern.lower() if spelling.caseless else spelling.pattern
        unique.setdefault((pattern, spelling.caseless), spelling)
    return list(unique.values())


def core(value: str) -> str:
    """The one word of a value that makes it unique: its longest run of letters and digits, if long enough."""
    longest = max(re.findall(r"[^\W_]+", value), key=len, default="")
    return longest if len(longest) >= SHORTEST_CORE else value


def _of_text(value: str) -> Iterator[Spelling]:
    for text in dict.fromkeys((value, core(value))):
        yield Spelling(text.encode(), "raw", caseless=True)
        yield from _escaped(text)
        yield from _wide(text, caseless=True)
        yield Spelling(text[::-1].encode(), "reversed", caseless=True)
        for case in _cases(text):
            yield from _armoured(case.encode())
    yield from _grouped(core(value))
    for case in _cases(value):
        yield from _digests(case.encode())


def _of_contact(value: str) -> Iterator[Spelling]:
    """A name or an address: also as scripts hide, pack and match them."""
    yield from _of_text(value)
    for text in dict.fromkeys((value, core(value))):
        yield from _armoured(text.encode("utf-16-le"))
        yield Spelling(codecs.encode(text, "rot13").encode(), "rot13", caseless=True)
        for case in _cases(text):
            yield from _rarely_armoured(case.encode())
    for case in _cases(value):
        yield from _digests(case.encode(), FURTHER_DIGESTS)


def _of_number(value: str) -> Iterator[Spelling]:
    """Of `8317462.37`: decimal, grouped, whole, in hundredths, single and double precision, as exponent."""
    whole, _, decimals = value.partition(".")
    singles = _single_precision(value)
    for text in dict.fromkeys((value, value.replace(".", ","), *singles)):
        yield from _figure(text, "decimal", whole=text.isdigit())
    for mark, point in ((",", "."), (".", ","), (" ", ","), (" ", "."), ("'", "."), ("_", "."), ("\xa0", ",")):
        grouped = f"{int(whole):,}".replace(",", mark)
        yield from _figure(f"{grouped}{point}{decimals}" if decimals else grouped, "grouped")
        yield from _figure(grouped, "grouped", whole=True)
    yield from _figure(whole, "integer", whole=True)
    yield from _figure(whole + decimals, "integer", whole=True)
    for exponent in dict.fromkeys((value, whole, *singles)):
        mantissa = f"{whole[0]}.{exponent.replace('.', '')[1:]}"
        for power in (f"e+{len(whole) - 1:02}", f"e{len(whole) - 1}", f"e+{len(whole) - 1}"):
            yield Spelling(f"{mantissa}{power}".encode(), "exponent", caseless=True, alone=1)
    for grouped in _in_groups(whole + decimals):
        yield Spelling(grouped.encode(), "grouped", alone=1, whole=True)
    for order, name in (("<", "little"), (">", "big")):
        yield Spelling(struct.pack(f"{order}d", float(value)), f"double, {name} endian")
        yield Spelling(struct.pack(f"{order}q", int(whole + decimals)), f"integer, {name} endian")
    yield from _digests(value.encode())
    yield from _digests(whole.encode())


def _of_card_number(value: str) -> Iterator[Spelling]:
    """As a text, and as programs keep a long number: in 8 bytes, in 4 bits a digit, with a point, as an exponent."""
    yield from _of_text(value)
    number = int(value)
    for order, name in (("<", "little"), (">", "big")):
        yield Spelling(struct.pack(f"{order}q", number), f"integer, {name} endian")
        yield Spelling(struct.pack(f"{order}d", number), f"double, {name} endian")
    yield Spelling(bytes.fromhex(value + "f" * (len(value) % 2)), "packed decimal")
    yield Spelling(f"{number:x}".encode(), "hexadecimal number", caseless=True)
    for mark in (",", ".", "'", "_"):
        yield Spelling(f"{number:,}".replace(",", mark).encode(), "grouped")
    for mark in (".", "/", "_", "\xa0", "  ", r"\u0020", "%20", "+"):
        for size in (4, 6):
            parts = (
                [value[:4], value[4:10], value[10:]]
                if size == 6
                else [value[at : at + 4] for at in range(0, len(value), 4)]
            )
            yield Spelling(mark.join(parts).encode(), "grouped", caseless=True)
    digits = value.rstrip("0")
    for power in (f"e+{len(value) - 1}", f"e{len(value) - 1}"):
        yield Spelling(f"{digits[0]}.{digits[1:]}{power}".encode(), "exponent", caseless=True)
    for mark in (" ", *BETWEEN):
        yield Spelling(mark.join(value).encode(), "grouped")
    yield from _in_parts(value)
    yield from _armoured(value[::-1].encode())
    yield from _rarely_armoured(value.encode())
    yield from _digests(value.encode(), FURTHER_DIGESTS)


def _in_parts(value: str) -> Iterator[Spelling]:
    """A number cut into the items of a list, or into columns that follow each other in a row."""
    for cuts in CUTS:
        parts = [value[start:end] for start, end in itertools.pairwise((0, *cuts, len(value)))]
        for mark in BETWEEN:
            yield Spelling(mark.join(parts).encode(), "in parts")
        # In a binary row the length of a column, in four bytes, stands before it.
        first, *others = (part.encode() for part in parts)
        yield Spelling(first + b"".join(struct.pack(">i", len(part)) + part for part in others), "in parts")


def _of_key(value: str) -> Iterator[Spelling]:
    """A key as bytes and in the ways in which bytes are written down."""
    raw = bytes.fromhex(value)
    yield Spelling(raw, "raw")
    yield from _armoured(raw)
    yield from _armoured(value.encode())
    yield from _armoured(base64.b64encode(raw))


def _of_secret(value: str) -> Iterator[Spelling]:
    """A token or password in the ways in which it can be read again; a digest of it is how it may be kept."""
    yield Spelling(value.encode(), "raw")
    yield from _escaped(value)
    yield from _wide(value, caseless=False)
    yield Spelling(value[::-1].encode(), "reversed")
    yield from _armoured(value.encode())
    yield from _armoured(value.encode("utf-16-le"))
    yield from _rarely_armoured(value.encode())


def _figure(text: str, encoding: str, *, whole: bool = False) -> Iterator[Spelling]:
    yield Spelling(text.encode(), encoding, alone=1, whole=whole)
    yield Spelling(text.encode("utf-16-le"), "utf-16", alone=2, whole=whole)
    yield Spelling(text.encode("utf-16-be"), "utf-16", alone=2, whole=whole)
    yield Spelling(text[::-1].encode(), "reversed", alone=1, whole=whole)
    yield Spelling("".join(f"%{byte:02x}" for byte in text.encode()).encode(), "url", caseless=True)
    if len(text) >= len("1234567"):
        yield from _armoured(text.encode())


def _single_precision(value: str) -> list[str]:
    """What remains of a number after it was kept in 32 bits: in full, and as short as still tells it from others.

    >>> _single_precision("3456789.21")
    ['3456789.2', '3456789.25']
    """
    kept = _in_32_bits(float(value))
    shortest = next(text for digits in range(1, 10) if _in_32_bits(float(text := f"{kept:.{digits}g}")) == kept)
    return [f"{float(text):.9g}" for text in (shortest, f"{kept:.9g}")]


def _in_32_bits(number: float) -> float:
    kept: float = struct.unpack("<f", struct.pack("<f", number))[0]
    return kept


def _cases(text: str) -> Iterable[str]:
    return dict.fromkeys((text, text.lower(), text.upper()))


def _escaped(text: str) -> Iterator[Spelling]:
    for quoted in (quote(text, safe=""), quote(text), quote_plus(text), quote(text, safe="@+")):
        yield Spelling(quoted.encode(), "url", caseless=True)
    yield Spelling("".join(f"%{byte:02x}" for byte in text.encode()).encode(), "url", caseless=True)
    for escaped in (
        json.dumps(text)[1:-1],
        json.dumps(text).replace("/", r"\/")[1:-1],
        json.dumps(text).replace("+", r"\u002b").replace("@", r"\u0040")[1:-1],
        text.encode("utf-16-be").hex(" ", 2).replace(" ", r"\u").join((r"\u", "")),
        json.dumps(json.dumps(text)[1:-1])[1:-1],
        text.encode("unicode_escape").decode(),
    ):
        yield Spelling(escaped.encode(), "json", caseless=True)
    yield Spelling(html.escape(text).encode(), "html", caseless=True)


def _wide(text: str, *, caseless: bool) -> Iterator[Spelling]:
    yield Spelling(text.encode("utf-16-le"), "utf-16", caseless)
    yield Spelling(text.encode("utf-16-be"), "utf-16", caseless)
    if not text.isascii():
        yield Spelling(text.encode("latin-1", "replace"), "latin-1")


def _armoured(raw: bytes) -> Iterator[Spelling]:
    """Hexadecimal in its usual forms, and base64 at each of the three places where a value can start in it."""
    for digits in (raw.hex(), raw.hex(" "), raw.hex(":"), r"\x" + raw.hex(" ").replace(" ", r"\x")):
        yield Spelling(digits.encode(), "hex", caseless=True)
    for offset, spoilt_at_start in enumerate((0, 2, 3)):
        encoded = base64.b64encode(bytes(offset) + raw).decode().rstrip("=")
        spoilt_at_end = 0 if (offset + len(raw)) % 3 == 0 else 1
        sure = encoded[spoilt_at_start : len(encoded) - spoilt_at_end]
        yield Spelling(sure.encode(), "base64")
        yield Spelling(sure.replace("+", "-").replace("/", "_").encode(), "base64")


def _rarely_armoured(raw: bytes) -> Iterator[Spelling]:
    """Base32 at each of the five places where a value can start in it, and the base85 of programs and of documents."""
    for offset in range(5):
        spoilt_at_start, bits = -(-offset * 8 // 5), (offset + len(raw)) * 8
        sure = base64.b32encode(bytes(offset) + raw)[spoilt_at_start : bits // 5]
        yield Spelling(sure, "base32", caseless=True)
    for encode in (base64.b85encode, base64.a85encode):
        # Five signs stand for four bytes: what does not fill them up depends on what follows.
        yield Spelling(encode(raw[: len(raw) // 4 * 4]), "base85")


def _grouped(text: str) -> Iterator[Spelling]:
    if text.isalnum():
        for grouped in _in_groups(text):
            yield Spelling(grouped.encode(), "grouped", caseless=True)


def _in_groups(text: str) -> Iterator[str]:
    """The text in groups of the usual sizes, counted from its start and from its end."""
    for size, separator in itertools.product(GROUPS, SEPARATORS):
        if size < len(text):
            remainder = len(text) % size
            yield separator.join(text[at : at + size] for at in range(0, len(text), size))
            if remainder:
                rest = [text[at : at + size] for at in range(remainder, len(text), size)]
                yield separator.join((text[:remainder], *rest))


def _digests(raw: bytes, algorithms: Iterable[str] = DIGESTS) -> Iterator[Spelling]:
    """Digests that anybody can compute; a keyed one is a pseudonym and is not looked for."""
    for algorithm in algorithms:
        digest = hashlib.new(algorithm, raw, usedforsecurity=False).digest()
        known = digest[:DIGEST_BYTES]
        yield Spelling(known, algorithm)
        yield Spelling(known.hex().encode(), algorithm, caseless=True)
        sure = base64.b64encode(digest)[: DIGEST_BYTES * 4 // 3]
        yield Spelling(sure, algorithm)
        yield Spelling(sure.replace(b"+", b"-").replace(b"/", b"_"), algorithm)


_OF: dict[str, Callable[[str], Iterator[Spelling]]] = {
    "name": _of_contact,
    "e-mail": _of_contact,
    "number": _of_number,
    "card number": _of_card_number,
    "key": _of_key,
    "secret": _of_secret,
}
"""How values of a kind are spelled; others as texts are."""
