"""Reads a profile: finds the file, fills variables, validates, and says in one sentence what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from acceptance.outcome import ConfigurationError
from acceptance.profile.model import Profile, Provision
from acceptance.profile.objectives import Objectives
from acceptance.yaml_document import Document, nearest, read_document

PROFILES = Path("profiles")
VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)(?::([^}]*))?\}")


def find_profile(name: str, folder: Path = PROFILES) -> Path:
    """The file of the environment called `name`.

    Raises:
        ConfigurationError: there is none; names the nearest.
    """
    path = folder / f"{name}.yaml"
    if path.is_file():
        return path
    known = sorted(p.stem for p in folder.glob("*.yaml"))
    raise ConfigurationError(f"No profile {str(path)!r} for environment {name!r}; {nearest(name, known)}")


def read_provision(path: Path) -> Provision | None:
    """The block `provision` alone: it must be read before the variables that it provides are known."""
    document = _parse(path)
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
    document = _parse(path)
    block = document.content.get("objectives")
    if block is None:
        raise ConfigurationError(f"{path}: it has no block 'objectives'; add one, or import it from OpenSLO.")
    try:
        return Objectives.model_validate(block)
    except ValidationError as error:
        raise document.invalid(error, Objectives, ("objectives",)) from None


def load(path: Path, environment: Mapping[str, str]) -> Profile:
    """Reads and validates one profile.

    Args:
        path: the YAML file.
        environment: values for `${NAME}` and `${NAME:default}`.

    Raises:
        ConfigurationError: unreadable file, missing variable, unknown key, wrong value or contradiction.
    """
    missing: set[str] = set()
    document = _parse(path)
    filled = _substitute(document.content, environment, missing)
    if missing:
        names = ", ".join(sorted(missing))
        raise ConfigurationError(
            f"{path}: no value for {names}; set the variable, or let the profile provision a platform."
        )
    try:
        return Profile.model_validate(filled)
    except ValidationError as error:
        raise document.invalid(error, Profile) from None


def _parse(path: Path) -> Document:
    document = read_document(path)
    if not isinstance(document.content, dict):
        found = type(document.content).__name__
        raise ConfigurationError(f"{path}: a profile is a map of keys, this file holds {found}.")
    return document


def _substitute(node: Any, environment: Mapping[str, str], missing: set[str]) -> Any:
    if isinstance(node, dict):
        return {key: _substitute(value, environment, missing) for key, value in node.items()}
    if isinstance(node, list):
        return [_substitute(value, environment, missing) for value in node]
    if not isinstance(node, str):
        return node

    def fill(match: re.Match[str]) -> str:
        name, default = match.group(1), match.group(2)
        value = environment.get(name, default)
        if value is None:
            missing.add(name)
        return value or ""

    return VARIABLE.sub(fill, node)
