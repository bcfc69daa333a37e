"""What a shared cache may do with an answer is what RFC 9111 says, and what a page may read is what browsers let it."""

from __future__ import annotations

import pytest
from requests.structures import CaseInsensitiveDict

from acceptance.platform.shared_caches import AUTHORIZATION, directives, given_to_others, readable_from

DATE, LATER = "Mon, 30 Nov 2026 10:00:00 GMT", "Mon, 30 Nov 2026 10:05:00 GMT"
KEY = "x-api-key"


def answer(**headers):
    return CaseInsensitiveDict({name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    "headers",
    [
        {"Cache_Control": "public, max-age=60"},
        {"cache_control": "PUBLIC"},
        {"Cache_Control": "s-maxage=5"},
        {"Cache_Control": "max-age=0, s-maxage=5"},
        {"Cache_Control": "must-revalidate, max-age=60"},
        {"Cache_Control": "public", "Expires": LATER, "Date": DATE},
        {"Cache_Control": "public, max-age=0, stale-while-revalidate=30"},
        {"Cache_Control": "public, max-age=0, stale-if-error=30"},
        {"Cache_Control": 'public, max-age=60, no-cache="set-cookie"'},
        {"Cache_Control": 'public, private="x-name", max-age="60"'},
        {"Cache_Control": "no-store", "CDN_Cache_Control": "public, max-age=60"},
        {"Surrogate_Control": "max-age=60"},
        {"Cache_Control": "public, max-age=60", "Vary": "Accept-Encoding, Origin"},
    ],
)
def test_what_may_be_kept_despite_authorization_and_given_away_is_named(headers):
    told = given_to_others(answer(**headers), AUTHORIZATION)
    assert told is not None
    assert told.partition(": ")[0].lower().endswith("control")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Cache_Control": "no-store"},
        {"Cache_Control": "max-age=60"},
        {"Cache_Control": "private, max-age=60"},
        {"Cache_Control": "public, no-store, max-age=60"},
        {"Cache_Control": "no-cache, must-revalidate, max-age=60"},
        {"Cache_Control": "public, max-age=0"},
        {"Cache_Control": "public, max-age=soon"},
        {"Cache_Control": "must-revalidate, max-age=0, stale-while-revalidate=30"},
        {"Cache_Control": "s-maxage=0, stale-if-error=30"},
        {"Cache_Control": "public", "Expires": "0", "Date": DATE},
        {"Cache_Control": "public", "Expires": DATE, "Date": LATER},
        {"Expires": LATER, "Date": DATE},
        {"Last_Modified": DATE},
        {"CDN_Cache_Control": "max-age=60"},
        {"Surrogate_Control": "no-store"},
        {"Cache_Control": "public, max-age=60", "Vary": "Accept, authorization"},
        {"Cache_Control": "public, max-age=60", "Vary": "*"},
    ],
)
def test_what_nobody_on_the_way_may_give_away_is_no_finding(headers):
    assert given_to_others(answer(**headers), AUTHORIZATION) is None


@pytest.mark.parametrize(
    "headers",
    [
        {"Cache_Control": "max-age=60"},
        {"Expires": LATER, "Date": DATE},
        {"Last_Modified": DATE},
        {"CDN_Cache_Control": "max-age=60"},
    ],
)
def test_a_key_in_a_header_of_its_own_protects_nothing_that_says_how_long_it_stays_fresh(headers):
    assert given_to_others(answer(**headers), KEY) is not None
    assert given_to_others(answer(**headers, Vary="X-Api-Key"), KEY) is None
    assert given_to_others(answer(**headers), "") is not None


def test_an_answer_to_a_key_that_says_nothing_of_caches_is_no_finding():
    assert given_to_others(answer(), KEY) is None
    assert given_to_others(answer(Expires="never", Date=DATE), KEY) is None


def test_directives_with_commas_in_their_values_stay_whole():
    assert directives('private="a, b" , max-age = 5,max-age=9') == {"private": '"a, b"', "max-age": "5"}


@pytest.mark.parametrize(
    ("allowed", "with_rights", "readable"),
    [
        ("https://stranger.example", "true", True),
        ("https://stranger.example", "false", False),
        ("https://stranger.example", "", False),
        ("*", "true", False),
        ("https://own.example", "true", False),
        ("", "true", False),
    ],
)
def test_a_page_reads_with_rights_what_names_its_origin_and_allows_them(allowed, with_rights, readable):
    headers = answer(Access_Control_Allow_Origin=allowed, Access_Control_Allow_Credentials=with_rights)
    assert readable_from(headers, "https://stranger.example") is readable
