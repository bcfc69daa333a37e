"""Reads a profile: finds the file, fills variables, validates, and says in one sentence what is wrong."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError

from acceptance.outcome import ConfigurationError
from acceptance.profile.model import Profile, Provision

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
    near = difflib.get_close_matches(name, known, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known) or 'none'}."
    raise ConfigurationError(f"No profile {str(path)!r} for environment {name!r}; {hint}")


def read_provision(path: Path) -> Provision | None:
    """The block `provision` alone: it must be read before the variables that it provides are known."""
    block = _parse(path).get("provision")
    if block is None:
        return None
    try:
        return Provision.model_validate(block)
    except ValidationError as error:
        raise ConfigurationError(_sentence(path, error, Provision, ("provision",))) from None


def load(path: Path, environment: Mapping[str, str]) -> Profile:
    """Reads and validates one profile.

    Args:
        path: the YAML file.
        environment: values for `${NAME}` and `${NAME:default}`.

    Raises:
        ConfigurationError: unreadable file, missing variable, unknown key, wrong value or contradiction.
    """
    missing: set[str] = set()
    filled = _substitute(_parse(path), environment, missing)
    if missing:
        names = ", ".join(sorted(missing))
        raise ConfigurationError(
            f"{path}: no value for {names}; set the variable, or let the profile provision a platform."
        )
    try:
        return Profile.model_validate(filled)
    except ValidationError as error:
        raise ConfigurationError(_sentence(path, error, Profile)) from None


def _parse(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read ({error}).") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "somewhere"
        what = getattr(error, "problem", None) or "malformed"
        raise ConfigurationError(f"{path}, {where}: not YAML ({what}).") from None
    if not isinstance(content, dict):
        raise ConfigurationError(f"{path}: a profile is a map of keys, this file holds {type(content).__name__}.")
    return content


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


def _sentence(path: Path, error: ValidationError, model: type[BaseModel], prefix: tuple[str | int, ...] = ()) -> str:
    first, *others = error.errors(include_input=False, include_url=False)
    place = ".".join(str(part) for part in (*prefix, *first["loc"])) or "profile"
    if first["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(first["loc"][-1]), _keys_at(model, first["loc"][:-1]), 1)
        text = "unknown key" + (f", did you mean {near[0]!r}?" if near else "")
    else:
        text = first["msg"].removeprefix("Value error, ")
    more = f" ({len(others)} more in this file)" if others else ""
    return f"{path}: {place}: {text}{more}"


def _keys_at(model: type[BaseModel], location: tuple[str | int, ...]) -> list[str]:
    """The keys that may stand at a place in the model; a dictionary's own key is passed over."""
    for part in location:
        field = model.model_fields.get(str(part))
        if field is None:
            continue
        candidates = [field.annotation, *get_args(field.annotation)]
        nested = [c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)]
        if not nested:
            return []
        model = nested[0]
    return list(model.model_fields)
