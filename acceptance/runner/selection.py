"""Which scenarios a run is about, in which order, and why a selection must not be run or trusted."""

from __future__ import annotations

import codecs
import difflib
import fnmatch
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from behave.model import Feature, Scenario, ScenarioOutline
from behave.parser import ParserError, parse_file
from cucumber_tag_expressions.model import And, Literal, Not, Or

from acceptance.outcome import ConfigurationError
from acceptance.record.summary import Problem
from acceptance.runner.configuration import configured
from acceptance.specification import feature_files, layer_of, shown

SERIAL = "serial"
"""Tag of scenarios that change the state of the whole platform: nothing runs beside them."""
ONE_AT_A_TIME = "one_at_a_time."
"""How the tags begin of scenarios that may run beside others, but not beside those with the same tag."""
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
LAST = "last"
"""Tag of scenarios that judge the rest of the run: they run when everything else has."""
_ACTS = re.compile(rf"[A-Z][A-Z0-9]*-[0-9]+$|prod\.|{SERIAL}$|{LAST}$|whole-run$|{re.escape(ONE_AT_A_TIME)}")
"""Tags that decide how a scenario runs, and what it says something about."""


def parsed(folder: Path | None = None) -> list[Feature]:
    """Every feature of a folder; by default of the specification and of what is added to it.

    Raises:
        ConfigurationError: there is none, or a file cannot be read as one.
    """
    configured(())  # it decides, for the whole process, what the rows of outlines are called
    files = sorted(folder.rglob("*.feature")) if folder is not None else feature_files()
    if not files:
        raise ConfigurationError(f"{folder or 'features'}: there is no feature file here; name a folder that has some.")
    refuse_marked(files)
    try:
        features = [(file, parse_file(str(file))) for file in files]
    except ParserError as error:
        raise ConfigurationError(f"{type(error).__name__}: {error}") from None
    for file, feature in features:
        if feature is None:
            raise ConfigurationError(f"{file}: this file holds no feature.")
    return [feature for _, feature in features]


def refuse_marked(files: Iterable[Any]) -> None:
    """Refuses feature files that begin with a byte order mark, which behave takes for the first word of the feature.

    Raises:
        ConfigurationError: one does.
    """
    for file in dict.fromkeys(str(getattr(one, "filename", one)) for one in files):
        path = Path(file)
        if path.is_file():
            with path.open("rb") as opened:
                if opened.read(3).startswith(_MARKS):
                    raise ConfigurationError(
                        f"{file} begins with an invisible byte order mark: save it as UTF-8 without it."
                    )


def at_places(scenarios: Sequence[Scenario], places: Sequence[str]) -> list[Scenario]:
    """Those of the scenarios that stand at the given places, in the order of the places; no places mean all.

    Raises:
        ConfigurationError: no scenario stands at one of them.
    """
    if not places:
        return list(scenarios)
    wanted = set(places)
    found = {place(scenario): scenario for scenario in scenarios if place(scenario) in wanted}
    if missed := sorted(wanted - set(found)):
        raise ConfigurationError(f"No selected scenario stands at {', '.join(missed)}.")
    return [found[one] for one in dict.fromkeys(places)]


def meant(scenarios: Sequence[Scenario], words: Sequence[str]) -> tuple[str, ...]:
    """The places of the scenarios that each word means: a place, a file, a folder, a tag, or a part of a name.

    Raises:
        ConfigurationError: a word means none of them.
    """
    found: dict[str, None] = {}
    for word in words:
        own = [place(one) for one in scenarios if _means(word, one)]
        if not own:
            raise ConfigurationError(f"No selected scenario is meant by {word!r}: {_nearest_name(word, scenarios)}")
        found |= dict.fromkeys(own)
    return tuple(found)


def _means(word: str, scenario: Scenario) -> bool:
    here = place(scenario)
    inside = word.rstrip("/")
    if here == word or here.startswith((f"{inside}:", f"{inside}/")):
        return True
    return word.removeprefix("@") in map(str, scenario.effective_tags) or word.casefold() in named(scenario).casefold()


