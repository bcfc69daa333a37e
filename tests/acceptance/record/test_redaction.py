"""No registered value gets through, in whatever usual encoding it comes."""

from __future__ import annotations

import base64
import html
import json
import threading
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from acceptance.record.redaction import Redactor

secrets = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=6, max_size=40)
printable = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def redactor_for(*values: str) -> Redactor:
    made = Redactor()
    for number, value in enumerate(values):
        made.register(value, f"#{number}")
    return made


ENCODINGS = {
    "raw": str,
    "percent": lambda value: quote(value, safe=""),
    "percent keeping slashes": quote,
    "form": quote_plus,
    "json": lambda value: json.dumps(value)[1:-1],
    "html": html.escape,
    "python bytes": lambda value: repr(value.encode())[2:-1],
    "hexadecimal": lambda value: value.encode().hex(),
    "HEXADECIMAL": lambda value: value.encode().hex().upper(),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(secret=secrets, before=printable, after=printable)
@example(secret="a\"b\\c<&>' é/+ %", before="", after="")
def test_an_encoded_secret_does_not_get_through(encoding, secret, before, after):
    encoded = ENCODINGS[encoding](secret)
    redacted = redactor_for(secret).text(before + encoded + after)
    assert encoded not in redacted.replace("[redacted #0]", "\0")
    assert "[redacted #0]" in redacted


@given(
    secret=st.binary(min_size=8, max_size=30).map(bytes.hex),
    before=st.binary(max_size=9),
    after=st.binary(max_size=9),
)
def test_a_secret_inside_base64_does_not_get_through(secret, before, after):
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        encoded = encode(before + secret.encode() + after).decode()
        redacted = redactor_for(secret).text(encoded)
        left = redacted.replace("[redacted #0]", "")
        assert "[redacted #0]" in redacted
        # At most the letters that the secret shares with its neighbours are left of it.
        assert len(left) <= len(encode(before)) + len(encode(after)) + 8


@given(data=st.text(max_size=200))
def test_text_without_secrets_stays_as_it_is(data):
    assert Redactor().text(data) == data


def test_keys_numbers_and_nested_values_are_redacted_and_the_rest_keeps_its_type():
    made = redactor_for("4111111111111111", "top-secret")
    data = {
        "top-secret": [1, 2.5, None, True],
        "number": 4111111111111111,
        "deep": {"list": ("a top-secret thing",), "nan": float("nan")},
    }
    assert made.data(data) == {
        "[redacted #1]": [1, 2.5, None, True],
        "number": "[redacted #0]",
        "deep": {"list": ["a [redacted #1] thing"], "nan": "nan"},
    }


def test_of_overlapping_secrets_the_longer_one_is_named():
    assert redactor_for("password", "password-of-the-api").text("password-of-the-api") == "[redacted #1]"


@pytest.mark.parametrize(("value", "identifier"), [("abc", "X"), ("hunter2", "the hunter2 one")])
def test_what_cannot_be_redacted_is_refused_without_repeating_it(value, identifier):
    with pytest.raises(ValueError) as refused:
        Redactor().register(value, identifier)
    assert value not in str(refused.value)


@given(values=st.lists(secrets, min_size=1, max_size=8, unique=True), inner=st.integers(0, 7))
def test_when_a_value_is_registered_changes_nothing(values, inner):
    values = [*values, f"<{values[inner % len(values)]}>"]  # the last contains an earlier one
    late = Redactor()
    for number, value in enumerate(values):
        late.register(value, f"#{number}")
        late.text("something is written in between")
    spoken = "\0".join(values)
    assert late.text(spoken) == redactor_for(*values).text(spoken)


def test_many_values_registered_one_after_the_other_are_all_kept_out():
    redactor = Redactor()
    values = [f"value-{number:05}-of-many" for number in range(300)]
    for number, value in enumerate(values):
        redactor.register(value, f"#{number}")
        assert redactor.text(value) == f"[redacted #{number}]"
    assert redactor.text("\n".join(values)) == "\n".join(f"[redacted #{number}]" for number in range(300))


def test_threads_may_register_and_write_at_the_same_time() -> None:
    redactor = Redactor()
    redactor.register("known-from-the-start", "first")
    ended = threading.Event()
    wrong: list[str] = []

    def write() -> None:
        while not ended.is_set():
            if redactor.text("a known-from-the-start value") != "a [redacted first] value":
                wrong.append("a registered value was written")

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    try:
        for number in range(60):
            redactor.register(f"value-number-{number}", f"v{number}")
            assert redactor.text(f"<value-number-{number}>") == f"<[redacted v{number}]>"
    finally:
        ended.set()
        for writer in writers:
            writer.join()
    assert wrong == []
