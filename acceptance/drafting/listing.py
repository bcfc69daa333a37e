"""What the services behind the scoring API list of themselves, as drafts for a company's files; nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from acceptance.drafting.files import scalar
from acceptance.drafting.product import CHECK
from acceptance.outcome import ConfigurationError, NotAssessed
from acceptance.platform.access import ServiceError
from acceptance.platform.platform import Platform
from acceptance.platform.provision import provided_platform, say_on_stderr
from acceptance.profile import load
from acceptance.record.ledger import Ledger


def listing(path: Path, environment: Mapping[str, str]) -> list[str]:
    """The lines of drafts of topics, buckets and tables, for the services that a profile has.

    Raises:
        ConfigurationError: the profile has none of them.
    """
    with (
        provided_platform(path, "init", environment, say_on_stderr) as filled,
        TemporaryDirectory() as folder,
    ):
        platform = Platform(load(path, filled), Ledger(Path(folder) / "record.jsonl"))
        try:
            lines = drafts(platform)
        finally:
            platform.close()
    if not lines:
        raise ConfigurationError(f"{path}: it has none of the services events, object_store and database; add one.")
    return lines


def drafts(platform: Platform) -> list[str]:
    """The drafts of every service that is there; a service that cannot be asked says why in a comment."""
    return [line for make in (_topics, _buckets, _tables) for line in _told(make, platform)]


def _told(make: Callable[[Platform], Iterator[str]], platform: Platform) -> Iterator[str]:
    try:
        yield from list(make(platform))
    except NotAssessed:
        return  # the profile has no such service
    except ServiceError as error:
        yield f"# {error}"


def _topics(platform: Platform) -> Iterator[str]:
    layouts = platform.broker.topics()
    yield f"topics:  {CHECK} of services.events: call each as features do, leave out the rest"
    for name, layout in sorted(layouts.items()):
        written = f"name: {scalar(name)}, partitions: {layout.partitions}, replication: {layout.replication}"
        yield f"  {scalar(name)}: {{{written}}}"


def _buckets(platform: Platform) -> Iterator[str]:
    names = ", ".join(scalar(name) for name in sorted(platform.objects.buckets()))
    yield f"required_buckets: [{names}]  {CHECK} of services.object_store: those that the platform cannot do without"


def _tables(platform: Platform) -> Iterator[str]:
    rows = platform.database.columns()
    yield "places:  # of the list of purposes"
    yield f"  database:  {CHECK} every column that the suite's user may see; give a purpose to those about customers"
    yield "    to be written:"
    for row in rows:
        table = row["table"] if row["schema"] == "public" else f"{row['schema']}.{row['table']}"
        column = f"{table} {row['column']}"
        yield f"      - {scalar(column)}"
