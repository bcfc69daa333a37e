"""What a profile declares about controls, told to the record of a run and to its scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from acceptance.catalogue.catalogue import controls_of, read_catalogue
from acceptance.outcome import Cause, ConfigurationError, Outcome, Verdict
from acceptance.profile.declarations import Accepted, OutOfScope, Waiver
from acceptance.profile.model import Profile
from acceptance.record.ledger import Kind, Ledger
from acceptance.record.summary import control_ids
from acceptance.yaml_document import nearest


def declare(profile: Profile, ledger: Ledger) -> None:
    """Writes what the profile declares about controls to the record.

    Raises:
        ConfigurationError: a declaration names a control that the catalogue does not have.
    """
    known = controls_of(read_catalogue())
    blocks: tuple[tuple[str, Kind, Sequence[Accepted | OutOfScope | Waiver]], ...] = (
        ("accepts", Kind.ACCEPTED_GAP, profile.accepts),
        ("scope", Kind.OUT_OF_SCOPE, profile.scope),
        ("waivers", Kind.WAIVER, profile.waivers),
    )
    for block, kind, entries in blocks:
        for number, entry in enumerate(entries):
            if known and entry.control not in known:
                place = f"the profile {profile.name}: {block}.{number}.control"
                hint = nearest(entry.control, list(known))
                raise ConfigurationError(f"{place}: the catalogue has no control {entry.control!r}; {hint}")
            ledger.append(kind, entry.model_dump(mode="json"))


def left_out(profile: Profile, tags: Iterable[str]) -> Verdict | None:
    """Why a scenario is not run: every control it carries is out of scope. None when it is to be run."""
    declared = {entry.control: entry for entry in profile.scope}
    controls = control_ids(tags)
    if not controls or not declared.keys() >= set(controls):
        return None
    reasons = [f"{control} is {declared[control].status}: {declared[control].reason}" for control in controls]
    return Verdict(Outcome.NOT_ASSESSED, f"Declared: {'; '.join(reasons)}", Cause.ENVIRONMENT)
