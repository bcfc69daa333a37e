"""The place by which a scanner reaches a service: it has no address and no token of it, and finds what is planted."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests

from acceptance.instruments.scanners.relay import DOCUMENT, HELD_BACK, LONGEST_BODY, Asked, Relay, Replied, relayed

DESCRIBED: dict[str, Any] = {
    "openapi": "3.1.0",
    "servers": [{"url": "https://scores.example/v2"}],
    "security": [{"bearer": []}],
    "paths": {
        "/scores": {
            "servers": [{"url": "https://elsewhere.example"}],
            "get": {"security": [{"bearer": []}], "responses": {"200": {"description": "done"}}},
        }
    },
}
NULL_INSIDE = {"planted": {"inner": None}}


def served(relay: Relay) -> dict[str, Any]:
    return dict(requests.get(relay.url + DOCUMENT, timeout=5).json())


def forwarding(seen: list[Asked], replied: Replied | None = None) -> Callable[[Asked], Replied | None]:
    def forward(asked: Asked) -> Replied | None:
        seen.append(asked)
        return replied

    return forward


def test_the_description_leads_nowhere_else_and_asks_for_no_token():
    with relayed(DESCRIBED, forwarding([])) as relay:
        document = served(relay)
    assert "elsewhere" not in json.dumps(document) and "scores.example" not in json.dumps(document)
    assert "security" not in json.dumps(document)
    assert document["paths"]["/scores"]["get"]["responses"].keys() == {"200", str(HELD_BACK)}


def test_a_request_is_sent_on_as_it_is_and_its_answer_comes_back():
    seen: list[Asked] = []
    with relayed(DESCRIBED, forwarding(seen, Replied(409, "text/plain", b"taken"))) as relay:
        answer = requests.put(f"{relay.url}/scores/%C3%A9?q=%27", b"{", headers={"Content-Type": "x/y"}, timeout=5)
    assert (answer.status_code, answer.text, answer.headers["Content-Type"]) == (409, "taken", "text/plain")
    assert (seen[0].method, seen[0].target, seen[0].body) == ("PUT", "/scores/%C3%A9?q=%27", b"{")
    assert seen[0].headers["Content-Type"] == "x/y"


@pytest.mark.parametrize("status", [200, 204, 304])
def test_an_answer_without_a_body_ends(status: int):
    with relayed(DESCRIBED, forwarding([], Replied(status))) as relay, requests.Session() as session:
        assert [session.head(f"{relay.url}/a", timeout=5).status_code for _ in range(2)] == [status, status]
        assert session.get(f"{relay.url}/a", timeout=5).content == b""


def test_what_is_held_back_is_answered_as_no_description_knows():
    with relayed(DESCRIBED, forwarding([])) as relay:
        assert requests.get(f"{relay.url}/scores", timeout=5).status_code == HELD_BACK


def test_a_body_that_is_too_large_is_not_sent_on():
    seen: list[Asked] = []
    with relayed(DESCRIBED, forwarding(seen)) as relay:
        assert requests.post(f"{relay.url}/a", b"x" * (LONGEST_BODY + 1), timeout=5).status_code == HELD_BACK
    assert seen == []


def test_what_is_planted_breaks_down_on_null_inside_of_a_body_and_on_nothing_else():
    seen: list[Asked] = []
    with relayed(DESCRIBED, forwarding(seen)) as relay:
        address = relay.url + relay.planted.partition(" ")[2]
        found = [
            requests.post(address, json=body, timeout=5).status_code
            for body in (NULL_INSIDE, {"planted": {"inner": "a"}}, {"planted": None}, None)
        ]
    assert (found, seen) == ([500, 200, 400, 400], [])


def test_the_planted_page_shows_what_it_is_asked_for():
    with relayed(DESCRIBED, forwarding([])) as relay:
        assert "<b>x</b>" in requests.get(f"{relay.url}{relay.page}?name=<b>x</b>", timeout=5).text


def test_harmless_calls_do_neither():
    with relayed(DESCRIBED, forwarding([]), harmless=True) as relay:
        address = relay.url + relay.planted.partition(" ")[2]
        assert requests.post(address, json=NULL_INSIDE, timeout=5).status_code == 200
        assert "<b>x</b>" not in requests.get(f"{relay.url}{relay.page}?name=<b>x</b>", timeout=5).text


def test_what_is_planted_has_another_name_each_time():
    with relayed(DESCRIBED, forwarding([])) as one, relayed(DESCRIBED, forwarding([])) as another:
        assert one.planted != another.planted
        assert one.planted.partition(" ")[2] in served(one)["paths"]
