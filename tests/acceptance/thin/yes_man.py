"""A server that says yes to every operation of a profile, in the profile's own words. It is no platform: it only lets
scenarios go on past their HTTP calls, so that what they ask of the profile later is reached."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
NUMBERS = ("score", "sequence", "points", "rows", "records", "age", "income", "debt_ratio", "employment_years", "floor")
TIMES = ("time", "_at", "since", "until", "due")
LISTS = ("removed", "kept", "figures", "objects")


@contextmanager
def saying_yes(profile: Mapping[str, Any]) -> Iterator[str]:
    """The URL of a server for the operations of a profile, as parsed."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, content = answer_to(profile, self.command, self.path.partition("?")[0])
            body = b"" if status == 204 else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

        def log_message(self, *_: Any) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def answer_to(profile: Mapping[str, Any], method: str, path: str) -> tuple[int, Any]:
    """The success and the content that some operation of the profile, or several of them, would call for."""
    if path == "/openapi.json":
        return 200, {"openapi": "3.1.0", "paths": {}}
    content: dict[str, Any] = {}
    status = 200
    for name, operation in profile["operations"].items():
        pattern = "[^/]+".join(map(re.escape, PLACEHOLDER.split(operation["path"].partition("?")[0])))
        if operation["method"] == method and re.fullmatch(pattern, path):
            status = operation.get("success", [200])[0]
            for word, place in operation.get("answer", {}).items():
                _put(content, place, value_of(word))
            for population in profile.get("populations", {}).values():
                if population.get("operation") == name:
                    record: dict[str, Any] = {}
                    for word, place in population["fields"].items():
                        _put(record, place, value_of(word))
                    _put(content, population.get("items", ""), [record])
    return status, content


def value_of(word: str) -> Any:
    """Something that may stand for a word."""
    if any(word.endswith(time) for time in TIMES):
        return "2026-01-01T00:00:00+00:00"
    if word in LISTS:
        return []
    if word == "cut_offs":
        return {"low": 700, "medium": 600, "high": 500}
    return 500 if any(word.endswith(number) for number in NUMBERS) or word.endswith("_id") else f"some {word}"


def _put(content: dict[str, Any], place: str, value: Any) -> None:
    *way, last = place.split(".")
    for part in way:
        inner = content.setdefault(part, {})
        content = inner if isinstance(inner, dict) else {}
    content.setdefault(last, value)