def _nearest_name(word: str, scenarios: Iterable[Scenario]) -> str:
    known = {one.name for one in scenarios} | {str(tag) for one in scenarios for tag in one.effective_tags}
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}?" if near else "give a file, a file and a line, a tag, or a part of a name."


def selected(features: Iterable[Feature], config: Any) -> list[Scenario]:
    """The scenarios that tags, names and places ask for, before any hook can skip one."""
    return [one for feature in features for one in feature.walk_scenarios() if one.should_run(config)]


def place(scenario: Scenario) -> str:
    """Where a scenario stands, as files are shown; identifies it in a run."""
    return f"{shown(scenario.location.filename)}:{scenario.location.line}"


def identity(scenario: Scenario) -> dict[str, Any]:
    """What the record says of a scenario."""
    rule = scenario.parent
    while rule is not None and rule.type != "rule":
        rule = rule.parent
    row = scenario._row
    return {
        "id": place(scenario),
        "feature": scenario.feature.name,
        "rule": rule.name if rule is not None else None,
        "name": scenario.name,
        "tags": sorted(map(str, scenario.effective_tags)),
        "layer": layer_of(scenario.location.filename),
        "steps": list(step_types(scenario)),
        "description": "\n".join(scenario.description),
        "example": dict(row.items()) if row is not None else {},
    }


def step_types(scenario: Scenario) -> tuple[str, ...]:
    """What each step of a scenario is, those of its backgrounds included: given, when or then."""
    return tuple(str(step.step_type) for step in scenario.all_steps)


def named(scenario: Scenario) -> str:
    """A scenario as proofs name it: it keeps its name when lines are added above it."""
    return f"{scenario.feature.name} > {scenario.name}"


def text_of(scenario: Scenario) -> dict[str, Any]:
    """What a scenario says and does, without what only explains it: another text may find something else."""
    tags = sorted(str(tag) for tag in scenario.effective_tags if _ACTS.match(str(tag)))
    return {
        "name": scenario.name,
        "tags": tags,
        "steps": [
            {
                "type": step.step_type,
                "name": step.name,
                "text": str(step.text) if step.text else None,
                "table": [step.table.headings, *(row.cells for row in step.table)] if step.table else None,
            }
            for step in scenario.all_steps
        ],
        "example": identity(scenario)["example"],
    }


def rank(scenario: Scenario) -> int:
    """0 may run beside others, 1 runs alone, 2 runs last."""
    tags = scenario.effective_tags
    return 2 if LAST in tags else 1 if SERIAL in tags else 0


def ordered(features: Sequence[Feature], chosen: Iterable[Scenario]) -> list[Feature]:
    """Features in the order to run them in one process: `@serial` ones later, `@last` ones at the end."""
    ranks: dict[int, int] = {}
    for scenario in chosen:
        owner = id(scenario.feature)
        ranks[owner] = max(ranks.get(owner, 0), rank(scenario))
    return sorted(features, key=lambda feature: ranks.get(id(feature), 0))


def sort_by_places(features: Iterable[Feature], places: Sequence[Any]) -> None:
    """Puts the scenarios of each feature into the order in which they were asked for by their places."""
    asked = {shown(str(one)): number for number, one in enumerate(places)}
    for feature in features:
        feature.run_items.sort(
            key=lambda item: min((asked.get(place(one), len(asked)) for one in _scenarios_in(item)), default=0)
        )


def _scenarios_in(item: Any) -> list[Scenario]:
    """The scenarios of a rule, those made of an outline, or the one scenario that it is."""
    if isinstance(item, Scenario):
        return list(item.scenarios) if isinstance(item, ScenarioOutline) else [item]
    return list(item.walk_scenarios())


