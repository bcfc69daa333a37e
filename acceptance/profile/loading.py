"""Reads a profile: finds its files, fills variables, validates, and says in one sentence what is wrong."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from acceptance.outcome import ConfigurationError
from acceptance.profile import production
from acceptance.profile.authorities import missing_files
from acceptance.profile.given import given
from acceptance.profile.joining import join, read_environment
from acceptance.profile.model import Profile
from acceptance.profile.objectives import Objectives
from acceptance.profile.provision import Provision
from acceptance.profile.secrets import refusals, written_out
from acceptance.specification import specification
from acceptance.yaml_document import Document, Place, nearest

PROFILES = Path("profiles")
VARIABLE = re.compile(r"\$\{(?P<name>[A-Z][A-Z0-9_]*)(?::(?P<default>[^}]*))?\}")
ODD_VARIABLE = re.compile(r"\$\{[^}\s]{0,80}\}?")
"""What looks like a variable and is none."""


def find_profile(name: str, folder: Path = PROFILES) -> Path:
    """The file of the environment called `name`: in the folder, or else in that of the specification.

    Raises:
        ConfigurationError: there is none; names the nearest.
    """
    path = folder / f"{name}.yaml"
    folders = [folder, specification() / PROFILES]
    known = sorted({p.stem for one in folders for p in one.glob("*.yaml")})
    if name in known:  # and not a way to some other file
        return next(one / path.name for one in folders if os.path.lexists(one / path.name))
    raise ConfigurationError(f"No profile {str(path)!r:.200} for environment {name!r:.100}; {nearest(name, known)}")


def read_provision(path: Path) -> Provision | None:
    """The block `provision` alone: it must be read before the variables that it provides are known."""
    document = read_environment(path)
    block = document.content.get("provision")
    if block is None:
        return None
    try:
        return Provision.model_validate(block)
    except ValidationError as error:
        raise document.invalid(error, Provision, ("provision",)) from None


def read_objectives(path: Path) -> Objectives:
    """The block `objectives` alone, without a platform.

    Raises:
        ConfigurationError: there is none, or it is wrong.
    """
    document = join(path)
    block = document.content.get("objectives")
    if block is None:
        raise ConfigurationError(f"{path}: it has no block 'objectives'; add one, or import it from OpenSLO.")
    try:
        return Objectives.model_validate(block)
    except ValidationError as error:
        raise document.invalid(error, Objectives, ("objectives",)) from None


def load(path: Path, environment: Mapping[str, str], understood: str | None = None) -> Profile:
    """Reads and validates one profile. One of production may only read, unless more was confirmed.

    Args:
        path: the file of the environment; it may name those of the product and of the agreements.
        environment: values for `${NAME}` and `${NAME:default}`.
        understood: the environment of which somebody has said that they understand what a run does there.

    Raises:
        ConfigurationError: unreadable file, missing variable, unknown key, key in the wrong file, wrong value or
            contradiction; a line for each of them.
    """
    document = join(path)
    filled, faults = filled_in(document, given(document, environment))
    profile = None
    if not faults:  # else empty values would be told as wrong ones
        profile, faults = _validated(document, filled)
    faults += [*document.misplaced(), *production.faults(document, path, filled)]
    if faults or profile is None:
        raise ConfigurationError("\n".join(fault.sentence for fault in faults))
    return _narrowed(profile, understood)


def _narrowed(profile: Profile, understood: str | None) -> Profile:
    """A production profile without what was not confirmed for it by name: it may only read then."""
    if not profile.production or understood == profile.name:
        return profile
    reading = {"synthetic": False, "write": False, "destroy": False, "load": None}
    return profile.model_copy(update={"permissions": profile.permissions.model_copy(update=reading)})


def _validated(document: Document, filled: Any) -> tuple[Profile | None, list[ConfigurationError]]:
    """The profile, and what is wrong with it."""
    try:
        profile = Profile.model_validate(filled)
    except ValidationError as error:
        return None, [document.invalid(error, Profile)]
    keys = {str(part) for place in document.lines for part in place if isinstance(part, str)}
    told = [*refusals(profile, keys), *missing_files(profile)]
    return profile, [document.fault_of(sentence) for sentence in told] or written_out(document, Profile)


def filled_in(document: Document, environment: Mapping[str, str]) -> tuple[Any, list[ConfigurationError]]:
    """The content of a profile with its variables filled, and what is wrong with them."""
    missing: dict[str, Place] = {}
    faults: list[ConfigurationError] = []

    def fill(node: Any, place: Place) -> Any:
        if isinstance(node, dict):
            return {key: fill(value, (*place, key)) for key, value in node.items()}
        if isinstance(node, list):
            return [fill(value, (*place, number)) for number, value in enumerate(node)]
        if not isinstance(node, str):
            return node
        for odd in ODD_VARIABLE.findall(VARIABLE.sub("", node)):
            faults.append(document.fault(place, _odd(odd)))
        return VARIABLE.sub(lambda match: value_of(match, place), node)

    def value_of(match: re.Match[str], place: Place) -> str:
        value = environment.get(match["name"], match["default"])
        if value is None:
            missing.setdefault(match["name"], place)
        return value or ""

    filled = fill(document.content, ())
    if missing:
        names = ", ".join(sorted(missing))
        first = min(missing.values(), key=document.line)
        sentence = f"no value for {names}; set the variable, or let the profile provision a platform."
        faults.insert(0, document.fault(first, sentence))
    return filled, faults


def _odd(text: str) -> str:
    if not text.endswith("}"):
        return f"{text} has no closing brace; write ${{NAME}} or ${{NAME:default}}"
    name = text[2:-1].partition(":")[0]
    fixed = re.sub("[^A-Z0-9_]", "_", name.upper()).lstrip("0123456789_") or "NAME"
    return f"{text} names no variable: capitals, digits and _ only; write ${{{fixed}}}"
