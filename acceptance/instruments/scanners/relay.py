"""A place on this machine where a program of others finds a service, and by which alone it reaches it.

The program is given no address and no token of the service: whoever made the place sends each request on, as whom and
where the profile allows, or holds it back. It also serves two calls of its own: one breaks down on one input, and
one shows whatever it is asked for on a page.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

DOCUMENT = "/openapi.json"
HELD_BACK = 418
"""With this, which no description knows, requests are answered that were not sent on."""
LONGEST_BODY = 1_000_000
METHODS = ("GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "QUERY")
_BREAKS_ON_NOTHING = {
    "type": "object",
    "required": ["planted"],
    "properties": {
        "planted": {
            "type": "object",
            "required": ["inner"],
            "properties": {"inner": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
        }
    },
}
_STURDY = {"type": "object", "properties": {"planted": {"type": "string"}}}
PLANTED = 2
"""How many calls of its own there are."""


@dataclass(frozen=True)
class Asked:
    """A request as the program sent it; `target` is its path with what was asked for in it, still encoded."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Replied:
    """What goes back to the program."""

    status: int
    content_type: str = ""
    body: bytes = b""


Forward = Callable[[Asked], Replied | None]
"""Sends a request on; None where it is held back."""


@dataclass
class Relay:
    """The place.

    Attributes:
        url: where it is.
        planted: the call of its own that breaks down, as `POST /planted-1f`.
        page: the path of the page of its own.
    """

    url: str
    planted: str
    page: str


@contextmanager
def relayed(document: Mapping[str, Any], forward: Forward, *, harmless: bool = False) -> Iterator[Relay]:
    """Serves a description with two calls more, and sends requests on, one after the other.

    Args:
        document: the OpenAPI document; its servers and its ways of signing in are left out.
        harmless: the calls of its own do nothing wrong.
    """
    path = f"/planted-{secrets.token_hex(6)}"
    served = json.dumps(_described(document, path, harmless)).encode()
    one_at_a_time = threading.Lock()

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def handle_one_request(self) -> None:
            with suppress(ConnectionError):
                super().handle_one_request()

        def answer(self) -> None:
            length = self.headers.get("Content-Length", "0")
            size = int(length) if length.isdigit() else 0
            asked = Asked(self.command, self.path, dict(self.headers.items()), self.rfile.read(size))
            self._reply(self._found(asked))

        def _found(self, asked: Asked) -> Replied:
            bare = asked.target.partition("?")[0]
            if bare == DOCUMENT and asked.method == "GET":
                return Replied(200, "application/json", served)
            if bare == path:
                return _planted(asked, harmless)
            if bare == f"{path}/page":
                return _page(asked, harmless)
            if len(asked.body) > LONGEST_BODY:
                return Replied(HELD_BACK)
            with one_at_a_time:
                return forward(asked) or Replied(HELD_BACK)

        def _reply(self, replied: Replied) -> None:
            self.send_response(replied.status)
            if replied.content_type:
                self.send_header("Content-Type", replied.content_type)
            if replied.status >= 200 and replied.status not in (204, 304):
                self.send_header("Content-Length", str(len(replied.body)))
            self.end_headers()
            if self.command != "HEAD" and replied.status not in (204, 304):
                self.wfile.write(replied.body)

        def log_message(self, format: str, *arguments: Any) -> None:
            """Nothing: whoever made the place notes what is asked."""

    for method in METHODS:
        setattr(Answering, f"do_{method}", Answering.answer)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    relay = Relay(f"http://127.0.0.1:{server.server_port}", f"POST {path}", f"{path}/page")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield relay
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _described(document: Mapping[str, Any], path: str, harmless: bool) -> dict[str, Any]:
    """The description as it is served. No address of another place is left in it, and no way of signing in."""
    kept = {name: value for name, value in document.items() if name not in ("servers", "security")}
    told = {"description": "held back", "content": {}}
    paths = {
        name: {key: _operation(key, value, told) for key, value in item.items() if key != "servers"}
        for name, item in document.get("paths", {}).items()
        if isinstance(item, Mapping)
    }
    schema = _STURDY if harmless else _BREAKS_ON_NOTHING
    own = {
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {"200": {"description": "done"}, "400": {"description": "not understood"}},
    }
    asking = {"name": "name", "in": "query", "schema": {"type": "string"}, "example": "a"}
    page = {"parameters": [asking], "responses": {"200": {"description": "a page", "content": {"text/html": {}}}}}
    return {**kept, "paths": {path: {"post": own}, f"{path}/page": {"get": page}, **paths}}


def _operation(key: str, value: Any, told: Mapping[str, Any]) -> Any:
    if key.upper() not in METHODS or not isinstance(value, Mapping):
        return value
    kept = {name: part for name, part in value.items() if name not in ("servers", "security")}
    return {**kept, "responses": {**value.get("responses", {}), str(HELD_BACK): told}}


def _planted(asked: Asked, harmless: bool) -> Replied:
    """Breaks down where a value inside of the body is null, as the carelessly written do."""
    if asked.method != "POST":
        return Replied(405)
    try:
        told = json.loads(asked.body)["planted"]["inner"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return Replied(400)
    if told is None and not harmless:
        return Replied(500, "text/plain", b"Internal Server Error")
    return Replied(200)


def _page(asked: Asked, harmless: bool) -> Replied:
    """A page that greets by name; a name that is a script runs in the browser of whoever follows the link."""
    if asked.method not in ("GET", "HEAD"):
        return Replied(405)
    name = parse_qs(asked.target.partition("?")[2]).get("name", [""])[0]
    shown = "" if harmless else name
    return Replied(200, "text/html", f"<html><body>Hello {shown}</body></html>".encode("utf-8", "replace"))
