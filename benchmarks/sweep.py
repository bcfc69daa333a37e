"""Measures the search for personal data and prints a table: `python benchmarks/sweep.py --help`.

Objects and logs: files of three sizes, ten canaries in all encodings, one thread. PostgreSQL and Kafka: a reference
platform of its own, filled for the purpose.
"""

from __future__ import annotations

import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
# A file beside this one has the name of a standard module: keep its folder out of the way of everybody's imports.
sys.path[0] = str(CHECKOUT)

import argparse  # noqa: E402
import os  # noqa: E402
import random  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
import uuid  # noqa: E402
from collections.abc import Iterator, Mapping  # noqa: E402
from contextlib import closing  # noqa: E402

from acceptance.instruments.search import files, kafka, postgresql  # noqa: E402
from acceptance.instruments.search.finder import Finder  # noqa: E402
from acceptance.instruments.search.partition import Bounds, Scan, scan  # noqa: E402
from acceptance.instruments.search.search import scan_here  # noqa: E402
from acceptance.instruments.search.stores import stores_of  # noqa: E402
from acceptance.profile import load  # noqa: E402
from acceptance.subjects.canaries import KINDS, Canary, new_canary  # noqa: E402
from benchmarks.platform import Platform, Table  # noqa: E402

MB = 1_000_000
ROWS = """
create table acceptance_decoys.benchmark as
select i, md5(i::text) as a, md5((i * 7)::text) || repeat('x', 60) as b, i * 1.5::numeric as n,
       now() + i * interval '1 s' as t
  from generate_series(100000001, 100000000 + %s) i
"""
"""Every number of a range, which therefore must hold none that is searched for, forwards, backwards or as a digest."""


def canaries() -> list[Canary]:
    return [new_canary("benchmark-000000", kind) for kind in KINDS * 2]


def noise_lines(chance: random.Random, count: int) -> Iterator[str]:
    """Ids, timestamps, amounts and card-like numbers, as they stand in logs."""
    for _ in range(count):
        card = str(chance.randrange(10**15, 10**16))
        grouped = "-".join(card[at : at + 4] for at in range(0, 16, 4))
        yield (
            f"2026-11-{chance.randint(10, 30)}T10:{chance.randint(10, 59)}:{chance.uniform(10, 59):09.6f}Z "
            f"{uuid.UUID(int=chance.getrandbits(128))} acceptance-{chance.getrandbits(24):06x}-"
            f"{chance.getrandbits(64):016x} {card} {grouped} {chance.uniform(10_000, 99_999):.2f} "
            f"{chance.randrange(10**12, 10**13)}\n"
        )


