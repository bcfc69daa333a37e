"""Requests that nobody expects: each part of a request that fits is changed alone, wherever it lies."""

from __future__ import annotations

import json
from urllib.parse import unquote

from acceptance.instruments.scanners.unusual import INSTEAD, KINDS, VALUES, WHOLE, addresses, bodies, changed

FITTING = {"who": "c-1", "figures": {"age": 30, "more": {"deep": 1}}}


def test_each_parameter_of_a_path_is_unusual_while_the_others_fit():
    asked = list(addresses("GET", "/customers/{id}/scores/{score}", {"id": "c-1", "score": "7"}, []))
    assert len(asked) == 2 * len(VALUES)
    assert {one.target for one in asked[: len(VALUES)]} == {
        one.target for one in asked if one.target.endswith("/scores/7")
    }
    assert all(one.target.isascii() and " " not in one.target for one in asked)


def test_very_long_and_foreign_numbers_are_among_them():
    told = {unquote(one.target.rpartition("/")[2]) for one in addresses("GET", "/c/{id}", {"id": "c-1"}, [])}
    assert any(len(one) >= 3000 for one in told) and any(not one.isascii() for one in told)


def test_each_parameter_behind_the_path_is_unusual_while_the_path_fits():
    asked = list(addresses("GET", "/c/{id}/log", {"id": "c-1"}, ["actor"]))[len(VALUES) :]
    assert {one.target.partition("?")[0] for one in asked} == {"/c/c-1/log"}
    assert any("'" in unquote(one.target) for one in asked)


def test_each_value_of_a_body_is_changed_alone_at_every_depth():
    found = list(changed(FITTING))
    assert {"who": "c-1", "figures": {"age": None, "more": {"deep": 1}}} in found
    assert {"who": "c-1", "figures": {"age": 30, "more": {"deep": None}}} in found
    assert {"who": "c-1"} in found
    assert len(found) == 5 * (len(INSTEAD) + 1)


def test_a_body_that_contains_itself_over_and_over_comes_to_an_end():
    deep: dict[str, object] = {"a": 1}
    for _ in range(50):
        deep = {"a": deep}
    assert len(list(changed(deep))) == 4 * (len(INSTEAD) + 1)


def test_bodies_come_in_other_forms_and_as_none():
    asked = list(bodies("POST", "/score", FITTING))
    assert {one.headers["Content-Type"] for one in asked} >= set(KINDS)
    assert {one.body for one in asked} >= set(WHOLE)
    assert json.dumps({**FITTING, "who": None}).encode() in {one.body for one in asked}
