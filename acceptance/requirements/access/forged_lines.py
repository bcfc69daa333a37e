"""Values that hold a line break or a control character: none of them may begin a line or an entry of its own.

Whoever can write a line into a log can say there whatever they like, and nobody tells it from what the platform says.
A value here is a mark, a break and a second word; where that word begins a line, the value was written as it stood.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from acceptance.instruments.search.files import FileStore
from acceptance.instruments.search.partition import Unreadable
from acceptance.instruments.search.store import Since
from acceptance.instruments.search.stores import stores_of
from acceptance.outcome import Cause, Inconclusive, NotAssessed
from acceptance.platform.access import Unreachable
from acceptance.platform.http import HttpClient
from acceptance.profile import stores as declarations
from acceptance.requirements.access.attacks import About
from acceptance.requirements.access.belonging import store_figures
from acceptance.requirements.access.targets import WITHOUT_BODY, Target, targets
from acceptance.requirements.audit import auditing
from acceptance.requirements.audit.chain import number_of
from acceptance.requirements.service.replicas import clients_of_all
from acceptance.suite import Suite

BREAKS = (
    ("\r\n", "\n", "\r", "\x0b", "\x0c"),
    ("\x85", "\u2028", "\u2029"),
    ('"}\n{"',),
    ("\x1b[2K\x1b[1G",),
)
"""What ends a line for one program or another, by kinds that are let through or refused together; the last makes a
terminal begin it anew."""
ALL_BREAKS = tuple(one for kind in BREAKS for one in kind)
IN_HEADERS = ("\x0b", "\x0c", "\x85", "\x1b[2K\x1b[1G", "%0d%0a", "\\r\\n")
"""What a client can put into a header at all."""
HEADERS = ("User-Agent", "Referer", "X-Forwarded-For", "X-Request-Id", "X-Correlation-Id", "traceparent")
EVENT = "customer_record"
OPEN_CALLS = ("sign_in",)
"""Operations that anybody may try, whose values are the first that whoever attacks has a hand in."""


@dataclass(frozen=True)
class Forgery:
    """The two words of the values that are sent: `mark` before any break, `own` behind each."""

    mark: str
    own: str

    def value(self, *breaks: str) -> str:
        return self.mark + "".join(f"{one}{self.own}" for one in breaks)

    def lines(self, text: str) -> list[str]:
        """The lines of a text that begin with our own word; an indented line is a continuation, and says so."""
        ends = r"(?:\A|[\n\r\x0b\x0c\x85\u2028\u2029]|\x1b\[[0-9;]*[A-Za-z])"
        found = re.findall(ends + r"[\"'{\[(<]*" + re.escape(self.own) + r"[^\n\r]{0,40}", text)
        return [repr(one.replace(self.own, "(ours)")) for one in found]


@dataclass(frozen=True)
class Sent:
    """What was sent, and how far the logs had come before.

    Attributes:
        logs: the folders of logs, each with what it had noted before.
        last_entry: the number of the last entry of the audit log before; None where it cannot be read here.
    """

    forgery: Forgery
    requests: int
    logs: tuple[tuple[FileStore, Since], ...]
    last_entry: int | None


def send_everywhere(suite: Suite, about: About) -> Sent:
    """Sends such values in every way in: paths, queries, headers, each value of each body, and messages.

    Raises:
        NotAssessed: the profile declares no folder of logs.
    """
    forgery = Forgery(suite.nonce().value, suite.nonce().value)
    logs, last = tuple((one, _since(one)) for one in _folders(suite)), _last_entry(suite, about)
    requests = 0
    with clients_of_all(suite) as replicas:
        for target in targets(suite, about.customer, about.request_id):
            for replica in replicas:
                requests += _send_to(target, replica.unrecorded(), forgery)
        for replica in replicas:
            requests += _try_open_calls(suite, replica.unrecorded(), forgery)
    _send_messages(suite, about, forgery)
    return Sent(forgery, requests, logs, last)


def forged_lines(suite: Suite, sent: Sent) -> list[str]:
    """The lines of all logs that a value of ours began.

    Raises:
        Inconclusive: a log was not written to afterwards, so nobody can tell whether it was written to at all.
    """
    found = []
    for store, since in sent.logs:
        late = suite.nonce().value
        store.plant("", late)
        texts = _written(store, since)
        if not any(late in text for text in texts.values()):
            raise Inconclusive(f"what was asked for at the end did not appear in the {store.name}", Cause.BINDING)
        found += [f"{name}: {line}" for name, text in texts.items() for line in sent.forgery.lines(text)]
    return found


def forged_entries(suite: Suite, sent: Sent) -> tuple[int, list[str]]:
    """How many entries the audit log has of that time, and the fields of them that a value of ours began.

    Raises:
        NotAssessed: the profile does not say how the audit log is read.
    """
    if sent.last_entry is None:
        raise NotAssessed("the audit log cannot be read here, or does not show what this run did", Cause.BINDING)
    entries = auditing.entries(suite, after=sent.last_entry)
    told = [(key, text) for one in entries for key, text in _texts(one)]
    return len(entries), [f"{key}: {line}" for key, text in told for line in sent.forgery.lines(text)]


def _folders(suite: Suite) -> list[FileStore]:
    declared = suite.profile.stores
    names = [name for name, one in declared.items() if isinstance(one, declarations.FileStore) and one.decoy]
    if not names:
        raise NotAssessed(
            "the profile declares no folder of logs with a request that is logged there (stores of the kind files)",
            Cause.BINDING,
        )
    return [one for one in stores_of(suite.profile, names) if isinstance(one, FileStore)]


def _since(store: FileStore) -> Since:
    try:
        return Since(datetime.now(UTC), store.note())
    except Unreadable as error:
        raise NotAssessed(f"the {store.name}: {error}", Cause.BINDING) from None


def _written(store: FileStore, since: Since) -> dict[str, str]:
    """What was written to each file since; a value lies in the overlap of two ranges or in one of them."""
    texts: dict[str, str] = {}
    with store.opened(since) as (parts, unread):
        if unread:
            raise Inconclusive(f"{unread[0].place} of the {store.name} {unread[0].reason}", Cause.ENVIRONMENT)
        for part in parts:
            content = b"".join(part.content()).decode("utf-8", "replace")
            texts[f"{part.place} from {part.start}"] = content
    return texts


def _last_entry(suite: Suite, about: About) -> int | None:
    """The number of an entry about an act of ours, which is the last before the others."""
    try:
        acted = auditing.with_a_wrong_token(suite, customer=about.customer)
        return max((number_of(one) for one in auditing.about(suite, acted)), default=None)
    except NotAssessed:
        return None


def _send_to(target: Target, replica: HttpClient, forgery: Forgery) -> int:
    """A call in every way, as nobody and as somebody who has the right; how many requests that were."""
    forms: list[tuple[str | None, dict[str, Any]]] = [(None, form) for form in _read_by_all(target, forgery)]
    for rightful in target.rightful[:1]:
        forms += [(rightful, form) for form in (*_addresses(target, forgery), *_contents(target, forgery))]
    sent = 0
    for identity, form in forms:
        try:
            target.sent(replica, identity=identity, **form)
        except Unreachable:
            continue  # some servers hang up on a header that is none
        sent += 1
    return sent


def _values(target: Target, forgery: Forgery) -> list[str]:
    """A value for each kind of break where the call concerns our customer, else one with all of them."""
    return [forgery.value(*kind) for kind in (BREAKS if target.ours else (ALL_BREAKS,))]


def _read_by_all(target: Target, forgery: Forgery) -> Iterator[dict[str, Any]]:
    """What is read of a request before anybody knows who sent it."""
    yield from _addresses(target, forgery)
    yield {"path": target.nobody, "headers": dict.fromkeys(HEADERS, forgery.value(*IN_HEADERS))}
    if target.body is not None:
        yield {"path": target.nobody, "body": json.dumps({"a": forgery.value(*ALL_BREAKS)}).encode()}


def _addresses(target: Target, forgery: Forgery) -> Iterator[dict[str, Any]]:
    for value in _values(target, forgery):
        if "{" in target.call.path:
            path = re.sub(r"\{[^}]*\}", lambda _, value=value: quote(value, safe=""), target.call.path)  # type: ignore[misc]
            yield {"path": path, "body": None if target.call.method in WITHOUT_BODY else b"{}"}
        if target.call.method == "GET":
            yield {"query": {"q": value, value: "1"}}


def _contents(target: Target, forgery: Forgery) -> Iterator[dict[str, Any]]:
    path = target.path if target.ours else target.nobody
    for value in _values(target, forgery):
        yield from ({"body": body, "path": path} for body in _bodies(target.body, value))


def _bodies(body: bytes | None, value: str) -> Iterator[bytes]:
    """A body with the value in place of each value that it has, and as a name that it does not have."""
    if body is None:
        return
    known = json.loads(body)
    yield json.dumps({**known, value: value} if isinstance(known, dict) else value).encode()
    for place in _leaves(known):
        yield json.dumps(_with(known, place, value)).encode()


def _leaves(content: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs: Sequence[tuple[Any, Any]] = ()
    if isinstance(content, Mapping):
        pairs = list(content.items())
    elif isinstance(content, list):
        pairs = list(enumerate(content))
    for key, one in pairs:
        yield from _leaves(one, (*place, key))
    if not pairs and place:
        yield place


def _with(content: Any, place: Sequence[Any], value: str) -> Any:
    changed = json.loads(json.dumps(content))
    found = changed
    for key in place[:-1]:
        found = found[key]
    found[place[-1]] = value
    return changed


def _try_open_calls(suite: Suite, replica: HttpClient, forgery: Forgery) -> int:
    operations, sent = suite.platform.operations_over(replica), 0
    for name in (name for name in OPEN_CALLS if operations.possible(name) is None):
        for kind in BREAKS:
            value = forgery.value(*kind)
            operations.try_(name, account=value, password=value)
            sent += 1
    return sent


def _send_messages(suite: Suite, about: About, forgery: Forgery) -> None:
    """Records of the customer with such a value in each place, and then a good one, which is read behind them."""
    events = suite.platform.events
    if not events.offers(EVENT):
        return
    events.require_message(EVENT)
    template, customer = events.template(EVENT), about.customer
    words = {**customer.words(), "event_time": datetime.now(UTC).isoformat()}
    for kind in BREAKS[:2]:
        value = forgery.value(*kind)
        for body in _bodies(events.body_of(template, words, str(uuid4())), value):
            events.send_raw(template.topic, customer.customer_id, body, str(uuid4()))
        events.send_raw(template.topic, customer.customer_id, value.encode(), value)
    store_figures(suite, customer)


def _texts(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in entry.items():
        if isinstance(value, Mapping):
            yield from ((f"{key}.{inner}", text) for inner, text in _texts(value))
        elif isinstance(value, str):
            yield key, value
