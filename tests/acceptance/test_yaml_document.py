"""Each place of a YAML file has a line, and what is wrong there is said with what to do."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acceptance.outcome import ConfigurationError
from acceptance.yaml_document import Document, nearest, read_document, read_documents

TEXT = """# a comment
name: x
list:
  - one
  - key: 2
    other: 3
base: &base {a: 1}
more:
  <<: *base
  b: 2
"""


@pytest.fixture
def document(tmp_path) -> Document:
    (tmp_path / "x.yaml").write_text(TEXT, "utf-8")
    return read_document(tmp_path / "x.yaml")


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("name",), 2),
        (("list", 0), 4),
        (("list", 1), 5),
        (("list", 1, "other"), 6),
        (("list", 1, "missing"), 5),
        (("more", "b"), 10),
        (("more", "a"), 8),
        (("nothing",), 1),
    ],
)
def test_a_place_has_its_line_or_that_of_what_is_around_it(document, place, line):
    assert document.line(place) == line
    assert document.content["more"] == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb:\n  c: 1\n  c: 2\n", ":4: b.c: this key stands on line 3 already; remove one of the two"),
        ("a: [1\n", "not YAML"),
        ("a: *nowhere\n", "not YAML"),
        ("a: !!python/object:os.system {}\n", "not YAML"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path, text, said):
    (tmp_path / "x.yaml").write_text(text, "utf-8")
    with pytest.raises(ConfigurationError) as refused:
        read_document(tmp_path / "x.yaml")
    assert said in refused.value.sentence


def test_a_file_that_is_missing_or_no_text_is_refused(tmp_path):
    (tmp_path / "x.yaml").write_bytes(b"\xff\xfe\xff")
    for name in ("x.yaml", "missing.yaml"):
        with pytest.raises(ConfigurationError, match="cannot be read"):
            read_document(tmp_path / name)


TEN_TIMES = "".join(f"{name}: &{name} [{', '.join([f'*{below}'] * 10)}]\n" for below, name in pairwise("abcdefghij"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &a [1, *a]\n", ":1: *a stands for what it stands in itself"),
        ("a: &a {b: {c: *a}}\n", ":1: *a stands for what it stands in itself"),
        (f"a: &a [1]\n{TEN_TIMES}", "entries, aliases written out; use fewer aliases"),
        ("[" * 200_000, ":1: nested more than 60 levels deep; write it flatter."),
        ("[" * 200_000 + "]" * 200_000, ":1: nested more than 60 levels deep"),
        ("- " * 100 + "x", ":1: nested more than 60 levels deep"),
        ("x" * (5 << 20), "larger than 4 MiB"),
        ("a: 1\n---\nb: 1\n", ":3: the whole file: a second document begins here"),
        ("jobs:\n  on: 1\n", ":2: jobs.on: YAML reads this key as yes or no; put it in quotation marks: 'on'"),
        ("404: x\n", ":1: 404: YAML reads this key as a number; put it in quotation marks"),
        ("a: [1.5, -.inf]\n", ":1: a.1: -inf is no figure; write a finite number"),
        ("a: .NaN\n", ":1: a: nan is no figure"),
        ("a: 2026-13-45\n", "a value is not what it looks like"),
        ("a: " + "1" * 5000, "a value is not what it looks like"),
    ],
)
def test_what_nobody_writes_by_hand_is_refused_before_it_is_built(tmp_path, text, said):
    (tmp_path / "x.yaml").write_text(text, "utf-8")
    with pytest.raises(ConfigurationError) as refused:
        read_document(tmp_path / "x.yaml")
    assert said in refused.value.sentence


def test_aliases_that_are_meant_are_written_out(tmp_path):
    (tmp_path / "x.yaml").write_text("a: &a {b: 1}\nc: [*a, *a]\n", "utf-8")
    assert read_document(tmp_path / "x.yaml").content == {"a": {"b": 1}, "c": [{"b": 1}, {"b": 1}]}


def test_several_documents_know_their_own_lines(tmp_path):
    (tmp_path / "x.yaml").write_text("a: 1\n---\n# a comment\nb: 2\nc: 3\n", "utf-8")
    first, second = read_documents(tmp_path / "x.yaml")
    assert (first.line(("a",)), second.line(("b",)), second.line(("c",)), second.line(())) == (1, 4, 5, 4)


def test_a_hint_names_the_nearest_or_all():
    assert nearest("titel", ["title", "clause"]) == "did you mean 'title'?"
    assert nearest("zzz", ["b", "a"]) == "known: a, b"
    assert nearest("zzz", []) == "known: none"


@given(keys=st.lists(st.text("abcdef", min_size=1, max_size=4), min_size=1, max_size=8, unique=True))
def test_every_key_of_any_map_has_its_own_line(tmp_path_factory, keys):
    path = tmp_path_factory.getbasetemp() / "keys.yaml"
    path.write_text("".join(f"'{key}': 1\n" for key in keys), "utf-8")
    document = read_document(path)
    assert [document.line((key,)) for key in keys] == list(range(1, len(keys) + 1))
