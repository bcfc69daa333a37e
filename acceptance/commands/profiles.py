"""`init` and `doctor`: the files of an environment, drafted, and whether everything in them can be used."""

from __future__ import annotations

import os
import sys

import click

from acceptance.commands.options import ADDED, ENVIRONMENT
from acceptance.outcome import ConfigurationError


@click.command()
@click.argument("name", metavar="NAME")
@click.option("--openapi", "source", metavar="ADDRESS|FILE", help="The OpenAPI document of the scoring API.")
@click.option("--url", metavar="ADDRESS", help="Where the scoring API is, where the document does not say so.")
@click.option("--ca-file", metavar="FILE", help="The certificate authority of that address.")
@click.option("--services", is_flag=True, help="Print what the services of the environment NAME list of themselves.")
def init(name: str, source: str | None, url: str | None, ca_file: str | None, services: bool) -> None:
    """Drafts the files of your own environment NAME from what your platform publishes about itself.

    They are written into the folder at hand: profiles/NAME.yaml (address, token, permissions), platforms/NAME.yaml
    (how the product does things), agreements/NAME.yaml with a draft of the list of purposes, and folders for scenarios
    and controls of your own. Every guess is marked with `# check:`; no file that is there is written over.

    Once the profile has a broker, an object store or a database, `--services` prints drafts of what stands in the files
    about their topics, buckets and tables.
    """
    from acceptance.drafting.command import draft, told
    from acceptance.drafting.listing import listing
    from acceptance.profile import find_profile

    if services == (source is not None):
        raise ConfigurationError("Give either --openapi, to draft the files, or --services, to print what those list.")
    lines = listing(find_profile(name), os.environ) if source is None else told(draft(name, source, url, ca_file), name)
    for line in lines:
        click.echo(line)


@click.command()
@ENVIRONMENT
@ADDED
@click.option("--names", is_flag=True, help="Name every scenario that stays open, with what it lacks.")
def doctor(environment: str, names: bool) -> None:
    """Asks whether everything in a profile can be used, changing nothing, and says what stays open without the rest.

    \b
    Looked at, side by side and within a minute: addresses, credentials, identities, permissions, topics, buckets,
    tables, clocks, stores; and every operation, event, population and block that scenarios use.
    Exit codes: 0 all is well, 2 something is missing, 3 the profile cannot be read, 4 no platform.
    """
    from acceptance.doctor import examine
    from acceptance.profile import find_profile

    sys.exit(int(examine(find_profile(environment), os.environ, click.secho, names=names)))
