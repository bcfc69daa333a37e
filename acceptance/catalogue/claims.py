"""`controls/proofs/<framework>.txt`: one line a defect that was tried, and what they say of the controls."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from acceptance.catalogue import ids
from acceptance.catalogue.catalogue import CONTROLS, Framework
from acceptance.outcome import ConfigurationError
from acceptance.specification import control_folders
from acceptance.text_file import text_of

FOLDER = "proofs"
_AND = " && "
_LINE = re.compile(
    r"(?P<defect>\S+) (?P<verdict>killed|survived) (?P<key>[0-9a-f]{16}|-) (?P<found>\d{4}-\d\d-\d\d)"
    r" beside (?P<beside>\d{4}-\d\d-\d\d|-) in (?P<seconds>\d+(\.\d+)?) s on (?P<env>\S+)"
    rf"(?: by (?P<by>.+?))?(?: having executed (?P<executed>(?:{ids.ID})+))?"
)
_HEAD = (
    "# What came of each defect, one line each, written by `acceptance prove`:\n"
    "# defect, verdict, key of the claim, day; the day when nothing beside it turned red; seconds; profile; by whom;\n"
    "# and the ids of all that they executed and read, by which any clone sees whether the claim still stands.\n"
)


@dataclass(frozen=True)
class Claim:
    """These scenarios caught this defect, with the checks, the profile and the defect that the key names.

    Attributes:
        killed: False when it survived; then there is no key.
        found: the day.
        beside: the day on which nothing beside it turned red, a claim of its own; None when something did.
        env: the profile of the platform that has the defect.
        by: the scenarios that caught it, as `feature > name`; they look first the next time.
        executed: the ids of what these executed and read.
    """

    defect: str
    killed: bool
    key: str
    found: date
    beside: date | None
    seconds: float
    env: str
    by: tuple[str, ...] = ()
    executed: frozenset[str] = frozenset()

    def __str__(self) -> str:
        said = "killed" if self.killed else "survived"
        line = f"{self.defect} {said} {self.key or '-'} {self.found} beside {self.beside or '-'}"
        line = f"{line} in {self.seconds:.1f} s on {self.env}"
        line += f" by {_AND.join(self.by)}" if self.by else ""
        return line + (f" having executed {ids.written(self.executed)}" if self.executed else "")

    @property
    def digest(self) -> str:
        """Names this very claim."""
        return hashlib.sha256(str(self).encode()).hexdigest()[:16]


Claims = Mapping[str, Claim]
"""By defect."""


@dataclass(frozen=True)
class ControlProof:
    """What is known of one control: it has caught `by`, and not yet, not any more or not at all the others.

    Attributes:
        new: declared defects without a claim.
        changed: defects whose claim does not stand any more, and what changed.
        survived: defects that it let pass.
        age_days: of the oldest claim.
    """

    by: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    changed: tuple[tuple[str, str], ...] = ()
    survived: tuple[str, ...] = ()
    age_days: int = 0

    @property
    def proven(self) -> bool:
        """Every declared defect has a claim that stands, and there is one."""
        return bool(self.by) and not (self.new or self.changed or self.survived)

    @property
    def words(self) -> str:
        """As a reader sees it, with the reason: `proven by 3 defects, the oldest today`, `unproven (new: ID)`."""
        if self.proven:
            age = {0: "today", 1: "yesterday"}.get(self.age_days, f"{self.age_days} days ago")
            return f"proven by {len(self.by)} defect{'s' if len(self.by) > 1 else ''}, the oldest {age}"
        if self.survived:
            return f"unproven (survived: {_named(self.survived)})"
        if self.changed:
            first, more = self.changed[0][1], len(self.changed) - 1
            return f"unproven (changed: {first}{f', and {more} more' if more else ''})"
        return f"unproven (new: {_named(self.new)})" if self.new else "unproven"


def read_claims(folder: Path | None = None) -> dict[str, Claim]:
    """Every claim of a folder; by default the specification's, and in their place those of the folder at hand.

    Raises:
        ConfigurationError: a line is no claim, or a defect has two.
    """
    if folder is None:
        return {name: claim for one in control_folders() for name, claim in read_claims(one).items()}
    found: dict[str, Claim] = {}
    for path in sorted((folder / FOLDER).glob("*.txt")):
        for number, line in enumerate(text_of(path).split("\n"), 1):
            if line.strip() and not line.startswith("#"):
                claim = _parsed(line, f"{path}:{number}")
                if claim.defect in found:
                    raise ConfigurationError(f"{path}:{number}: {claim.defect} stands twice; remove one of the lines.")
                found[claim.defect] = claim
    return found


def write_claims(claims: Iterable[Claim], framework_of: Mapping[str, str], folder: Path = CONTROLS) -> None:
    """Writes the files, each in one piece and only when it says something else; one without a claim is removed.

    Args:
        framework_of: the framework of each defect; claims about other defects are dropped.
    """
    by_framework: dict[str, list[Claim]] = {name: [] for name in framework_of.values()}
    for claim in sorted(claims, key=lambda one: one.defect):
        if claim.defect in framework_of:
            by_framework[framework_of[claim.defect]].append(claim)
    target = folder / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    for name, lines in by_framework.items():
        text, path = _HEAD + "".join(f"{one}\n" for one in lines), target / f"{name}.txt"
        if not lines:
            path.unlink(missing_ok=True)
        elif not path.exists() or path.read_text("utf-8") != text:
            fresh = path.with_suffix(".new")
            fresh.write_text(text, "utf-8")
            fresh.replace(path)


def proofs_of(
    frameworks: Iterable[Framework], claims: Claims, stale: Mapping[str, str], today: date
) -> dict[str, ControlProof]:
    """What is known of each control.

    Args:
        stale: defects whose claims do not stand any more, and what changed.
    """
    return {
        control.id: _of(tuple(control.catches), claims, stale, today)
        for framework in frameworks
        for control in framework.controls
    }


def _of(declared: tuple[str, ...], claims: Claims, stale: Mapping[str, str], today: date) -> ControlProof:
    tried = [one for one in declared if one in claims]
    killed = [one for one in tried if claims[one].killed]
    by = tuple(one for one in killed if one not in stale)
    return ControlProof(
        by=by,
        new=tuple(one for one in declared if one not in claims),
        changed=tuple((one, stale[one]) for one in killed if one in stale),
        survived=tuple(one for one in tried if not claims[one].killed),
        age_days=max(((today - claims[one].found).days for one in by), default=0),
    )


def _parsed(line: str, where: str) -> Claim:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ConfigurationError(
            f"{where}: this is no line of `acceptance prove`; remove it, and prove {line.split()[0]!r:.80} again."
        )
    try:
        days = [date.fromisoformat(match[name]) if match[name] != "-" else None for name in ("found", "beside")]
    except ValueError as error:
        raise ConfigurationError(f"{where}: {error}; remove the line, and prove {match['defect']} again.") from None
    if max(filter(None, days)) > datetime.now(UTC).date() + timedelta(days=1):
        raise ConfigurationError(
            f"{where}: its day is still to come; set this machine's clock right, or prove {match['defect']} again."
        )
    killed, key = match["verdict"] == "killed", match["key"].strip("-")
    if days[0] is None or not killed == bool(key) == bool(match["executed"]):
        raise ConfigurationError(
            f"{where}: a claim has a key, and ids of what was executed, if and only if its defect was killed; "
            f"remove the line, and prove {match['defect']} again."
        )
    return Claim(
        defect=match["defect"],
        killed=killed,
        key=key,
        found=days[0],
        beside=days[1],
        seconds=float(match["seconds"]),
        env=match["env"],
        by=tuple(match["by"].split(_AND)) if match["by"] else (),
        executed=ids.read(match["executed"] or ""),
    )


def _named(ids: tuple[str, ...]) -> str:
    return ids[0] + (f" and {len(ids) - 1} more" if len(ids) > 1 else "")
