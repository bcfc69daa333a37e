"""Scanning partitions on a Dask cluster, for stores beyond one machine; needs the optional extra `dask`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from acceptance.instruments.search.finder import Finder
from acceptance.instruments.search.partition import Bounds, Partition, Scan, Unread, scan
from acceptance.instruments.search.search import Scans, scan_here
from acceptance.outcome import ConfigurationError


def scan_on(address: str) -> Scans:
    """Scans partitions on the cluster whose scheduler listens at `address`.

    The workers need this package, and must reach the stores. What lies in files of this machine is scanned here.

    Raises:
        ConfigurationError: Dask is not installed.
    """
    try:
        import distributed
    except ImportError:
        raise ConfigurationError(
            "the profile names a cluster for the search, and Dask is missing: pip install 'scoring-acceptance[dask]'."
        ) from None

    def scans(partitions: Sequence[Partition], finder: Finder, bounds: Bounds, parallel: int) -> Iterable[Scan]:
        yield from scan_here([one for one in partitions if one.local], finder, bounds, parallel)
        remote = [one for one in partitions if not one.local]
        if not remote:
            return
        with distributed.Client(address, set_as_default=False) as client:
            shared = client.scatter(finder, broadcast=True)
            places = {client.submit(scan, part, shared, bounds, pure=False): part.place for part in remote}
            read = 0
            stopped: set[distributed.Future] = set()
            for future in distributed.as_completed(list(places), loop=client.loop):
                if future in stopped:
                    continue
                done: Scan = future.result()
                yield done
                read += done.bytes
                if bounds.max_bytes is not None and read >= bounds.max_bytes and not stopped:
                    stopped = {one for one in places if not one.done()}
                    client.cancel(list(stopped))
                    reason = f"the search ended at its bound of {bounds.max_bytes:,} bytes"
                    yield replace(NOTHING, unread=tuple(Unread(places[one], reason) for one in stopped))

    return scans


NOTHING = Scan(frozenset(), 0, 0, ())
