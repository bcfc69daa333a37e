"""Every tag there is: what it selects, and how many scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from acceptance.catalogue.catalogue import Framework, controls_of
from acceptance.catalogue.traceability import named_scenarios
from acceptance.specification import DRAFT

_MEANINGS: Mapping[str, str] = {
    "e2e": "layer: a request on its whole way through the platform",
    "compliance": "layer: what a framework demands",
    "performance": "layer: loads, and what answers take under them",
    "slo": "layer: service-level objectives",
    "chaos": "layer: what holds when a part fails",
    "security": "layer: access, encryption, weaknesses, attacks",
    "gdpr": "framework: General Data Protection Regulation",
    "pci": "framework: PCI DSS, payment cards",
    "sox": "framework: Sarbanes-Oxley, changes of models",
    "ai_act": "framework: EU AI Act, high-risk systems",
    "prod.ro": "in production it only reads",
    "prod.syn": "in production it acts on the registered synthetic tenant alone",
    "prod.never": "it never runs in production",
    "serial": "nothing runs beside it: it changes the state of the whole platform",
    "last": "it runs when everything else has",
    "whole-run": "it judges a run as a whole",
    "self-check": "it looks at the suite itself, and says nothing of the platform",
    DRAFT: "it is being written: it runs, and counts for nothing",
    "blocker": "severity of a scenario of its own",
    "critical": "severity of a scenario of its own",
    "normal": "severity of a scenario of its own",
    "minor": "severity of a scenario of its own",
}
_ONE_AT_A_TIME = "one_at_a_time."
_ORDER = ("layer", "framework", "in production", "it never")


@dataclass(frozen=True)
class Tag:
    """One tag. `scenarios` counts an outline once for each row of its examples, as it runs."""

    name: str
    scenarios: int
    about: str


def tags(frameworks: Iterable[Framework]) -> list[Tag]:
    """Every tag that a scenario carries, those of controls last.

    Raises:
        ConfigurationError: a folder of features is missing.
    """
    controls = {id_: control.title for id_, control in controls_of(frameworks).items()}
    found = [Tag(name, len(own), _about(name, controls)) for name, own in named_scenarios().items()]
    return sorted(found, key=lambda tag: (tag.name in controls, _rank(tag), tag.name))


def told(found: Iterable[Tag]) -> Iterator[str]:
    """The lines for a reader."""
    shown = list(found)
    width = max((len(tag.name) for tag in shown), default=0) + 1
    for tag in shown:
        yield f"{f'@{tag.name}':<{width}}  {tag.scenarios:>4} scenario{' ' if tag.scenarios == 1 else 's'}  {tag.about}"


def _about(name: str, controls: Mapping[str, str]) -> str:
    if name in controls:
        return f"control: {controls[name]}"
    if name.startswith(_ONE_AT_A_TIME):
        return f"of those with {name.removeprefix(_ONE_AT_A_TIME)!r} only one runs at a time"
    return _MEANINGS.get(name, "a tag of the features' own: it selects, and does nothing else")


def _rank(tag: Tag) -> int:
    return next((number for number, words in enumerate(_ORDER) if tag.about.startswith(words)), len(_ORDER))
