"""Passwords and keys in files, by detect-secrets."""

from __future__ import annotations

import json
import secrets
import shutil
import string
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from acceptance.instruments.scanners.files import files_of
from acceptance.instruments.scanners.result import OVERLOOKED, Blind, Finding, Reported, Scan, Severity
from acceptance.instruments.scanners.tool import Tool, report_of

ABOUT = "secrets in files"
LARGEST_BYTES = 5_000_000
HEARD = ("detect_secrets.filters.allowlist.is_line_allowlisted",)
"""What lets a line excuse itself: switched off."""
OFTEN_ELSE = {"Hex High Entropy String", "Base64 High Entropy String"}
"""Kinds that are often digests or names: medium. Every other kind is high."""
BY_FORM = {".py", ".yaml", ".yml", ".ini", ".cfg", ".json", ".toml", ".js", ".ts", ".java", ".go", ".sh", ".sql", ".tf"}
"""Kinds of files whose form the scanner knows. Any other is read as plain text: it would pass over some by their name.
"""


def planted_key() -> str:
    """A key for a cloud that has the right form and opens nothing."""
    return "AKIA" + "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(16))


def scan_secrets(roots: Iterable[Path], tool: Tool, sample: str | None = None) -> Reported:
    """Scans a copy of every text file below `roots`, with a planted sample of every kind of file in the same pass.

    Args:
        sample: the planted line; a key of its own where nothing is said.

    Raises:
        Blind: the scanner is not there or left no report.
    """
    files = files_of(roots).at
    texts = {name: path for name, path in files.items() if _is_text(path)}
    if not texts:
        raise Blind("there is no text file where the profile says that secrets are looked for")
    copy = tool.folder / "copy"
    copied = _copied(texts, copy)
    planted = _planted({Path(name).suffix for name in copied}, copy, sample or f"access key = {planted_key()}\n")
    report = report_of(_run(tool, copy), "detect-secrets", "results", "version")
    results = {str(Path(copy, name).relative_to(copy)): entries for name, entries in report["results"].items()}
    blind = _why_blind(planted, results)
    found = tuple(_findings(results, copied))
    covered = {"text files": len(texts)}
    shown = {copied.get(name, name): list(map(_shown, entries)) for name, entries in results.items()}
    scan = Scan(ABOUT, "detect-secrets", str(report["version"]), None, covered, found, blind)
    return Reported(scan, json.dumps({**report, "results": shown}, indent=1))


def _copied(texts: Mapping[str, Path], copy: Path) -> dict[str, str]:
    """Copies the files under numbers, for a scanner passes over some names: the name there -> the name here."""
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    copied = {}
    for number, (name, path) in enumerate(texts.items()):
        kind = Path(name).suffix
        place = f"{number:05}{kind if kind in BY_FORM else '.txt'}"
        shutil.copyfile(path, copy / place)
        copied[place] = name
    return copied


def _planted(kinds: Iterable[str], copy: Path, line: str) -> list[str]:
    """One planted file of each kind: their names."""
    planted = [f"planted{kind}" for kind in sorted(kinds)]
    for name in planted:
        (copy / name).write_text(line)
    return planted


def _run(tool: Tool, copy: Path) -> str:
    off = [word for name in HEARD for word in ("--disable-filter", name)]
    ran = tool.run(["-C", str(copy), "scan", "--all-files", "--no-verify", *off, "."])
    if not ran.output.strip():
        raise Blind(f"detect-secrets left no report: {ran.errors.strip()[-200:] or f'it ended with {ran.code}'}")
    return ran.output


def _why_blind(planted: Sequence[str], results: Mapping[str, Any]) -> str:
    missed = [Path(name).suffix for name in planted if not results.get(name)]
    return f"detect-secrets {OVERLOOKED} in {', '.join(missed)} files" if missed else ""


def _findings(results: Mapping[str, Any], copied: Mapping[str, str]) -> Iterator[Finding]:
    seen = Counter[tuple[str, str]]()
    for name, entries in results.items():
        for entry in entries if name in copied else ():
            try:
                kind, line = str(entry["type"]), int(entry["line_number"])
            except (KeyError, TypeError, ValueError) as error:
                raise Blind(f"a finding in the report of detect-secrets cannot be read: {error!r}") from None
            seen[kind, copied[name]] += 1
            # Not by the secret, nor by its digest: a weak password can be guessed from that.
            mark = str(seen[kind, copied[name]])
            severity = Severity.MEDIUM if kind in OFTEN_ELSE else Severity.HIGH
            fix = "keep it in the secret store, and replace it by another"
            yield Finding(kind, f"what looks like a secret ({kind})", severity, copied[name], mark, line, fix)


def _shown(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of the report without the digest of the secret, and without the name of the copy."""
    return {key: value for key, value in entry.items() if key not in ("hashed_secret", "filename")}


def _is_text(path: Path) -> bool:
    """Whether it can be read as text; larger files than anybody writes by hand are left to the search of stores."""
    if path.stat().st_size > LARGEST_BYTES:
        return False
    content = path.read_bytes()
    if b"\0" in content:
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(content.strip())
