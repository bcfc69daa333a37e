"""Whether a profile is of production: said in its file, by itself, and not to be talked out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from acceptance.outcome import ConfigurationError
from acceptance.text_file import text_of
from acceptance.yaml_document import Document, read_document

KEY = "production"
LIVE = re.compile(r"(prod|production|prd|live)\d*", re.IGNORECASE)
ADDRESSES = {"url", "host", "endpoint", "bootstrap", "address", "careless", "token_url"}
"""Keys of a profile under which an address stands."""

_UNREAD = "make it readable, or move it away: whether its hosts are production's has to be known before others are used"

UNDERSTOOD = "ACCEPTANCE_UNDERSTOOD"
"""Set for the processes of one run: the environment that was confirmed for it, and the run's id."""


def faults(document: Document, path: Path, filled: Any) -> Iterator[ConfigurationError]:
    """What is wrong with what a profile says of production.

    Args:
        document: the profile as it is written.
        path: its file; the profiles beside it say which hosts are production's.
        filled: its content with the variables filled in.
    """
    written = document.content.get(KEY, False)
    if not isinstance(written, bool):
        yield document.fault((KEY,), "write true or false here itself: what production is must not hang on a variable")
        return
    if written:
        return
    if LIVE.fullmatch(str(document.content.get("name", ""))) or LIVE.fullmatch(path.stem):
        yield document.fault((KEY,), f"a profile called {path.stem} is production's: write production: true")
    known = _hosts_of_production(path)
    for place, host in _hosts(filled, ()):
        if host in known:
            sentence = f"{host} is a host of production, by {known[host]}: write production: true, or another host"
            yield document.fault(place, sentence)
        elif any(LIVE.fullmatch(label) for label in re.split(r"[.-]", host)):
            yield document.fault(place, f"{host} is production's by its name: write production: true, or another host")


def _hosts_of_production(path: Path) -> dict[str, Path]:
    """Every host, written as such, of the production profiles beside this one."""
    found: dict[str, Path] = {}
    for other in sorted(path.parent.glob("*.yaml")):
        if other.name == path.name or KEY not in text_of(other, _UNREAD):
            continue
        content = read_document(other).content
        if isinstance(content, dict) and content.get(KEY) is True:
            found |= {host: other for _, host in _hosts(content, ()) if "$" not in host}
    return {host: other for host, other in found.items() if not _is_here(host)}


def _is_here(host: str) -> bool:
    return host == "localhost" or host.startswith("127.") or host == "::1"


def _hosts(node: Any, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Place and host of every address below a node."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key in ADDRESSES and isinstance(value, str):
                yield from (((*place, key), host) for host in _named(value))
            else:
                yield from _hosts(value, (*place, key))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _hosts(value, (*place, number))


def _named(value: str) -> Iterator[str]:
    for one in value.split(","):
        try:
            host = urlsplit(one.strip() if "://" in one else f"//{one.strip()}").hostname
        except ValueError:
            continue
        if host:
            yield host.lower().rstrip(".")


def understanding(environment: str, run_id: str) -> dict[str, str]:
    """The variable that tells the processes of a run which environment was confirmed; it is good for no other run."""
    return {UNDERSTOOD: f"{environment} {run_id}"}


def confirmed(variables: Mapping[str, str], run_id: str) -> str | None:
    """The environment that was confirmed for a run, or None."""
    environment, _, named = variables.get(UNDERSTOOD, "").partition(" ")
    return environment if named == run_id and environment else None
