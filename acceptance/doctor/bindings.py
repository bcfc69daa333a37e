"""What scenarios use, as a clean run has seen it, compared with what the profile says: nothing has to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from acceptance.catalogue.needs import Needs
from acceptance.doctor.looking import Finding
from acceptance.profile import Profile
from acceptance.profile.permissions import Permission

_PERMISSIONS: tuple[Permission, ...] = ("read", "synthetic", "write", "destroy")
_PLACES = {
    "operation": "operations (or procedures)",
    "population": "populations",
    "message": "messages",
    "received": "received",
    "service": "services",
    "block": "the profile",
}
"""The kind of a need -> where it is written."""


def bound(profile: Profile, needs: Needs) -> list[Finding]:
    """What the profile lacks of what scenarios use, one finding each, and one for all that it has of a kind."""
    findings = []
    for kind in _PLACES:
        wanted = [need for need in needs.all() if need.startswith(f"{kind} ")]
        missing = [need for need in wanted if not _has(profile, *need.split(" ", 1))]
        findings.append(Finding(f"{kind}s", True, f"{len(wanted) - len(missing)} of {len(wanted)} are in the profile"))
        findings += [_lacking(kind, need) for need in missing]
    return findings


def permitted(profile: Profile) -> Iterator[Finding]:
    """What the profile permits, and what cannot be done without the rest."""
    for permission in _PERMISSIONS:
        given = profile.permissions.allow(permission)
        needs = frozenset(f"operation {name}" for name, one in profile.operations.items() if one.needs == permission)
        fix = f"set permissions.{permission} to true, if this may be done here"
        yield Finding(f"permission {permission}", given, "given" if given else "not given", fix, needs)
    load = profile.permissions.load
    told = f"at most {load.max_requests_per_s:g} requests a second" if load else "not given"
    fix = "give permissions.load with a ceiling, if this platform may be loaded"
    yield Finding("permission load", load is not None, told, fix, frozenset({"block performance"}))


def _lacking(kind: str, need: str) -> Finding:
    return Finding(need, False, "not in the profile", f"add it to {_PLACES[kind]}", frozenset({need}))


def _has(profile: Profile, kind: str, name: str) -> bool:
    if kind == "service":
        return getattr(profile.services, name, None) is not None
    if kind == "block":
        return bool(getattr(profile, name, None))
    return name in _named(profile, kind)


def _named(profile: Profile, kind: str) -> Iterable[str]:
    match kind:
        case "operation":
            return (*profile.operations, *profile.procedures)
        case "population":
            return profile.populations
        case "message":
            return profile.messages
        case _:
            return profile.received