def refusals(
    features: Sequence[Feature],
    chosen: Sequence[Scenario],
    expression: Any,
    minimum: int,
    names: Sequence[str] = (),
) -> list[str]:
    """Why this selection must not even be started: it is not what its author meant.

    Args:
        names: the patterns that names of scenarios were asked to match.
    """
    scenarios = [one for feature in features for one in feature.walk_scenarios()]
    known = {str(tag) for one in scenarios for tag in one.effective_tags}
    problems = [_unknown_tag(tag, known) for tag in _tags_of(expression) if not fnmatch.filter(known, tag)]
    problems += [hint for name in names if (hint := _literal(name, [str(one.name) for one in scenarios]))]
    if not chosen and not problems:
        problems.append("No scenario was selected: there is nothing to run, so nothing can be said.")
    elif len(chosen) < minimum and not problems:
        problems.append(f"{len(chosen)} scenario(s) were selected, at least {minimum} are required.")
    return problems


def _literal(name: str, known: Iterable[str]) -> str | None:
    """A hint where a name was given that matches nothing as a pattern, but stands there letter by letter."""
    several = list(known)
    meant = [one for one in several if name in one]
    if not meant or any(re.search(name, one) for one in several):
        return None
    return (
        f"The name {name!r} is read as a pattern, and matches no scenario; for '{meant[0]}' write {re.escape(name)!r}."
    )


def faults(features: Sequence[Feature], chosen: Sequence[Scenario]) -> list[Problem]:
    """What is wrong with the selected scenarios themselves: they run, but the run is not to be trusted."""
    problems = []
    for feature in features:
        if not list(feature.walk_scenarios()):
            problems.append(f"{shown(feature.filename)}: this feature has no scenario.")
        file = shown(feature.filename)
        problems += [f"{file}:{line}: {sentence}" for line, sentence in empty_parts(feature)]
    seen: dict[tuple[str, str], str] = {}
    for scenario in chosen:
        where = place(scenario)
        gap = missing(scenario)
        if gap:
            problems.append(f"{where}: {gap}")
        key = (scenario.feature.name, scenario.name)
        if key in seen:
            problems.append(f"{where}: feature and scenario have the same names as {seen[key]}; reports need one each.")
        seen[key] = where
    return [Problem(sentence) for sentence in problems]


def empty_parts(feature: Feature) -> Iterator[tuple[int, str]]:
    """Line and sentence for each part of a feature that looks as if it were run, and never is."""
    for rule in feature.rules:
        if not list(rule.walk_scenarios()):
            yield rule.line, "this rule has no scenario, so nothing of it is checked."
    for outline in feature.walk_scenarios(with_outlines=True):
        if not isinstance(outline, ScenarioOutline):
            continue
        if not outline.scenarios:
            yield outline.line, "this outline has no example, so it is never run."
            continue
        for block in outline.examples:
            if block.table is None or not block.table.rows:
                yield block.line, "this block of examples has no row, so it is never run."


def missing(scenario: Scenario) -> str | None:
    """What keeps a scenario from checking anything, if something does."""
    if not scenario.steps:
        return "This scenario has no steps, so it checks nothing."
    if not any(step.step_type == "then" for step in scenario.steps):
        return "This scenario has no Then, so it checks nothing."
    return None


def _tags_of(expression: Any) -> Iterator[str]:
    if isinstance(expression, And | Or):
        for term in expression.terms:
            yield from _tags_of(term)
    elif isinstance(expression, Not):
        yield from _tags_of(expression.term)
    elif isinstance(expression, Literal) or hasattr(expression, "pattern"):
        yield str(expression.name).removeprefix("@")


def _unknown_tag(tag: str, known: set[str]) -> str:
    if "," in tag or tag.startswith(("~", "-")):
        return f"The tag expression has '{tag}', which selects nothing; write 'and', 'or' and 'not'."
    near = difflib.get_close_matches(tag.lower(), {one.lower() for one in known}, n=1, cutoff=0.5)
    meant = next((one for one in sorted(known) if near and one.lower() == near[0]), None)
    hint = (
        f"did you mean @{meant}?" if meant else "the tags in use are " + ", ".join(f"@{one}" for one in sorted(known))
    )
    return f"No scenario carries the tag @{tag}: {hint}"
