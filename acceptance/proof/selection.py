"""Which defects are proven, and which scenarios are run for each."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from acceptance.outcome import ConfigurationError
from acceptance.platform.defects import Defect
from acceptance.record.summary import control_ids
from acceptance.runner.schedule import UNKNOWN_S
from acceptance.runner.selection import LAST, SERIAL

WHOLE_RUN = "whole-run"
"""Tag of scenarios that judge the run as a whole: in a part of it they cannot tell anything."""
SHORTEST_S = 0.1
"""What any scenario takes at least, however short it was."""
BYSTANDER_WITHIN_S = 2.0
"""A scenario that takes longer is no bystander, unless all are."""
_WITHOUT_A_WORD = 0.1
"""So much is to be hoped from a scenario that shares no word with a defect; from one that alone has a word of it, 1.1.

Over 74 claims, who catches was found after 7.2 s on average instead of 8.9; twice or half as much changes little.
"""


@dataclass(frozen=True)
class Known:
    """A scenario of the features, by its place; `name` is what proofs call it."""

    id: str
    name: str
    controls: frozenset[str]
    tags: frozenset[str]

    @classmethod
    def from_identity(cls, identity: Mapping[str, Any]) -> Known:
        """From what the record says of a scenario."""
        name = f"{identity['feature']} > {identity['name']}"
        return cls(identity["id"], name, frozenset(control_ids(identity["tags"])), frozenset(identity["tags"]))


@dataclass(frozen=True)
class Seen:
    """What the run on the clean platform told of a scenario."""

    seconds: float
    operations: frozenset[str]


def wanted_defects(
    all_: Sequence[Defect], *, ids: Sequence[str] = (), controls: Sequence[str] = (), framework: str | None = None
) -> list[Defect]:
    """The defects that somebody asked for: by their ids, by controls that must catch them, by framework.

    Raises:
        ConfigurationError: a name is not known, or nothing is left.
    """
    _require_known("defect", ids, [one.id for one in all_])
    _require_known("control with a defect", controls, {control for one in all_ for control in one.must_catch})
    _require_known("framework", [framework] if framework else [], {one.framework for one in all_})
    chosen = [
        one
        for one in all_
        if (not ids or one.id in ids)
        and (not controls or set(controls) & set(one.must_catch))
        and (framework is None or one.framework == framework)
    ]
    if not chosen:
        raise ConfigurationError(
            "No defect is left to prove: the platform has none, or the options exclude each other."
        )
    return chosen


def provable(scenarios: Iterable[Known]) -> list[Known]:
    """Without those that judge a whole run."""
    return [one for one in scenarios if WHOLE_RUN not in one.tags]


def for_the_clean_run(
    scenarios: Sequence[Known], defects: Iterable[Defect], *, everything: bool, seconds: Mapping[str, float]
) -> list[str]:
    """The places of all scenarios that are needed to prove these defects.

    Args:
        everything: run every scenario; else only those of controls that must catch something, and the quickest of
            every other control, unless it is known to be too slow for a bystander.
        seconds: how long scenarios lasted earlier.
    """
    if everything:
        return [one.id for one in scenarios]
    must = {control for defect in defects for control in defect.must_catch}
    chosen = {one.id for one in scenarios if one.controls & must}
    for control in sorted({control for one in scenarios for control in one.controls} - must):
        candidates = [
            one
            for one in scenarios
            if control in one.controls
            and SERIAL not in one.tags
            and seconds.get(one.id, UNKNOWN_S) <= BYSTANDER_WITHIN_S
        ]
        if candidates:
            chosen.add(min(candidates, key=lambda one: seconds.get(one.id, UNKNOWN_S)).id)
    return [one.id for one in scenarios if one.id in chosen]


def dealt(places: Sequence[str], seconds: Mapping[str, float], hands: int) -> list[list[str]]:
    """Places in so many parts that should take about equally long, each in the order of all; no part is empty.

    Args:
        seconds: how long scenarios lasted earlier.
    """
    parts: list[set[str]] = [set() for _ in range(hands)]
    total = [0.0] * hands
    for place in sorted(places, key=lambda one: -seconds.get(one, UNKNOWN_S)):
        least = total.index(min(total))
        parts[least].add(place)
        total[least] += max(seconds.get(place, UNKNOWN_S), SHORTEST_S)
    return [[place for place in places if place in part] for part in parts if part]


def for_a_defect(
    scenarios: Sequence[Known],
    defect: Defect,
    seen: Mapping[str, Seen],
    *,
    all_bystanders: bool,
    caught_by: Iterable[str] = (),
) -> list[str]:
    """The places of the scenarios to run with a defect: those of the controls that must catch it, and bystanders.

    Of the first, those that caught it an earlier time lead, then the quick ones and those that speak of what the defect
    speaks of; those that judge what others did come after them, in their own order. Controls that may catch it are not
    asked unless all are.

    A bystander is the quickest scenario, one for each other control, that calls an operation which the defect's own
    scenarios call too, and takes no more than 2 s.

    Args:
        seen: what the clean run told, by place; what was not in that run is not run now.
        caught_by: names of scenarios.

    Returns:
        Nothing when no scenario could catch the defect.
    """
    ran = [one for one in scenarios if one.id in seen]
    own = [one for one in ran if one.controls & set(defect.must_catch)]
    if not own:
        return []
    if all_bystanders:
        return [one.id for one in ran]
    shared = {operation for one in own for operation in seen[one.id].operations}
    beside: set[str] = set()
    for control in sorted({control for one in ran for control in one.controls} - defect.concerned):
        candidates = [
            one
            for one in ran
            if control in one.controls
            and SERIAL not in one.tags
            and not one.controls & defect.concerned
            and seen[one.id].operations & shared
            and seen[one.id].seconds <= BYSTANDER_WITHIN_S
        ]
        if candidates:
            beside.add(min(candidates, key=lambda one: seen[one.id].seconds).id)
    first = frozenset(caught_by)
    hope = _hope(defect.title, own)
    worth = {one.id: seen[one.id].seconds / hope[one.id] for one in own}
    own.sort(key=lambda one: (True,) if LAST in one.tags else (False, one.name not in first, worth[one.id]))
    return [*(one.id for one in own), *(one.id for one in ran if one.id in beside)]


def _hope(title: str, own: Sequence[Known]) -> dict[str, float]:
    """How much there is to hope from each scenario, by the words that its name shares with a title; never nothing.

    A word counts the less, the more of them have it. Who looks first finds out nothing else, only sooner.
    """
    words = {one.id: _words(one.name) for one in own}
    having = Counter(word for several in words.values() for word in several)
    return {id_: _WITHOUT_A_WORD + sum(1 / having[each] for each in _words(title) & words[id_]) for id_ in words}


def _words(text: str) -> set[str]:
    return {word.rstrip("s") for word in re.findall(r"\w{4,}", text.casefold())}


def _require_known(what: str, given: Iterable[str], known: Iterable[str]) -> None:
    names = sorted(set(known))
    for name in given:
        if name not in names:
            near = difflib.get_close_matches(name, names, 1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(names) or 'none'}."
            raise ConfigurationError(f"There is no {what} {name!r}; {hint}")
