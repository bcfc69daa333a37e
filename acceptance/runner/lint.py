"""Checks the features without running them: `python -m acceptance.runner.lint features`.

Whatever would make a run fail, or a reader stumble: tags that select nothing, scenarios that check nothing, steps that
are undefined, ambiguous or unused, and words that only a programmer understands.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from behave.model import Feature, Scenario, ScenarioOutline, Step
from behave.parser import ParserError, parse_file
from behave.runner import the_step_registry
from behave.runner_util import exec_file, load_step_modules
from behave.step_registry import AmbiguousStep

from acceptance.catalogue.catalogue import (
    CONTROLS,
    STRICTNESS,
    Control,
    Framework,
    controls_of,
    differences,
    disagreements,
    false_self_checks,
    places_of,
    read_catalogue,
    too_lax,
)
from acceptance.catalogue.traceability import tagged_scenarios
from acceptance.catalogue.translations import orphans
from acceptance.outcome import AcceptanceError, ConfigurationError, ExitCode
from acceptance.platform.defects import listed, provision_with_defects
from acceptance.profile.loading import PROFILES
from acceptance.record.summary import SELF_CHECK, control_ids
from acceptance.runner.selection import LAST, empty_parts, missing
from acceptance.yaml_document import read_document

LAYERS = {
    "end_to_end": "e2e",
    "performance": "performance",
    "objectives": "slo",
    "chaos": "chaos",
    "security": "security",
    "compliance": "compliance",
}
"""The tag that every feature in a folder carries."""

FRAMEWORKS = {"gdpr": "gdpr", "pci_dss": "pci", "sox": "sox", "ai_act": "ai_act"}
"""The tag that features in a folder of `compliance` carry besides."""

PERMISSIONS = tuple(f"prod.{mode}" for mode in STRICTNESS)

_TAG = re.compile(r"[A-Za-z0-9._-]+")

_WORDS_OF_CODE = (
    (re.compile(r"\w*://\S*"), "an address"),
    (re.compile(r"\b[A-Za-z0-9]+(_[A-Za-z0-9]+)+\b"), "a name from code"),
    (re.compile(r"[{}`]|\[\""), "a piece of code"),
    (re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|DROP|TRUNCATE)\b"), "a database command"),
    (re.compile(r"\b(GET|POST|PUT|PATCH) /"), "a call"),
    (re.compile(r"\blocalhost\b|\b\d{1,3}(\.\d{1,3}){3}\b"), "a machine"),
    (re.compile(r"\bports? \d+|(?<!\d):\d{4,5}\b"), "a port"),
)


@dataclass(frozen=True, order=True)
class Finding:
    """Something to change in a feature or step file."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


def lint(folder: Path, controls: Mapping[str, Control] | None = None) -> list[Finding]:
    """Everything to change in the features and steps below `folder`, ordered by place.

    Args:
        controls: the catalogue, which says how strict the production tag of a scenario must be at least.
    """
    files = sorted(folder.rglob("*.feature"))
    if not files:
        return [Finding(str(folder), 1, "there is no feature file here")]
    features, findings = [], set()
    for file in files:
        try:
            feature = parse_file(str(file))
        except ParserError as error:
            findings.add(Finding(str(file), error.line or 1, f"this cannot be parsed: {_first_line(error)}"))
            continue
        if feature is None or not list(feature.walk_scenarios()):
            findings.add(Finding(str(file), 1, "there is no scenario in this file"))
            continue
        features.append(feature)
        findings.update(_feature_findings(feature, file.relative_to(folder), controls or {}))
    findings.update(_duplicates(features))
    findings.update(_step_findings(folder, features))
    return sorted(findings)


def words_of_code(text: str) -> Iterator[str]:
    """Why a sentence is not plain language, if it is not.

    >>> list(words_of_code("the credit_score is given"))
    ["'credit_score' is a name from code; say it in plain words"]
    """
    for pattern, what in _WORDS_OF_CODE:
        for found in pattern.finditer(text):
            yield f"'{found[0]}' is {what}; say it in plain words"


