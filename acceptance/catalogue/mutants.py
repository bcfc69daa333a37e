"""`controls/mutants/`: what came of seeded samples of mutants; and `equivalent.txt`, which explains those that change
nothing anybody could see.

A file of a sample is named for its profile, and for the controls that it was narrowed to; its first line tells of the
sample, each other one of a mutant. An explanation holds for the digest of a change, wherever it stands now.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from acceptance import json_text
from acceptance.catalogue.catalogue import CONTROLS
from acceptance.outcome import ConfigurationError
from acceptance.specification import control_folders
from acceptance.text_file import text_of

FOLDER = "mutants"
EQUIVALENT = "equivalent.txt"
_EXPLAINED = re.compile(r"(?P<digest>\S+) (?P<mutant>\S+) because (?P<why>\S.*)")
_Told = TypeVar("_Told", bound=BaseModel)
Came = Literal["killed", "survived", "broken", "equivalent"]


class Sample(BaseModel):
    """Which mutants were drawn, from what, and when.

    Attributes:
        platform: names the platform's code, by all its mutants.
        suite: names the checks.
        mutants, reached: how many there are, and how many of them in code that a scenario executes, or may execute.
        within: what narrowed the scenarios: controls or a framework; empty for all of them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    env: str
    seed: int
    platform: str
    suite: str
    mutants: int
    reached: int
    scenarios: int
    within: str = ""
    begun: date

    def asked(self, control: str, framework: str) -> bool:
        """Whether the scenarios of a control looked for these mutants."""
        return not self.within or bool({control, framework} & set(self.within.split(", ")))


class MutantResult(BaseModel):
    """What came of one mutant.

    Attributes:
        came: killed by a violation; survived all that were tried; broken, where the platform did not come up or no
            scenario could tell anything, which says nothing of the suite; equivalent, where that is explained.
        by: the scenario that killed it.
        controls: of that scenario.
        reason: its words, or why the mutant is broken or equivalent, or who noticed something without a violation.
        tried, of: how many scenarios looked, of those that execute it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    digest: str
    came: Came
    by: str = ""
    controls: tuple[str, ...] = ()
    reason: str = ""
    tried: int = 0
    of: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Campaign:
    """A sample, and what came of its mutants so far."""

    sample: Sample
    results: tuple[MutantResult, ...]

    def explained_by(self, explained: Mapping[str, str]) -> Campaign:
        """The same, with each survivor that is explained as an equivalent one."""
        return replace(self, results=tuple(_explained(one, explained) for one in self.results))

    def count(self, came: Came) -> int:
        return sum(one.came == came for one in self.results)

    @property
    def valid(self) -> int:
        """Those that say something of the suite."""
        return self.count("killed") + self.count("survived")

    @property
    def by_control(self) -> dict[str, int]:
        """How many each control was the first to catch; a scenario may be of several."""
        return dict(sorted(Counter(control for one in self.results for control in one.controls).items()))

    @property
    def words(self) -> str:
        """The rate with its interval, in one sentence."""
        killed, valid = self.count("killed"), self.valid
        beside = f"{self.count('broken')} broken and {self.count('equivalent')} equivalent ones beside them"
        if not valid:
            return f"no mutant says anything so far; {beside}"
        from acceptance.record.statistics import interval  # it needs scipy, and most who read campaigns do not

        low, high = interval(killed, valid)
        noticed = sum(one.came == "survived" and bool(one.reason) for one in self.results)
        unclear = (
            f"{noticed} more made a scenario inconclusive" if noticed else "none made a scenario inconclusive only"
        )
        rate = f"{killed / valid:.0%}, at 95 % from {low:.0%} to {high:.0%}"
        return f"{killed} of {valid} mutants caught ({rate}); {unclear}; {beside}"


def mutants_file(sample: Sample, folder: Path = CONTROLS) -> Path:
    """Where the results of a sample are kept."""
    words = re.findall(r"[\w-]+", f"{sample.env} {sample.within}")
    return folder / FOLDER / f"{'-'.join(words)}.jsonl"


def read_campaign(path: Path) -> Campaign | None:
    """What a file tells, or None where there is none.

    Raises:
        ConfigurationError: a line is not as it was written.
    """
    if not os.path.lexists(path):
        return None
    remedy = "this was not written by `acceptance prove --mutants`; remove the file and try the mutants again"
    first, *others = text_of(path, remedy).removesuffix("\n").split("\n")
    sample = _written(Sample, first, f"{path}:1: {remedy}.")
    results: dict[str, MutantResult] = {}
    for number, line in enumerate(others, 2):
        result = _written(MutantResult, line, f"{path}:{number}: {remedy}.")
        if result.id in results:
            raise ConfigurationError(f"{path}:{number}: {result.id} stands twice; {remedy}.")
        results[result.id] = result
    return Campaign(sample, tuple(results.values()))


def write_campaign(campaign: Campaign, path: Path) -> None:
    """Writes the file in one piece."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    told = (campaign.sample, *sorted(campaign.results, key=lambda one: one.id))
    fresh.write_text("".join(f"{one.model_dump_json(exclude_defaults=True)}\n" for one in told), "utf-8")
    fresh.replace(path)


def read_campaigns() -> list[Campaign]:
    """Every campaign of the specification and of the folder at hand; what was explained since is equivalent."""
    folders = control_folders()
    explained = {digest: why for one in folders for digest, why in read_equivalent(one).items()}
    paths = [path for one in folders for path in sorted((one / FOLDER).glob("*.jsonl"))]
    return [found.explained_by(explained) for path in paths if (found := read_campaign(path)) is not None]


def read_equivalent(folder: Path = CONTROLS) -> dict[str, str]:
    """Why a mutant changes nothing that anybody could see, by its digest; a line is `DIGEST MUTANT because WHY`.

    Raises:
        ConfigurationError: a line is no such explanation.
    """
    path = folder / FOLDER / EQUIVALENT
    found: dict[str, str] = {}
    for number, line in enumerate(text_of(path).split("\n") if os.path.lexists(path) else (), 1):
        if line.strip() and not line.startswith("#"):
            match = _EXPLAINED.fullmatch(line)
            if match is None:
                raise ConfigurationError(f"{path}:{number}: write the digest, the mutant, `because` and why.")
            if match["digest"] in found:
                raise ConfigurationError(
                    f"{path}:{number}: {match['digest']} is explained twice; keep one of the lines."
                )
            found[match["digest"]] = match["why"]
    return found


def each_once(campaigns: Iterable[Campaign]) -> list[MutantResult]:
    """The results of several samples; one that was drawn several times counts once, as it came out the last time."""
    ordered = sorted(campaigns, key=lambda one: one.sample.begun)
    return list({one.digest: one for campaign in ordered for one in campaign.results}.values())


def _written(model: type[_Told], line: str, fault: str) -> _Told:
    """What a line tells, in the one way that its writer has of telling it."""
    try:
        return model.model_validate(json_text.strictly(line))
    except ValueError:
        raise ConfigurationError(fault) from None


def _explained(one: MutantResult, explained: Mapping[str, str]) -> MutantResult:
    if one.came != "survived" or one.digest not in explained:
        return one
    return one.model_copy(update={"came": "equivalent", "reason": explained[one.digest]})
