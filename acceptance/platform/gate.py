"""The one gate before the platform: what something takes is read off the thing itself, not told by who does it.

Everything here is a pure function; `access.require` asks the clock, the switch and the count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from acceptance.profile.guard import is_open
from acceptance.profile.permissions import Permission, Permissions

ORDER: tuple[Permission, ...] = ("read", "synthetic", "write", "destroy")
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OVERRIDING_HEADERS = frozenset({"x-http-method-override", "x-http-method", "x-method-override"})
SEARCHES = re.compile(
    r"(/[A-Za-z0-9_-]+)*(/api/2\.0/mlflow/(runs|experiments|logged-models)|/api/3\.0/mlflow/traces)/search"
)
"""MLflow's questions that are asked by POST; every other POST counts as a change."""


def greater(one: Permission, other: Permission) -> Permission:
    """The one of two permissions that takes more."""
    return max(one, other, key=ORDER.index)


def refusal(
    permissions: Permissions, takes: Permission, what: str, moment: datetime, stopped: str | None = None
) -> str | None:
    """Why something must not be done now, as a sentence; None where it may.

    Args:
        takes: the permission it takes.
        what: it, at the beginning of a sentence.
        stopped: who pulled the switch, where somebody did.
    """
    if stopped is not None:
        return f"{what} was not done: the run was stopped ({stopped})"
    if not permissions.allow(takes):
        return f"{what} needs the permission {takes!r}, which this profile does not give"
    if not is_open(permissions.windows, moment):
        windows = "; ".join(map(str, permissions.windows))
        return f"{what} was not done: it is outside the windows of permissions.windows ({windows})"
    return None


# -- HTTP and S3


def of_request(method: str, url: str, headers: Mapping[str, str]) -> Permission:
    """What a request takes by its method, be it one that a header or a parameter puts in the place of the method."""
    parts = urlsplit(url)
    told = [value for name, value in headers.items() if str(name).lower() in OVERRIDING_HEADERS]
    told += [value for name, values in parse_qs(parts.query).items() if name.lower() == "_method" for value in values]
    methods = {method.upper(), *(_text(value).upper() for value in told)}
    is_search = methods == {"POST"} and SEARCHES.fullmatch(parts.path) is not None
    return "read" if methods <= READING_METHODS or is_search else "synthetic"


def elsewhere(url: str, base: str, headers: Mapping[str, str]) -> str | None:
    """Why a request must not be sent that should have gone to `base`: another host, or another one in its header."""
    asked, meant = urlsplit(url), urlsplit(base)
    if _place(asked) != _place(meant) or asked.username is not None:
        return f"a request leads to {asked.scheme}://{asked.hostname}:{asked.port}, which is not {base}"
    named = next((_text(value) for name, value in headers.items() if str(name).lower() == "host"), None)
    if named is not None and named.lower() not in (meant.netloc.lower(), (meant.hostname or "").lower()):
        return f"a request to {base} names the host {named}"
    return None


def _place(parts: object) -> tuple[str, str, int]:
    scheme, host, port = (getattr(parts, name) for name in ("scheme", "hostname", "port"))
    return str(scheme), str(host).lower(), int(port or (443 if scheme == "https" else 80))


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


# -- PostgreSQL

_READING = re.compile(r"(select|with|values|table|show|explain)\b", re.IGNORECASE)
_OWN_WAYS = re.compile(
    r"set transaction snapshot (%s|'[0-9A-Fa-f-]+')|set local row_security = off|"
    r"(savepoint|release savepoint|rollback to savepoint) [a-z_]+",
    re.IGNORECASE,
)
_COPYING = re.compile(r"copy \(select [^;]*\) to stdout \(format binary\)", re.IGNORECASE | re.DOTALL)
_COPYING_AWAY = re.compile(r"\)\s*to\s+(?!stdout \(format binary\)$)|--|/\*", re.IGNORECASE)
_CALLED = re.compile(r"([A-Za-z_\x80-\U0010ffff][\w$\x80-\U0010ffff]*)\"?\s*\(")
_WORD = re.compile(r"[A-Za-z_\x80-\U0010ffff][\w$\x80-\U0010ffff]*")
HARMLESS = frozenset(
    """
    clock_timestamp timeofday random gen_random_uuid pg_relation_size pg_table_size pg_total_relation_size
    pg_indexes_size pg_database_size pg_tablespace_size pg_size_bytes lo_get pg_export_snapshot current_query
    pg_current_wal_lsn pg_last_wal_replay_lsn pg_last_xact_replay_timestamp pg_stat_statements pg_lock_status
    pg_prepared_xact pg_is_in_recovery pg_postmaster_start_time
    """.split()  # noqa: SIM905 - it reads better than a list of quotation marks
)
"""Functions of PostgreSQL that it calls volatile, and that change nothing outside of their own session."""
FUNCTIONS = """
select distinct proname::text from pg_catalog.pg_proc
 where provolatile = 'v' and prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
   and proname = any(%(names)s)
"""
"""Which of some functions may change something, by the server's own catalogue."""


