"""Which parts there are, and how to have them all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from reference_platform.home import Home
from reference_platform.parts import golang, installed, kafka, postgresql
from reference_platform.parts.cache import Part, is_whole, provide
from reference_platform.progress import Progress

VERSITYGW = golang.GoProgram("versitygw", "github.com/versity/versitygw/cmd/versitygw", "v1.8.0")
TOXIPROXY = golang.GoProgram("toxiproxy-server", "github.com/Shopify/toxiproxy/v2/cmd/server", "v2.5.0")


@dataclass(frozen=True)
class Parts:
    """The folders of the parts, whole and verified; `redis` is a server of this machine, if one is named."""

    postgresql: Path
    kafka_jars: Path
    kafka_start_cache: Path
    versitygw: Path
    toxiproxy: Path
    redis: Path | None = None


def _go_part(program: golang.GoProgram) -> Part:
    return Part(
        program.name,
        program.version,
        program.identity,
        lambda folder, step: golang.build(program, folder, step),
    )


def all_parts(home: Home) -> tuple[Part, ...]:
    """Every part, in the order of the fields of `Parts`."""
    jars = kafka.jars()
    return (
        postgresql.part(),
        jars,
        kafka.start_cache(jars.folder(home)),
        _go_part(VERSITYGW),
        _go_part(TOXIPROXY),
    )


def present(home: Home) -> Parts | None:
    """The parts when all are there and unchanged, else None; never touches the network."""
    parts = all_parts(home)
    with ThreadPoolExecutor(len(parts)) as pool:
        whole = all(pool.map(lambda part: is_whole(part, home), parts))
    return _in_use(parts, home) if whole else None


def provide_all(home: Home, progress: Progress) -> Parts:
    """Fetch and build what is missing, independent parts side by side.

    Raises:
        PartUnavailable: one of them cannot be had; those that can be are finished first and kept.
    """
    database, jars, start_cache, object_store, proxy = all_parts(home)

    def provide_in_turn(chain: tuple[Part, ...]) -> None:
        for part in chain:
            provide(part, home, progress)

    chains = (database,), (jars, start_cache), (object_store,), (proxy,)
    with ThreadPoolExecutor(len(chains)) as pool:
        started = [pool.submit(provide_in_turn, chain) for chain in chains]
    for chain in started:
        chain.result()
    return _in_use(all_parts(home), home)


def _in_use(parts: tuple[Part, ...], home: Home) -> Parts:
    """The parts, with servers of this machine where they are named."""
    own = Parts(*(part.folder(home) for part in parts), redis=installed.redis())
    return replace(own, postgresql=installed.postgresql() or own.postgresql)
