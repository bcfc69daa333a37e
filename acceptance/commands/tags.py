"""`acceptance tags`: what can be selected."""

from __future__ import annotations

import click

from acceptance.commands.options import ADDED
from acceptance.outcome import ConfigurationError


@click.command()
@ADDED
@click.argument("words", nargs=-1)
def tags(words: tuple[str, ...]) -> None:
    """Lists every tag, how many scenarios it selects, and what it means; with WORDS, those that hold all of them.

    \b
    acceptance run --tags '@gdpr and not @serial'     a tag expression selects
    """
    from acceptance.catalogue.catalogue import read_catalogue
    from acceptance.catalogue.tags import tags as known
    from acceptance.catalogue.tags import told

    wanted = [word.removeprefix("@").casefold() for word in words]
    found = [
        tag for tag in known(read_catalogue()) if all(one in f"{tag.name} {tag.about}".casefold() for one in wanted)
    ]
    for line in told(found):
        click.echo(line)
    if not found:
        raise ConfigurationError(f"No tag holds {' and '.join(map(repr, words))}; try fewer words, or a part of one.")
