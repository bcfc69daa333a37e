"""Requests of a scanner of the running service: as whom each is sent, and what is never sent on.

A scanner makes up numbers and names, and some of what it makes up would be done. So what changes something is sent
about the suite's own customer, unless what it names cannot be anybody's; and what changes more than customers of the
suite's own is sent only in forms that the description forbids.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from referencing.exceptions import Unresolvable

from acceptance.instruments.scanners.live import Traffic
from acceptance.instruments.scanners.relay import Asked, Replied
from acceptance.outcome import NotAssessed
from acceptance.platform.access import CredentialRefused, Unreachable
from acceptance.platform.gate import READING_METHODS
from acceptance.platform.http import Exchange, HttpClient, class_of
from acceptance.platform.interface import Call, Interface
from acceptance.profile.bindings import Operation
from acceptance.requirements.access.errors import inside_of
from acceptance.requirements.interface.scan_description import described_headers, json_schema_of
from acceptance.requirements.service.services import SUCCESS

MOST_REQUESTS = 9000
"""Of one scan; a description with more calls than this is enough for needs a scan of its own."""
SILENT_AT_MOST = 3
"""So many requests one after the other without a whole answer, and the service counts as gone."""
USUAL = re.compile(r"[A-Za-z0-9._~@-]{1,64}")
"""What numbers and names are made of; whatever is made otherwise is nobody's."""
FAILURE = 5


@dataclass(frozen=True)
class Way:
    """How a call of the description is made here.

    Attributes:
        operations: the profile's operations that make it, by their names.
        identity: who has the right to it; None for a call that is open to all, or that the profile knows nobody for.
        open_to_all: whether it needs no identity.
    """

    call: Call
    operations: Mapping[str, Operation]
    identity: str | None
    open_to_all: bool

    @property
    def reads(self) -> bool:
        return self.call.method in READING_METHODS

    @property
    def is_about_customers(self) -> bool:
        """Whether it changes no more than what is about customers of the suite's own."""
        return bool(self.operations) and all(one.needs in ("read", "synthetic") for one in self.operations.values())

    @property
    def needs(self) -> Any:
        """The permission that it takes."""
        told = [one.needs for one in self.operations.values()]
        order = ("read", "synthetic", "write", "destroy")
        return max(told, key=order.index, default="read" if self.reads else "synthetic")

    @property
    def agreed_failures(self) -> set[int]:
        """Status codes of failures that were agreed, such as that a party outside does not answer."""
        codes: set[int] = set()
        for one in self.operations.values():
            for told in one.refusals.values():
                codes |= set(told) if isinstance(told, list) else {told}
        return {code for code in codes if class_of(code) == FAILURE}


