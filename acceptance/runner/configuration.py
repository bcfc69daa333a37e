"""behave's configuration, from this project's `behave.ini` and from nowhere else."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from behave.configuration import Configuration, config_filenames, read_configuration

from acceptance.outcome import ConfigurationError
from acceptance.specification import feature_folders, specification

OWN = "behave.ini"
_ALWAYS_THERE = {"more_formatters", "more_runners", "userdata"}
"""What behave makes of any file, be it empty."""
STEERING = ("BEHAVE_STAGE", "BEHAVE_STRIP_STEPS_WITH_TRAILING_COLON")
"""Variables by which behave takes other steps, or reads features otherwise."""


def configured(arguments: Sequence[str]) -> Configuration:
    """A configuration with these command-line words that no file outside of this project can steer.

    Raises:
        ConfigurationError: a variable would steer behave.
    """
    refuse_steering_variables(os.environ)
    file = specification() / OWN
    own: dict[str, Any] = read_configuration(str(file)) if file.is_file() else {}
    config = Configuration(list(arguments), load_config=False, **own)
    config.format = config.format or [config.default_format]
    if not config.paths and [str(one) for one in feature_folders()] != ["features"]:
        config.paths = [str(one) for one in feature_folders() if one.is_dir()]
    return config


def refuse_foreign_settings(environment: Mapping[str, str]) -> None:
    """Refuses a run that behave has read anything for that is not this project's own.

    Raises:
        ConfigurationError: a file or a variable steers behave.
    """
    refuse_steering_variables(environment)
    for file in config_filenames():
        if Path(file).resolve() != (specification() / OWN).resolve() and _has_settings(file):
            raise ConfigurationError(
                f"{file} has settings for behave, which would steer this run without a trace in its record: take them "
                "out, or use `acceptance run`, which does not read them."
            )


def refuse_steering_variables(environment: Mapping[str, str]) -> None:
    """Refuses variables that behave reads.

    Raises:
        ConfigurationError: one is set.
    """
    for name in STEERING:
        if environment.get(name):
            raise ConfigurationError(
                f"The variable {name} would steer this run without a trace in its record: unset it."
            )


def _has_settings(file: str) -> bool:
    """Whether behave takes anything from a file; one that it cannot read may be meant for it."""
    try:
        settings = read_configuration(file)
    except Exception:  # noqa: BLE001 - whatever behave's readers raise for a file that is none of theirs
        return True
    return bool(settings.keys() - _ALWAYS_THERE) or any(settings[key] for key in _ALWAYS_THERE & settings.keys())