def _feature_findings(feature: Feature, place: Path, controls: Mapping[str, Control]) -> Iterator[Finding]:
    file = feature.filename
    tags = set(map(str, feature.tags))
    for sentence in _layer_faults(place, tags):
        yield Finding(file, feature.line, sentence)
    for text in (feature.name, *feature.description):
        for sentence in words_of_code(text):
            yield Finding(file, feature.line, sentence)
    for line, sentence in empty_parts(feature):
        yield Finding(file, line, sentence)
    last_seen = False
    for scenario in feature.walk_scenarios():
        line = _line(scenario)
        for sentence in _scenario_faults(scenario, controls):
            yield Finding(file, line, sentence)
        for step in scenario.all_steps:
            for sentence in _sentence_faults(step):
                yield Finding(file, step.line, sentence)
        if last_seen and LAST not in scenario.effective_tags:
            yield Finding(file, line, f"it stands after a scenario tagged @{LAST}, so it would run after it")
        last_seen = last_seen or LAST in scenario.effective_tags


def _layer_faults(place: Path, tags: set[str]) -> Iterator[str]:
    folder = place.parts[0]
    if len(place.parts) == 1 or folder not in LAYERS:
        yield f"features belong into one of the folders {', '.join(LAYERS)}"
        return
    expected = {LAYERS[folder]}
    if folder == "compliance" and place.parts[1] in FRAMEWORKS:
        expected.add(FRAMEWORKS[place.parts[1]])
    for tag in sorted(expected - tags):
        yield f"features in {place.parent} carry the tag @{tag}"
    for tag in sorted(tags & {*LAYERS.values(), *FRAMEWORKS.values()} - expected):
        yield f"the tag @{tag} belongs to another folder"


def _scenario_faults(scenario: Scenario, controls: Mapping[str, Control]) -> Iterator[str]:
    tags = set(map(str, scenario.effective_tags))
    for tag in sorted(tags):
        if not _TAG.fullmatch(tag):
            yield f"the tag @{tag} has characters other than letters, digits, dot, dash and underscore"
    given = sorted(tags & set(PERMISSIONS))
    if len(given) != 1:
        has = " and ".join(f"@{tag}" for tag in given) or "none"
        yield f"a scenario carries exactly one of @{', @'.join(PERMISSIONS)}; this one has {has}"
    else:
        mode = STRICTNESS[PERMISSIONS.index(given[0])]
        yield from too_lax(controls, control_ids(tags), mode)
    gap = missing(scenario)
    if gap:
        yield gap
    for text in (scenario.name, *scenario.description):
        yield from words_of_code(text)


def rules_broken(scenario: Scenario, controls: Mapping[str, Control]) -> list[str]:
    """Every rule that one scenario breaks by itself, wherever it stands."""
    return [
        *_scenario_faults(scenario, controls),
        *(one for step in scenario.all_steps for one in _sentence_faults(step)),
    ]


def _sentence_faults(step: Step) -> Iterator[str]:
    texts = [step.name, step.text or ""]
    if step.table:
        texts += [*step.table.headings, *(cell for row in step.table for cell in row.cells)]
    for text in texts:
        yield from words_of_code(text)


def _duplicates(features: Iterable[Feature]) -> Iterator[Finding]:
    seen: dict[tuple[str, str], str] = {}
    for feature in features:
        for scenario in feature.walk_scenarios():
            key = (feature.name, scenario.name)
            if key in seen:
                yield Finding(feature.filename, _line(scenario), f"it has the same names as {seen[key]}")
            seen[key] = f"{feature.filename}:{_line(scenario)}"


