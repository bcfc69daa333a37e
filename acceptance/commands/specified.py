"""`controls` and `sentences`: what is required, and in which sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from acceptance.commands.options import ADDED
from acceptance.outcome import ConfigurationError

if TYPE_CHECKING:
    from acceptance.catalogue.traceability import Format


@click.command()
@ADDED
@click.option("--format", "form", type=click.Choice(["table", "markdown", "csv", "json"]), default="table")
def controls(form: Format) -> None:
    """Prints every control: its clause, its scenarios, what the last run said of it, and the defects it caught."""
    from acceptance.catalogue import traceability as matrix
    from acceptance.catalogue.catalogue import read_catalogue
    from acceptance.record.folder import reports_root
    from acceptance.record.last import last_told
    from acceptance.runner.proven import proven

    told, doubt = last_told(reports_root())
    frameworks = read_catalogue()
    known = proven(frameworks)
    tagged = matrix.tagged_scenarios()
    click.echo(matrix.printed(matrix.rows(frameworks, tagged, told, known.proofs, known.detections), form))
    if doubt:
        from acceptance.record.kept import Untrusted

        raise Untrusted(doubt)


@click.command()
@ADDED
@click.argument("words", nargs=-1)
def sentences(words: tuple[str, ...]) -> None:
    """Lists the sentences that scenarios are made of; with WORDS, those that hold all of them.

    Beside each stands what every scenario uses that it stands in: operations, populations, events, services, blocks.
    """
    from acceptance.runner.sentences import sentences as known
    from acceptance.runner.sentences import told

    found = known(words)
    for line in told(found):
        click.echo(line)
    if not found:
        raise ConfigurationError(
            f"No sentence holds {' and '.join(map(repr, words))}; try fewer words, or a part of one."
        )