def write_noise(path: Path, megabytes: int, seed: int) -> None:
    """Writes so many megabytes of lines: the first 8 are new ones, then every line's digits are turned over."""
    chance = random.Random(seed)
    block = "".join(noise_lines(chance, 8 * MB // 190)).encode()
    with path.open("wb") as file:
        written = 0
        while written < megabytes * MB:
            turned = bytes.maketrans(b"0123456789", "".join(chance.sample("0123456789", 10)).encode())
            piece = block.translate(turned)[: megabytes * MB - written]
            file.write(piece)
            written += len(piece)


def measure_files(table: Table, finder: Finder, sizes_mb: list[int]) -> None:
    """Files of several sizes; the work for a megabyte must not depend on how many there are."""
    cost_s: list[float] = []
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        for size in sizes_mb:
            path = Path(folder) / "noise.log"
            write_noise(path, size, size)
            began, used = time.monotonic(), time.process_time()
            found = [scan(files.FileRange(folder, path.name, 0, size * MB), finder)]
            cpu_s, wall_s = time.process_time() - used, time.monotonic() - began
            cost_s.append(cpu_s / size)
            table.add(f"objects and logs, {size} MB, per core second", size / cpu_s, "MB/s", at_least=300)
            table.add(f"objects and logs, {size} MB, elapsed", size / wall_s, "MB/s")
            table.add(f"false finds in {size} MB", finds(found), "", at_most=0)
            path.unlink()
    if len(cost_s) > 1:
        table.add("most work for a megabyte, by the least", max(cost_s) / min(cost_s), "times", at_most=1.3)


def finds(scans: list[Scan]) -> int:
    return sum(len(one.finds) for one in scans)


def measure_database(table: Table, finder: Finder, store: postgresql.PostgresqlStore, rows: int) -> None:
    with closing(store.planter.connect(store.decoy_database)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(ROWS, (rows,))
        try:
            began, used = time.monotonic(), time.process_time()
            with store.opened(None) as (parts, _):
                scans = list(scan_here(parts, finder, Bounds(), store.parallel))
            seconds, cpu_s = time.monotonic() - began, time.process_time() - used
        finally:
            cursor.execute("drop table acceptance_decoys.benchmark")
    total = sum(one.bytes for one in scans) / MB
    table.add(f"PostgreSQL by COPY, {total:.0f} MB", total / seconds, "MB/s", at_least=80)
    table.add("PostgreSQL by COPY, per core second of the search", total / cpu_s, "MB/s")
    table.add("false finds in PostgreSQL", finds(scans), "", at_most=0)


def measure_broker(table: Table, finder: Finder, store: kafka.EventStore, messages: int) -> None:
    from confluent_kafka import Producer
    from confluent_kafka.admin import AdminClient, NewTopic

    topic = f"acceptance-benchmark-{os.getpid()}"
    admin = AdminClient(store.planter.settings())
    admin.create_topics([NewTopic(topic, 1, 1)])[topic].result(20)
    try:
        producer = Producer(store.planter.settings() | {"linger.ms": 50, "queue.buffering.max.messages": 2_000_000})
        for line in noise_lines(random.Random(3), messages):
            producer.produce(topic, value=line, key=line[:20])
            producer.poll(0)
        producer.flush(120)
        part = kafka.Messages(store.searcher, (kafka.Range(topic, 0, 0, messages),))
        began, used = time.monotonic(), time.process_time()
        found = scan(part, finder)
        seconds, cpu_s = time.monotonic() - began, time.process_time() - used
    finally:
        admin.delete_topics([topic])[topic].result(20)
    table.add(f"Kafka, {found.bytes / MB:.0f} MB", found.bytes / MB / seconds, "MB/s")
    table.add("Kafka, per core second of the search", found.bytes / MB / cpu_s, "MB/s")
    table.add("Kafka, messages", found.items / 2 / seconds, "1/s")
    table.add("false finds in Kafka", finds([found]), "", at_most=0)


def most_memory_mb() -> float:
    """The most this process ever held; the messages that the benchmark itself sends are a part of it."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1000
    return 0.0


def main() -> int:
    """Measure and print; exit code 1 when a target is missed."""
    parser = argparse.ArgumentParser(description="Measure the search for personal data.")
    parser.add_argument("--megabytes", type=int, nargs="+", default=[128, 512, 2048], help="sizes of files")
    parser.add_argument("--rows", type=int, default=2_000_000, help="rows in PostgreSQL, about 190 bytes each")
    parser.add_argument("--messages", type=int, default=500_000, help="messages in Kafka, about 200 bytes each")
    parser.add_argument("--files-only", action="store_true", help="without a platform")
    options = parser.parse_args()
    table, finder = Table(), Finder(canaries())
    measure_files(table, finder, options.megabytes)
    table.add("memory, files", most_memory_mb(), "MB", at_most=200)
    if not options.files_only:
        platform = Platform("benchmark-sweep", None)
        try:
            environment: Mapping[str, str] = platform.up()[1]
            stores = {store.name: store for store in stores_of(load(CHECKOUT / "profiles/local.yaml", environment))}
            database, broker = stores["database"], stores["event broker"]
            assert isinstance(database, postgresql.PostgresqlStore) and isinstance(broker, kafka.EventStore)
            measure_database(table, finder, database, options.rows)
            table.add("memory, with PostgreSQL", most_memory_mb(), "MB", at_most=200)
            measure_broker(table, finder, broker, options.messages)
        finally:
            platform.down()
    return 1 if table.missed else 0


if __name__ == "__main__":
    sys.exit(main())
