"""Options that several commands have."""

from __future__ import annotations

import os
from collections.abc import Callable

import click

from acceptance.specification import MORE_CONTROLS, MORE_FEATURES

ENVIRONMENT = click.option(
    "--env",
    "environment",
    envvar="TEST_ENV",
    default="local",
    show_default=True,
    metavar="NAME",
    help="Which profile of profiles/ to use (also by the variable TEST_ENV).",
)


def ADDED(command: Callable[..., None]) -> Callable[..., None]:
    """The options by which a company adds scenarios and controls of its own."""
    for kind, variable in (("controls", MORE_CONTROLS), ("features", MORE_FEATURES)):
        command = click.option(
            f"--{kind}",
            multiple=True,
            metavar="DIR",
            expose_value=False,
            callback=_adding(variable),
            help=f"Add the {kind} of a folder; those in {kind}/ of the folder at hand are there already.",
        )(command)
    return command


def _adding(variable: str) -> Callable[[click.Context, click.Parameter, tuple[str, ...]], None]:
    """Puts further folders into the variable by which every process of this command finds them."""

    def add(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> None:
        if given:
            os.environ[variable] = os.pathsep.join(given)

    return add