def _step_findings(folder: Path, features: Sequence[Feature]) -> Iterator[Finding]:
    steps, environment = folder / "steps", folder / "environment.py"
    try:
        if environment.exists():
            exec_file(str(environment), {})  # it may register types that the step definitions use
        load_step_modules([str(steps)])
    except AmbiguousStep as error:
        yield Finding(str(steps), 1, f"two definitions match the same sentence: {_first_line(error)}")
        return
    except Exception as error:  # noqa: BLE001 - whatever is wrong with them, it is one finding
        yield Finding(str(steps), 1, f"the steps cannot be loaded: {type(error).__name__}: {_first_line(error)}")
        return
    used: set[int] = set()
    for feature in features:
        for scenario in feature.walk_scenarios():
            for step in scenario.all_steps:
                matching = [one for one in _definitions(step.step_type) if one.match(step.name)]
                used.update(map(id, matching))
                if not matching:
                    yield Finding(feature.filename, step.line, f"nothing is defined for: {step.keyword} {step.name}")
                elif len(matching) > 1:
                    where = " and ".join(str(one.location) for one in matching)
                    yield Finding(feature.filename, step.line, f"several definitions match this step: {where}")
    for kind in the_step_registry.steps:
        for one in the_step_registry.steps[kind]:
            if id(one) not in used:
                place = one.location
                yield Finding(place.filename, place.line, f"no feature uses this step: {one.pattern}")


def _definitions(step_type: str) -> list[Any]:
    return [*the_step_registry.steps[step_type], *the_step_registry.steps["step"]]


def _line(scenario: Scenario) -> int:
    """Where a reader finds a scenario; for a row of an outline, the outline."""
    owner = scenario.parent if isinstance(scenario.parent, ScenarioOutline) else scenario
    return int(owner.line)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0]


def _catalogue_findings(folder: Path, controls: Mapping[str, Control]) -> list[Finding]:
    """Where the control catalogue beside the features and the tags of the scenarios disagree."""
    tagged = tagged_scenarios(folder)
    places = places_of(folder.parent / CONTROLS)
    nowhere = (folder.parent / CONTROLS, 1)
    findings = []
    faults = [*disagreements(controls, control_ids(tagged)).items()]
    faults += false_self_checks(controls, tagged, SELF_CHECK).items()
    for id_, sentence in faults:
        file, line = places.get(id_, nowhere)
        findings.append(Finding(str(file), line, sentence))
    return findings


def _defect_findings(folder: Path, controls: Mapping[str, Control]) -> list[Finding]:
    """Where the catalogue and a platform of the profiles disagree on which control must catch what."""
    places = places_of(folder.parent / CONTROLS)
    findings = []
    for profile in sorted((folder.parent / PROFILES).glob("*.yaml")):
        document = read_document(profile).content
        if not (isinstance(document, dict) and (document.get("provision") or {}).get("defects")):
            continue
        must_catch = {one.id: one.must_catch for one in listed(provision_with_defects(profile)[1])}
        for (control, _), sentence in differences(controls, must_catch).items():
            file, line = places.get(control, (profile, 1))
            findings.append(Finding(str(file), line, sentence))
    return findings


def _translation_findings(folder: Path, frameworks: Sequence[Framework]) -> list[Finding]:
    """Translations of sentences that are other ones by now."""
    said = {one.title for one in frameworks}
    said |= {words for each in frameworks for one in each.controls for words in (one.title, one.obligation)}
    return [
        Finding(str(path), 1, f"nobody says {english!r} any more; translate what is said now, or remove it")
        for path, english in orphans(sorted(folder.rglob("*.feature")), folder.parent / CONTROLS, said)
    ]


def main(arguments: Sequence[str]) -> int:
    """Lints the given folder (by default `features`), prints what it found, and returns the exit code."""
    folder = Path(arguments[0] if arguments else "features")
    sys.path[:0] = [str(folder), str(Path.cwd())]
    try:
        frameworks = read_catalogue(folder.parent / CONTROLS)
        controls = controls_of(frameworks)
    except ConfigurationError as error:
        print(error.sentence)  # noqa: T201
        return ExitCode.WRONG_USE
    findings = [*lint(folder, controls), *_catalogue_findings(folder, controls)]
    try:
        findings += _defect_findings(folder, controls)
        findings += _translation_findings(folder, frameworks)
    except AcceptanceError as error:
        print(error.sentence)  # noqa: T201
        return int(error.exit_code)
    for finding in findings:
        print(finding)  # noqa: T201
    print(f"{len(findings)} finding(s) in {folder}")  # noqa: T201
    return ExitCode.VIOLATED if findings else ExitCode.OK


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
