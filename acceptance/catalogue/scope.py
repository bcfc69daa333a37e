"""What a profile declares about controls, told to the record of a run and to its scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from acceptance.catalogue.catalogue import Framework, controls_of, read_catalogue
from acceptance.catalogue.traceability import named_scenarios
from acceptance.outcome import Cause, ConfigurationError, Outcome, Verdict
from acceptance.profile.declarations import Accepted, OutOfScope, Responsible, Waiver
from acceptance.profile.model import Profile
from acceptance.record.ledger import Kind, Ledger
from acceptance.record.summary import control_ids
from acceptance.yaml_document import nearest


def declare(profile: Profile, ledger: Ledger, features: Path | None = None) -> None:
    """Writes what the profile declares about controls to the record.

    Raises:
        ConfigurationError: a declaration names a control that the catalogue does not have, or a scenario that no
            feature has; a line for each.
    """
    faults = undeclarable(profile, features)
    if faults:
        raise ConfigurationError("\n".join(f"the profile {profile.name}: {fault}" for fault in faults))
    for _, kind, entries in _blocks(profile):
        for entry in entries:
            ledger.append(kind, entry.model_dump(mode="json"))
    frameworks = read_catalogue()
    for one in sorted(profile.responsible, key=lambda one: bool(one.controls)):  # the later line counts
        named = one.controls or _controls_in(one.framework, frameworks)
        ledger.append(Kind.RESPONSIBLE, {"controls": named, "owner": one.owner, "days": one.days})


def undeclarable(profile: Profile, features: Path | None = None) -> list[str]:
    """A sentence, which begins with its place, for each declaration about something that does not exist."""
    frameworks = read_catalogue()
    known, tagged = controls_of(frameworks), named_scenarios(features)
    if not known:
        return []
    faults = list(_irresponsible(profile.responsible, frameworks))
    faults += [
        f"{block}.{number}.control: the catalogue has no control {entry.control!r}; {nearest(entry.control, [*known])}"
        for block, _, entries in _blocks(profile)
        for number, entry in enumerate(entries)
        if entry.control not in known
    ]
    for number, entry in enumerate(profile.accepts):
        scenarios = tagged.get(entry.control, [])
        if entry.control in known and entry.scenario not in scenarios:
            hint = nearest(entry.scenario, scenarios)
            faults.append(f"accepts.{number}.scenario: no scenario of {entry.control} has that name; {hint}")
    return faults


def _irresponsible(named: Sequence[Responsible], frameworks: Sequence[Framework]) -> Iterable[str]:
    """A sentence for each control or framework that somebody answers for and that there is not."""
    known, titles = controls_of(frameworks), [one.framework for one in frameworks]
    for number, entry in enumerate(named):
        place = f"responsible.{number}"
        if entry.framework and entry.framework not in titles:
            hint = nearest(entry.framework, titles)
            yield f"{place}.framework: the catalogue has no framework {entry.framework!r}; {hint}"
        for control in entry.controls:
            if control not in known:
                yield f"{place}.controls: the catalogue has no control {control!r}; {nearest(control, [*known])}"


def _controls_in(framework: str, frameworks: Iterable[Framework]) -> list[str]:
    return [control.id for one in frameworks if one.framework == framework for control in one.controls]


def _blocks(profile: Profile) -> tuple[tuple[str, Kind, Sequence[Accepted | OutOfScope | Waiver]], ...]:
    return (
        ("accepts", Kind.ACCEPTED_GAP, profile.accepts),
        ("scope", Kind.OUT_OF_SCOPE, profile.scope),
        ("waivers", Kind.WAIVER, profile.waivers),
    )


def left_out(profile: Profile, tags: Iterable[str]) -> Verdict | None:
    """Why a scenario is not run: it is out of scope, or nothing for this environment. None when it is to be run."""
    return _out_of_scope(profile, tags := list(tags)) or _kept_from_production(profile, tags)


def _out_of_scope(profile: Profile, tags: Sequence[str]) -> Verdict | None:
    """Where every control of a scenario is out of scope."""
    declared = {entry.control: entry for entry in profile.scope}
    controls = control_ids(tags)
    if not controls or not declared.keys() >= set(controls):
        return None
    reasons = [f"{control} is {declared[control].status}: {declared[control].reason}" for control in controls]
    return Verdict(Outcome.NOT_ASSESSED, f"Declared: {'; '.join(reasons)}", Cause.ENVIRONMENT)


def _kept_from_production(profile: Profile, tags: Sequence[str]) -> Verdict | None:
    """In production only what says that it may be done there is done, whatever else the permissions would let pass."""
    if not profile.production or "prod.ro" in tags:
        return None
    if "prod.syn" not in tags:
        return Verdict(Outcome.NOT_ASSESSED, "this is never done in production", Cause.ENVIRONMENT)
    if profile.permissions.allow("synthetic"):
        return None
    reason = "this acts as the synthetic tenant, which is not permitted here (permissions.synthetic)"
    return Verdict(Outcome.NOT_ASSESSED, reason, Cause.ENVIRONMENT)
