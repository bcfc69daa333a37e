"""The second platform on real PostgreSQL, Valkey, Kafka and S3: one customer's way through all of them, and the end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import requests

from reference_platform.home import home
from reference_platform.instance.processes import marked
from reference_platform.services import kafka
from tests.second_platform import plan as plans
from tests.second_platform.company import MACHINES, PEOPLE, Company
from tests.second_platform.program import on_real_services
from tests.second_platform.rights import Platform

pytestmark = pytest.mark.platform
INSTANCE = f"second-{os.getpid()}"
UP_WITHIN_S, ANSWER_WITHIN_S = 120, 20


def command(*words: str) -> subprocess.CompletedProcess[str]:
    arguments = [sys.executable, "-m", "tests.second_platform", *words, "--instance", INSTANCE]
    return subprocess.run(arguments, capture_output=True, text=True, timeout=UP_WITHIN_S, check=False)


@pytest.fixture(scope="module")
def directory() -> Iterator[Path]:
    up = command("up", "--json", "--owner-pid", str(os.getpid()))
    assert up.returncode == 0, up.stderr
    yield plans.own_home(home()).instances / INSTANCE
    command("down")


@pytest.fixture(scope="module")
def company(directory: Path) -> Company:
    found = json.loads(command("status", "--json").stdout)["environment"]
    session = requests.Session()
    session.verify, session.trust_env = found["CREDITO_CA"], False
    secrets = {name: found[f"CREDITO_SECRET_{name.upper()}"] for name in (*PEOPLE, *MACHINES)}
    return Company(plans.read(directory)[1], session, secrets, found["CREDITO_URL"])


@pytest.fixture(scope="module")
def platform(directory: Path) -> Platform:
    return on_real_services(*plans.read(directory), [], 0)


def test_every_part_says_that_it_is_ready(company: Company) -> None:
    answer = company.session.get(company.address + company.dialect.path("ready"))
    parts = {part["part"]: part["state"] for part in company.read(answer)["parts"]}
    assert parts == dict.fromkeys(("books", "events", "cache", "documents"), company.dialect.states["yes"])


def test_the_platform_cannot_change_its_audit_log(directory: Path) -> None:
    plan, dialect = plans.read(directory)
    with psycopg2.connect(plans.database(plan, plans.PLATFORM)) as connection, connection.cursor() as cursor:
        for statement in ("delete from $audit", "update $audit set $who = 'x'", "truncate $audit"):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(dialect.sql(statement))
            connection.rollback()


def test_a_request_by_event_has_one_result_that_does_not_name_the_customer(
    company: Company, platform: Platform, directory: Path
) -> None:
    number, reference = company.known_customer(), uuid.uuid4().hex
    results = Results(directory)
    send(platform, "requests", reference, {"number": number, "product": company.dialect.products[0]})
    key, value = results.find(reference)
    scored = company.read(company.score(number))
    assert company.dialect.inwards(json.loads(value))["points"] == scored["points"]
    assert number.encode() not in value and key != number


def test_an_erased_customer_is_in_no_store(company: Company, platform: Platform, directory: Path) -> None:
    number = company.known_customer()
    company.call("ana", "PUT", company.customer(number, "documents") + "/payslip.txt", {"text": number})
    results, reference = Results(directory), uuid.uuid4().hex
    send(platform, "requests", reference, {"number": number, "product": company.dialect.products[0]})
    results.find(reference)
    assert found(platform, directory, number) == {"books", "cache", "documents", "events"}
    assert company.call("bruno", "POST", company.customer(number, "erasure")).status_code == 202
    assert found(platform, directory, number) == set()


def test_a_fault_is_switched_on_and_off(company: Company) -> None:
    number = company.known_customer()
    assert command("defects", "on", "gdpr-03-any-product").returncode == 0
    assert json.loads(command("status", "--json").stdout)["defects"] == ["gdpr-03-any-product"]
    faulty = company.score(number, product=1).status_code
    assert command("defects", "off", "all").returncode == 0
    assert (faulty, company.score(number, product=1).status_code) == (201, 409)


def test_nothing_is_left_after_the_keeper_was_killed(directory: Path) -> None:
    os.kill(int((directory / "keeper.pid").read_text()), signal.SIGKILL)
    assert command("down").returncode == 0
    assert not directory.exists() and marked(directory) == set()


def send(platform: Platform, topic: str, reference: str, value: dict[str, Any]) -> None:
    names = platform.dialect.headers
    headers = {names["message"]: reference, names["message_reference"]: reference}
    platform.events.send(platform.dialect.topics[topic], value["number"], headers, platform.dialect.outwards(value))


class Results:
    """A reader of all topics, set up before what it waits for."""

    def __init__(self, directory: Path) -> None:
        from confluent_kafka import Consumer, TopicPartition

        plan, self.dialect = plans.read(directory)
        settings = kafka.client_settings(plan, plans.SUITE) | {
            "group.id": uuid.uuid4().hex,
            "enable.auto.commit": False,
        }
        self.consumer = Consumer(settings)
        places = [(name, part) for name in self.dialect.topics.values() for part in range(plans.PARTITIONS)]
        self.ends = {place: self.consumer.get_watermark_offsets(TopicPartition(*place), timeout=10) for place in places}
        self.consumer.assign([TopicPartition(*place, self.ends[place][0]) for place in places])

    def find(self, reference: str) -> tuple[str, bytes]:
        """Key and content of the result that carries a reference."""
        wanted = (self.dialect.headers["message_reference"], reference.encode())
        deadline = time.monotonic() + ANSWER_WITHIN_S
        while time.monotonic() < deadline:
            event = self.consumer.poll(0.5)
            if event is None or event.error() or event.topic() != self.dialect.topics["results"]:
                continue
            if wanted in (event.headers() or ()):
                return event.key().decode(), event.value()
        raise AssertionError(f"No result within {ANSWER_WITHIN_S} s.")

    def all(self) -> str:
        """Everything that can still be read, up to where the topics ended."""
        left, seen = sum(high - low for low, high in self.ends.values()), []
        while len(seen) < left:
            event = self.consumer.poll(ANSWER_WITHIN_S)
            assert event is not None and not event.error(), "the broker has less than it says"
            seen.append(f"{event.key()} {event.headers()} {event.value()}")
        return " ".join(seen)


def found(platform: Platform, directory: Path, detail: str) -> set[str]:
    """The stores in which a detail stands."""
    names = platform.documents.names("")
    cached = platform.cache._server.keys("*")
    held = {
        "books": str([platform.books.rows(f"select * from ${table}") for table in platform.dialect.tables]),
        "cache": str([(key, platform.cache._server.get(key)) for key in cached]),
        "documents": str([(name, platform.documents.get(name)) for name in names]),
        "events": Results(directory).all(),
    }
    return {store for store, content in held.items() if detail in content}
