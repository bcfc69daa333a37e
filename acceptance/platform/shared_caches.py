"""What an answer allows those who pass it on: to keep it and give it to the next one who asks (RFC 9111), or to let a
page of somebody else read it (the CORS protocol of the Fetch standard).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

AUTHORIZATION = "authorization"
TARGETED = ("Surrogate-Control", "CDN-Cache-Control")
"""Fields for delivery networks, which go before `Cache-Control` there (RFC 9213)."""
NOT_FOR_OTHERS = frozenset({"no-store", "private", "no-cache"})
"""With one of these nobody on the way keeps an answer, or nobody uses it without asking again."""
OPEN_DESPITE_AUTHORIZATION = frozenset({"public", "s-maxage", "must-revalidate"})
"""RFC 9111, section 3.5: only with one of these may an answer to a request with `Authorization` be kept."""
NEVER_STALE = frozenset({"must-revalidate", "proxy-revalidate", "s-maxage"})
CACHE_CONTROL, EXPIRES = "Cache-Control", "Expires"
STALE = ("stale-while-revalidate", "stale-if-error")
_DIRECTIVE = re.compile(r"([^\s,;=]+)(?:\s*=\s*(\"(?:[^\"\\]|\\.)*\"|[^\s,;]*))?")


def given_to_others(headers: Mapping[str, str], known_by: str) -> str | None:
    """The field by which an answer to one caller may be kept on the way and given to another; None where it may not.

    Args:
        headers: of an answer to a GET request that succeeded; names in any letters, as `requests` has them.
        known_by: the header that told who asked, in small letters; "" where none did.

    >>> given_to_others({"Cache-Control": "public, max-age=60"}, "authorization")
    'Cache-Control: public, max-age=60'
    >>> given_to_others({"Cache-Control": "max-age=60"}, "authorization") is None
    True
    """
    apart = {name.strip().lower() for name in headers.get("Vary", "").split(",")}
    if "*" in apart or (known_by and known_by in apart):
        return None
    rules = [(name, directives(headers[name])) for name in (*TARGETED, CACHE_CONTROL) if name in headers]
    if CACHE_CONTROL not in headers:
        rules.append((EXPIRES, {}))
    kept = (name for name, told in rules if _may_be_kept(name, told, known_by) and _serves(headers, name, told))
    return next((f"{name}: {headers.get(name, 'none')}" for name in kept), None)


def directives(text: str) -> dict[str, str | None]:
    """The directives of a field, each with its value; of one that is named twice the first counts.

    >>> directives('private="set-cookie, x", Max-Age=60')
    {'private': '"set-cookie, x"', 'max-age': '60'}
    """
    found: dict[str, str | None] = {}
    for one in _DIRECTIVE.finditer(text):
        found.setdefault(one[1].lower(), one[2])
    return found


def _may_be_kept(field: str, told: Mapping[str, str | None], known_by: str) -> bool:
    """Whether a shared cache may store it; what is said of some fields only, as in `private="x"`, forbids nothing."""
    if any(name in told and not told[name] for name in NOT_FOR_OTHERS):
        return False
    return known_by != AUTHORIZATION or field == TARGETED[0] or bool(OPEN_DESPITE_AUTHORIZATION & told.keys())


def _serves(headers: Mapping[str, str], field: str, told: Mapping[str, str | None]) -> bool:
    """Whether what was stored may be given away without asking the platform again (sections 4.2 and 4.2.4)."""
    lives_s = _lifetime_s(headers, field, told)
    if lives_s is None:  # the cache decides itself how long (section 4.2.2)
        return "public" in told or "Last-Modified" in headers
    stale = not NEVER_STALE & told.keys() and any(_seconds(told[name]) > 0 for name in STALE if name in told)
    return lives_s > 0 or stale


def _lifetime_s(headers: Mapping[str, str], field: str, told: Mapping[str, str | None]) -> float | None:
    """How long the answer says that it stays fresh in a shared cache, in seconds; None where it does not say."""
    for name in ("s-maxage", "max-age"):
        if name in told:
            return _seconds(told[name])
    if field not in TARGETED and EXPIRES in headers:
        return _until_s(headers[EXPIRES], headers.get("Date", ""))
    return None


def _seconds(text: str | None) -> float:
    """A number of seconds; what is none counts as over (section 4.2.1)."""
    found = re.match(r"\"?(\d+)", text or "")
    return float(found[1]) if found else 0.0


def _until_s(end: str, beginning: str) -> float:
    """From one date of HTTP to another, in seconds; what is no date counts as over (section 5.3)."""
    try:
        return (parsedate_to_datetime(end) - parsedate_to_datetime(beginning)).total_seconds()
    except (ValueError, TypeError):
        return 0.0


def readable_from(headers: Mapping[str, str], origin: str) -> bool:
    """Whether a page of an origin may read an answer that was asked for with what the browser holds of its user."""
    with_rights = headers.get("Access-Control-Allow-Credentials", "").strip() == "true"
    return with_rights and headers.get("Access-Control-Allow-Origin", "").strip() == origin