@dataclass
class Sending:
    """Sends the scanner's requests on, and notes what comes of them.

    Attributes:
        own_path: for a call, its path about what is the suite's own; None where there is none.
        number: the number of the suite's own customer.
        number_keys: what bodies call it.
        created: told of a path by which something may have been made that is to be removed.
    """

    client: HttpClient
    interface: Interface
    document: Mapping[str, Any]
    ways: Mapping[Call, Way]
    own_path: Callable[[Call], str | None]
    number: str
    number_keys: frozenset[str]
    created: Callable[[Way, str], None]
    traffic: Traffic
    _silent_in_turn: int = field(default=0)

    def forward(self, asked: Asked) -> Replied | None:
        """Sends a request on; None where it is held back, which is counted."""
        replied = self._sent_on(asked)
        self.traffic.held_back += replied is None
        return replied

    def _sent_on(self, asked: Asked) -> Replied | None:
        path = asked.target.partition("?")[0]
        call = self.interface.call_at(asked.method, path)
        way = self.ways.get(call) if call is not None else None
        if way is None or self.traffic.ended or (way.identity is None and not way.open_to_all):
            return None
        if self.traffic.sent >= MOST_REQUESTS:
            self.traffic.ended = f"the scan asked more than {MOST_REQUESTS} times and was ended"
            return None
        sendable = self._sendable(way, asked)
        if sendable is None:
            return None
        answer = self._answer(way, *sendable)
        return self._judged(way, answer, sendable[0]) if answer is not None else None

    def _sendable(self, way: Way, asked: Asked) -> tuple[str, Mapping[str, str], bytes | None] | None:
        """Where to, with which headers and which body a request is sent on; None where it must not be."""
        told = self._described_headers(way.call, asked)
        path, mark, query = asked.target.partition("?")
        if way.reads:
            return asked.target, told, asked.body or None
        unusual = any(map(is_unusual, _values(way.call.path, path)))
        if not unusual:
            own = self.own_path(way.call)
            if own is None or way.call.method == "DELETE" or not asked.body:
                return None
            path = own
        if not way.is_about_customers and not self._is_forbidden(way.call, asked):
            return None
        return path + mark + query, told, self._about_our_own(asked.body) or None

    def _described_headers(self, call: Call, asked: Asked) -> dict[str, str]:
        """The headers that the description knows, and the content type; how somebody signs in is not the scanner's."""
        wanted = {"content-type", *described_headers(self.document, call)} - {"authorization", "host", "cookie"}
        return {name: value for name, value in asked.headers.items() if name.lower() in wanted}

    def _is_forbidden(self, call: Call, asked: Asked) -> bool:
        """Whether a body is one that the description does not allow."""
        schema = json_schema_of(self.document, call)
        kind = next((value for name, value in asked.headers.items() if name.lower() == "content-type"), "")
        if schema is None or not asked.body:
            return False
        try:
            content = json.loads(asked.body)
        except (ValueError, RecursionError):
            return True
        try:
            return "json" in kind and not Draft202012Validator({**self.document, **schema}).is_valid(content)
        except (SchemaError, Unresolvable, RecursionError):
            return False

    def _about_our_own(self, body: bytes) -> bytes:
        """The body with the suite's own customer in place of any other that could be somebody."""
        try:
            content = json.loads(body)
        except (ValueError, RecursionError):
            return body
        ours = self._placed(content)
        return body if ours == content else json.dumps(ours).encode()

    def _placed(self, content: Any) -> Any:
        if isinstance(content, list):
            return [self._placed(one) for one in content]
        if not isinstance(content, Mapping):
            return content
        return {
            key: self.number
            if key in self.number_keys and isinstance(value, str | int) and USUAL.fullmatch(str(value))
            else self._placed(value)
            for key, value in content.items()
        }

    def _answer(self, way: Way, path: str, headers: Mapping[str, str], body: bytes | None) -> Exchange | None:
        """What the service answers; asked once more where no whole answer came, as that may have been bad luck."""
        for _ in range(2):
            try:
                self.traffic.sent += 1
                answer = self.client.call(
                    way.call.method, path, needs=way.needs, identity=way.identity, headers=headers, body=body
                )
            except CredentialRefused as error:
                self.traffic.ended = str(error)
                return None
            except NotAssessed:
                return None
            except Unreachable as error:
                self._silent(str(error).partition(": ")[2] or str(error))
                continue
            self._silent_in_turn = 0
            return answer
        if not self.traffic.ended:
            self.traffic.noticed.add((str(way.call), "no-answer", "No whole answer to a request, twice"))
        return None

    def _silent(self, why: str) -> None:
        self.traffic.silent += 1
        self._silent_in_turn += 1
        if self._silent_in_turn >= SILENT_AT_MOST:
            self.traffic.ended = f"the service did not answer any more while it was scanned ({why})"

    def _judged(self, way: Way, answer: Exchange, path: str) -> Replied | None:
        """What goes back to the scanner; a failure that was agreed is kept from it."""
        self.note(way.call, answer.status)
        call, status = str(way.call), answer.status
        if not way.reads and status in SUCCESS and any(map(is_unusual, _values(way.call.path, path))):
            self.created(way, path.partition("?")[0])
        if class_of(status) >= 4:
            outside = "/" + urlsplit(self.client.service.url).path.strip("/").partition("/")[0]
            headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
            shown = inside_of(f"{headers}\n\n{answer.body.decode('utf-8', 'replace')}", outside)
            self.traffic.noticed |= {(call, f"inside-{what}", f"An answer shows {what}") for what in shown}
        if class_of(status) == FAILURE and status not in way.agreed_failures:
            self.traffic.broken.add(call)
        elif class_of(status) == FAILURE:
            return None
        return Replied(status, answer.headers.get("Content-Type", ""), answer.body)

    def note(self, call: Call, status: int) -> None:
        """Notes that a call served somebody."""
        if status in SUCCESS:
            self.traffic.succeeded.add(str(call))


def is_unusual(value: str) -> bool:
    """Whether a part of a path, decoded, is none that a number or a name of anybody could be."""
    return USUAL.fullmatch(value) is None


def _values(template: str, path: str) -> list[str]:
    """What stands in a path for each parameter of its template, decoded."""
    parts = zip(template.split("/"), path.partition("?")[0].split("/"), strict=False)
    return [unquote(value) for name, value in parts if "{" in name]
