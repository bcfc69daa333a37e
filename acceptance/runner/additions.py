"""What a company adds to the specification is held to the same rules; a run that breaks one does not begin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from behave.model import Scenario

from acceptance.catalogue.catalogue import Control, controls_of, read_catalogue
from acceptance.record.summary import control_ids
from acceptance.runner.lint import rules_broken
from acceptance.runner.selection import place
from acceptance.specification import DRAFT, added
from acceptance.yaml_document import nearest


def refused_additions(chosen: Iterable[Scenario]) -> list[str]:
    """A sentence for each rule that a scenario breaks which is not the specification's own; drafts may break them."""
    ours = [one for one in chosen if added(one.location.filename) and DRAFT not in one.effective_tags]
    if not ours:
        return []
    controls = controls_of(read_catalogue())
    return sorted({f"{place(one)}: {sentence}" for one in ours for sentence in _broken(one, controls)})


def _broken(scenario: Scenario, controls: Mapping[str, Control]) -> Iterator[str]:
    yield from rules_broken(scenario, controls)
    named = control_ids(map(str, scenario.effective_tags))
    if not named:
        yield "it names no control, so it would count for nothing; tag it with one, or with @draft while you write it"
    for id_ in named:
        if id_ not in controls:
            hint = nearest(id_, list(controls))
            yield f"@{id_} names no control of the catalogue; write the control in a folder of yours, or {hint}"
