"""A list of known weaknesses, kept as a file or folder of OSV records, and served on this machine as OSV does.

The format: https://ossf.github.io/osv-schema/ (version 1). A list is blind after its last day.
"""

from __future__ import annotations

import json
import threading
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from acceptance import json_text
from acceptance.instruments.scanners.result import Blind

Advisory = Mapping[str, Any]
_NEVER = "0.dev0"
"""A version that nothing but the beginning holds: each range of a record is looked at for it."""
LONGEST_QUESTION = 100_000


@dataclass(frozen=True)
class Advisories:
    """The records by the package that they are about, and the day of the latest."""

    by_package: Mapping[str, tuple[Advisory, ...]]
    newest: date

    def about(self, name: str, version: str) -> list[Advisory]:
        """Those that this version of a package is affected by; withdrawn ones are not."""
        package = canonicalize_name(name)
        return [one for one in self.by_package.get(package, ()) if _affects(one, package, version)]

    def record(self, name: str, id_: str) -> Advisory | None:
        """The record of a package with this id or alias."""
        known = self.by_package.get(canonicalize_name(name), ())
        return next((one for one in known if id_ in (one["id"], *one.get("aliases", []))), None)


@dataclass
class Server:
    """Where the list is served, and which questions were answered."""

    address: str
    answered: set[tuple[str, str]] = field(default_factory=set)


def read_advisories(path: Path) -> Advisories:
    """All records of a ZIP file or folder.

    Raises:
        Blind: it is not there, a record cannot be read, or there is none.
    """
    by_package, newest = defaultdict(list), ""
    for name, text in _texts(path):
        try:
            record = json_text.loads(text)
            newest = max(newest, str(record["modified"])[:10])
            if record["id"] and "withdrawn" not in record:
                for package in _packages(record):
                    _affects(record, package, _NEVER)  # whoever asks later finds no fault in it
                    by_package[package].append(record)
        except (ValueError, KeyError, TypeError, AttributeError, StopIteration):
            raise Blind(f"{name} in the list of advisories is no advisory") from None
    if not by_package:
        raise Blind(f"the list of advisories {path.name} tells of nothing")
    try:
        last = date.fromisoformat(newest)
    except ValueError:
        raise Blind(f"the list of advisories {path.name} has no readable day") from None
    if last > datetime.now(UTC).date() + timedelta(days=1):
        raise Blind(f"the list of advisories {path.name} says that it is of {last}, which is still to come")
    return Advisories({name: tuple(records) for name, records in by_package.items()}, last)


@contextmanager
def served(advisories: Advisories) -> Iterator[Server]:
    """Answers questions about packages on a port of this machine that nobody else reaches."""

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            try:
                asked = json.loads(self.rfile.read(min(length, LONGEST_QUESTION)))
                name, version = str(asked["package"]["name"]), str(asked["version"])
            except (ValueError, KeyError, TypeError):
                self.send_error(400)
                return
            answer = json.dumps({"vulns": advisories.about(name, version)}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)
            told.answered.add((canonicalize_name(name), version))

        def log_message(self, format: str, *arguments: Any) -> None:
            """Nothing: what was asked is counted."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    told = Server(f"http://127.0.0.1:{server.server_port}/v1/query")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _texts(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        if path.is_dir():
            yield from ((file.name, file.read_bytes()) for file in sorted(path.rglob("*.json")))
            return
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith(".json"):
                    yield name, archive.read(name)
    except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, EOFError) as error:  # RuntimeError: a password
        why = error.strerror if isinstance(error, OSError) and error.strerror else f"no whole, open ZIP file ({error})"
        raise Blind(f"the list of advisories {path.name} cannot be read: {why}") from None


def _packages(record: Advisory) -> set[str]:
    return {canonicalize_name(one["package"]["name"]) for one in _of_python(record)}


def _of_python(record: Advisory) -> Iterator[Mapping[str, Any]]:
    for one in record.get("affected", []):
        if one.get("package", {}).get("ecosystem") == "PyPI":
            yield one


def _affects(record: Advisory, package: str, version: str) -> bool:
    affected = [one for one in _of_python(record) if canonicalize_name(one["package"]["name"]) == package]
    return any(_named(one, version) or _in_a_range(one, version) for one in affected)


def _named(affected: Mapping[str, Any], version: str) -> bool:
    return any(_same(known, version) for known in affected.get("versions", []))


def _in_a_range(affected: Mapping[str, Any], version: str) -> bool:
    """Whether one of its ranges holds the version. Where neither versions nor such ranges are given, all are meant:
    what cannot be told apart must not pass."""
    ranges = [one for one in affected.get("ranges", []) if one.get("type") in ("ECOSYSTEM", "SEMVER")]
    if not ranges and not affected.get("versions"):
        return True
    try:
        asked = Version(version)
    except InvalidVersion:  # it cannot be told apart from those within
        return bool(ranges)
    found = [_inside(one["events"], asked) for one in ranges]  # each is looked at, so that each fault is found
    return True in found


def _inside(events: list[Mapping[str, str]], version: Version) -> bool:
    """The events in the order of their versions; the last one at or before the version decides."""
    inside = False
    for kind, at in sorted((_event(one) for one in events), key=lambda one: (one[1], one[0] == "introduced")):
        if kind == "introduced" and at <= version:
            inside = True
        elif (kind in ("fixed", "limit") and at <= version) or (kind == "last_affected" and at < version):
            inside = False
    return inside


def _event(event: Mapping[str, str]) -> tuple[str, Version]:
    """An event that cannot be read ends nothing, and begins at the beginning: its versions count as affected."""
    (kind, text), *_ = event.items()
    try:
        return kind, Version("0.dev0" if text == "0" else text)
    except InvalidVersion:
        return "introduced" if kind == "introduced" else "unreadable", Version("0.dev0")


def _same(known: str, version: str) -> bool:
    try:
        return Version(known) == Version(version)
    except InvalidVersion:
        return known == version
