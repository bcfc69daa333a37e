"""Names in every spelling are unlike any other, the same for the same seed, and found by a search."""

from __future__ import annotations

import pytest

from acceptance.instruments.search.finder import Finder
from acceptance.subjects.canaries import Canary
from acceptance.subjects.names import LONGEST, SPELLINGS, spelled

ALL = sorted(SPELLINGS)


@pytest.mark.parametrize("how", ALL)
def test_the_same_seed_gives_the_same_name_and_another_one_another(how):
    assert spelled(how, "run-1") == spelled(how, "run-1")
    assert spelled(how, "run-1").name != spelled(how, "run-2").name
    assert spelled(how, "run-1").email != spelled(how, "run-2").email


@pytest.mark.parametrize("how", ALL)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_search_finds_a_name_and_an_address_in_any_spelling(how, encoding):
    found = spelled(how, "run-1")
    finder = Finder([Canary("n", "name", found.name), Canary("e", "e-mail", found.email)])
    text = f"customer {found.name} <{found.email}>".encode(encoding)
    assert {match.canary_id for match in finder.find(text)[0]} == {"n", "e"}
    assert finder.find("customer Zz Qx <canary@example.invalid>".encode(encoding))[0] == []


def test_spellings_are_what_they_are_called():
    assert not spelled("with accents and umlauts", "r").name.isascii()
    assert "'" in spelled("with apostrophes", "r").name
    assert any(ord(sign) > 0xFFFF for sign in spelled("in characters of four bytes", "r").name)
    assert len(spelled("as long as 90 characters", "r").name) == LONGEST
    assert all(sign >= "\u0590" or sign == " " for sign in spelled("from right to left", "r").name)
    capitals = spelled("in capitals, with a hyphen", "r").name
    assert capitals.isupper()
    assert "-" in capitals
    assert all(len(spelled(how, "r").email) <= 100 for how in ALL)