def statement_fault(sql: str) -> str | None:
    """Why a statement is not one that only reads, as far as that can be told from its text; None where it may be.

    The text decides three things: that it is one statement, that it begins as a question, and that its letters are
    what they seem. Whether it writes is the server's to say: it runs in a transaction that the server holds read-only.
    """
    text = sql.strip()
    if text.endswith(";"):
        text = text[:-1].rstrip()
    if ";" in text:
        return "it has a semicolon: one statement is run at a time, and in a text chr(59) can be written instead"
    if re.search(r"\bu&[\"']", text, re.IGNORECASE):
        return 'it has a name or text in the form U&"...", which hides what it calls'
    if _OWN_WAYS.fullmatch(text) or (_COPYING.fullmatch(text) and not _COPYING_AWAY.search(text)):
        return None
    bare = re.sub(r"\A(\s|\(|--[^\n]*(\n|\Z)|/\*([^*/]|\*(?!/)|/(?!\*))*\*/)*", "", text)
    return None if _READING.match(bare) else "it does not begin with select, with, values, table, show or explain"


def functions_called(sql: str) -> list[str]:
    """The names in a statement that may be functions: every word before a bracket, or any, where comments hide that."""
    found = _WORD.findall(sql) if "--" in sql or "/*" in sql else _CALLED.findall(sql)
    return sorted({spelling for name in found for spelling in (name, name.lower())})


# -- Redis

READING_COMMANDS = frozenset(
    """
    ping echo time info scan type get mget getrange strlen ttl pttl expiretime pexpiretime exists hget hmget hkeys
    hvals hgetall hscan hlen hexists hstrlen lrange llen lindex sscan smembers scard sismember zscan zrange zscore zcard
    zcount zrank xrange xrevrange xlen dbsize randomkey select auth hello quit readonly bitcount getbit
    """.split()  # noqa: SIM905
)
READING_PAIRS = frozenset(
    {
        ("slowlog", "get"), ("slowlog", "len"), ("client", "list"), ("client", "setname"), ("client", "setinfo"),
        ("client", "id"), ("client", "maint_notifications"), ("client", "getname"), ("client", "info"),
        ("function", "list"), ("pubsub", "channels"),
        ("pubsub", "numsub"), ("pubsub", "shardchannels"), ("acl", "whoami"), ("acl", "list"), ("acl", "getuser"),
        ("config", "get"), ("object", "encoding"), ("object", "idletime"), ("object", "freq"), ("memory", "usage"),
        ("xinfo", "stream"), ("xinfo", "groups"), ("xinfo", "consumers"), ("command", "docs"), ("command", "count"),
    }
)  # fmt: skip
WRITING_COMMANDS = frozenset({"set", "setex", "hset", "expire", "pexpire", "del", "unlink"})
"""With these the suite handles keys of its own; everything else could reach further than that."""


def of_command(words: tuple[object, ...]) -> Permission:
    """What a command of Redis takes."""
    parts = [part for word in words[:2] for part in _text(word).lower().split()] if words else []
    first, second = (*parts, "", "")[:2]
    if first in READING_COMMANDS or (first, second) in READING_PAIRS:
        return "read"
    if (first, second) == ("acl", "log"):
        more = [_text(word).lower() for word in words[1:]]
        return "destroy" if "reset" in " ".join(more) else "read"
    return "synthetic" if first in WRITING_COMMANDS else "destroy"
