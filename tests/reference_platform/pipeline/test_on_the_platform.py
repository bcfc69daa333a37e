"""The applications on real services: nothing is lost or done twice when processes and services die.

One instance of the platform serves all tests of this file; each test uses customers of its own.
"""

import json
import os
import ssl
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import confluent_kafka
import httpx
import psutil
import pytest

pytestmark = pytest.mark.platform

LOAD = 400
INSTANCE = f"applications-{os.getpid()}"
FEATURES = {"age": 40, "income": 50_000, "credit_score": 700, "debt_ratio": 0.4, "employment_years": 9}
BASIS = {"purpose": "credit_scoring", "basis": "contract", "text_version": "v1", "channel": "web"}


def command(*arguments: str) -> dict[str, Any]:
    finished = subprocess.run(
        [sys.executable, "-m", "reference_platform", *arguments, "--instance", INSTANCE, "--json"],
        check=True,
        stdout=subprocess.PIPE,
        timeout=300,
    )
    return json.loads(finished.stdout)


class Platform:
    """A running platform as these tests use it."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        tls = ssl.create_default_context(cafile=environment["CA_FILE"])
        self.api = httpx.Client(base_url=environment["SCORING_API_URL"], verify=tls, timeout=15, trust_env=False)
        self.faults = httpx.Client(base_url=environment["FAULTS_URL"], trust_env=False)
        self.kafka = {
            "bootstrap.servers": environment["KAFKA_BOOTSTRAP"],
            "security.protocol": "SASL_SSL",
            "sasl.mechanism": "PLAIN",
            "sasl.username": environment["KAFKA_USER"],
            "sasl.password": environment["KAFKA_PASSWORD"],
            "ssl.ca.location": environment["CA_FILE"],
        }
        self.producer = confluent_kafka.Producer(self.kafka)

    def call(self, role: str, method: str, path: str, **arguments: Any) -> httpx.Response:
        token = self.environment[f"{role.upper()}_TOKEN"]
        return self.api.request(method, path, headers={"Authorization": f"Bearer {token}"}, **arguments)

    def score(self, customer_id: str) -> httpx.Response:
        return self.call("scorer", "POST", "/score", json={"customer_id": customer_id, "features": FEATURES})

    def customers(self, count: int) -> list[str]:
        """New customers with a lawful basis."""
        ids = [f"c-{uuid4()}" for _ in range(count)]
        for customer_id in ids:
            self.call("registrar", "PUT", f"/customers/{customer_id}/lawful-basis", json=BASIS).raise_for_status()
        return ids

    def send(self, topic: str, customer_id: str, record: dict[str, Any]) -> None:
        self.producer.produce(topic, key=customer_id, value=json.dumps({**record, "customer_id": customer_id}))
        self.producer.poll(0)

    def recipient(self, customer_id: str) -> dict[str, str] | None:
        """Whom the notification sink has a message for this customer addressed to."""
        answer = httpx.get(
            f"{self.environment['NOTIFICATIONS_URL']}/notifications",
            params={"customer_id": customer_id},
            headers={"Authorization": f"Bearer {self.environment['NOTIFICATIONS_TOKEN']}"},
            verify=ssl.create_default_context(cafile=self.environment["CA_FILE"]),
            trust_env=False,
        )
        return next((message.get("recipient") for message in answer.json()["notifications"]), None)

    def listener(self) -> "Listener":
        return Listener(self.kafka)

    def process(self, name: str) -> psutil.Process:
        """The process that runs a program of this instance, as soon as one does."""
        pids: list[int] = []

        def runs() -> bool:
            pids.append(command("status")["services"][name]["pid"])
            return pids[-1] > 0 and psutil.pid_exists(pids[-1])

        until(runs, within_s=10)
        return psutil.Process(pids[-1])


class Listener:
    """Reads results and dead letters from here on, committed ones only."""

    def __init__(self, kafka: dict[str, str]) -> None:
        settings = {"group.id": str(uuid4()), "isolation.level": "read_committed", "enable.auto.commit": False}
        self._consumer = confluent_kafka.Consumer({**kafka, **settings})
        places = [
            confluent_kafka.TopicPartition(topic, partition)
            for topic in ("scoring-results", "scoring-dead-letter")
            for partition in range(3)
        ]
        for place in places:
            until(lambda place=place: self._found_end_of(place), within_s=20)
        self._consumer.assign(places)

    def _found_end_of(self, place: confluent_kafka.TopicPartition) -> bool:
        """Note where a partition ends; False while a broker that has just started does not know."""
        try:
            place.offset = self._consumer.get_watermark_offsets(place, timeout=5)[1]
        except confluent_kafka.KafkaException:
            return False
        return True

    def read(self, count: int, within_s: float) -> list[tuple[str, dict[str, Any]]]:
        """Up to `count` messages, tombstones left out, fewer when the time is over."""
        messages: list[tuple[str, dict[str, Any]]] = []
        deadline = time.monotonic() + within_s
        while len(messages) < count and time.monotonic() < deadline:
            message = self._consumer.poll(0.1)
            if message is not None and message.error() is None and message.value() is not None:
                messages.append((message.topic(), json.loads(message.value())))
        return messages

    def results_of(self, customers: Iterable[str], within_s: float) -> list[dict[str, Any]]:
        """A result for each of the customers, fewer when the time is over; what concerns others is passed over."""
        results: dict[str, dict[str, Any]] = {}
        wanted, deadline = set(customers), time.monotonic() + within_s
        while wanted - set(results) and time.monotonic() < deadline:
            for topic, message in self.read(1, within_s=1):
                if topic == "scoring-results" and message["customer_id"] in wanted:
                    results[message["customer_id"]] = message
        return list(results.values())


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    try:
        yield Platform(command("up", "--owner-pid", str(os.getpid()))["environment"])
    finally:
        subprocess.run([sys.executable, "-m", "reference_platform", "down", "--instance", INSTANCE], check=True)


def until(condition: Callable[[], bool], within_s: float) -> float:
    """Wait for a condition; how many seconds it took."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < within_s, f"not within {within_s} s"
        time.sleep(0.02)
    return time.monotonic() - started


def now() -> str:
    return datetime.now(UTC).isoformat()


def produce_mixed_load(platform: Platform, listener: Listener, count: int) -> tuple[list[str], list[str], Counter[str]]:
    """CRM records first, then `count` requests, each fifth preceded by a movement of a hundredth of income.

    Returns the customers, the ids of the requests, and how often each customer's debt was raised.
    """
    customers = platform.customers(20)
    for customer_id in customers:
        record = {"record_id": f"crm-{customer_id}", "event_time": now(), "features": FEATURES}
        platform.send("crm-customers", customer_id, record)
    platform.producer.flush(10)
    assert len(listener.read(20, within_s=20)) == 20
    raised: Counter[str] = Counter()
    request_ids = []
    for number in range(count):
        customer_id = customers[number % 20]
        if number % 5 == 0:
            move = {"record_id": str(uuid4()), "event_time": now(), "kind": "loan_drawdown", "amount": 500}
            platform.send("transactions", customer_id, move)
            raised[customer_id] += 1
        request_ids.append(str(uuid4()))
        platform.send("scoring-requests", customer_id, {"request_id": request_ids[-1]})
    platform.producer.flush(10)
    return customers, request_ids, raised


def require_exactly_once(platform: Platform, answers: list[tuple[str, dict[str, Any]]], sent: Any) -> None:
    customers, request_ids, raised = sent
    assert {topic for topic, _ in answers} == {"scoring-results"}
    assert Counter(result["request_id"] for _, result in answers) == Counter(request_ids)
    for customer_id in customers:
        features = platform.call("auditor", "GET", f"/customers/{customer_id}/features").json()
        assert features["debt_ratio"] == pytest.approx(0.4 + 0.01 * raised[customer_id]), customer_id


def test_every_record_counts_once_though_the_worker_is_killed_again_and_again(platform: Platform) -> None:
    listener = platform.listener()
    sent = produce_mixed_load(platform, listener, LOAD)
    answers: list[tuple[str, dict[str, Any]]] = []
    for share in (50, 150, 250):
        answers += listener.read(share - len(answers), within_s=20)
        platform.process("pipeline").kill()
    answers += listener.read(LOAD - len(answers), within_s=40)
    answers += listener.read(LOAD, within_s=1)
    require_exactly_once(platform, answers, sent)


def test_every_record_counts_once_though_database_and_broker_go_away(platform: Platform) -> None:
    listener = platform.listener()
    sent = produce_mixed_load(platform, listener, LOAD)
    answers = listener.read(50, within_s=20)
    platform.faults.post("/proxies/postgres", json={"enabled": False})
    answers += listener.read(LOAD - len(answers), within_s=1)
    platform.faults.post("/proxies/postgres", json={"enabled": True})
    answers += listener.read(100, within_s=5)
    platform.faults.post("/proxies/kafka", json={"enabled": False})
    answers += listener.read(LOAD - len(answers), within_s=2)
    platform.faults.post("/proxies/kafka", json={"enabled": True})
    answers += listener.read(LOAD - len(answers), within_s=60)
    answers += listener.read(LOAD, within_s=1)
    require_exactly_once(platform, answers, sent)


def test_every_record_counts_once_though_the_broker_itself_is_killed(platform: Platform) -> None:
    listener = platform.listener()
    sent = produce_mixed_load(platform, listener, LOAD)
    answers = listener.read(100, within_s=20)
    platform.process("kafka").kill()
    answers += listener.read(LOAD - len(answers), within_s=90)
    answers += listener.read(LOAD, within_s=1)
    require_exactly_once(platform, answers, sent)


def test_the_pipeline_gives_what_the_api_gives(platform: Platform) -> None:
    listener = platform.listener()
    (customer_id,) = platform.customers(1)
    record = {"record_id": f"r-{customer_id}", "event_time": now(), "features": FEATURES}
    for _ in range(2):
        platform.send("crm-customers", customer_id, record)
    platform.producer.flush(10)
    [(_, result)] = listener.read(1, within_s=20)
    assert listener.read(1, within_s=1) == []
    direct = platform.score(customer_id).json()
    assert (result["credit_score"], result["risk_level"]) == (direct["credit_score"], direct["risk_level"])
    assert result["bureau"] == "provided"


def test_replicas_that_were_killed_serve_again_with_their_model(platform: Platform) -> None:
    (customer_id,) = platform.customers(1)
    parent = platform.process("api")
    for victim in parent.children():
        victim.kill()
    until(lambda: answers(platform, customer_id), within_s=30)
    assert len(parent.children()) == 2


def answers(platform: Platform, customer_id: str) -> bool:
    try:
        return platform.score(customer_id).status_code == 200
    except httpx.HTTPError:
        return False


def test_an_answer_costs_one_round_trip_to_the_database(platform: Platform) -> None:
    (customer_id,) = platform.customers(1)
    toxic = {"name": "slow", "type": "latency", "attributes": {"latency": 500}}
    platform.faults.post("/proxies/postgres/toxics", json=toxic).raise_for_status()
    try:
        times = [platform.score(customer_id).elapsed.total_seconds() for _ in range(3)]
    finally:
        platform.faults.delete("/proxies/postgres/toxics/slow")
    assert 0.5 <= min(times) < 1.0, times


def test_a_database_that_does_not_answer_is_a_problem_and_heals_by_itself(platform: Platform) -> None:
    (customer_id,) = platform.customers(1)
    toxic = {"name": "hole", "type": "timeout", "attributes": {"timeout": 0}}
    platform.faults.post("/proxies/postgres/toxics", json=toxic).raise_for_status()
    try:
        answer = platform.score(customer_id)
    finally:
        platform.faults.delete("/proxies/postgres/toxics/hole")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/dependency-unavailable")
    until(lambda: answers(platform, customer_id), within_s=30)


def test_a_model_is_trained_promoted_served_by_both_replicas_and_rolled_back(platform: Platform) -> None:
    old = platform.call("auditor", "GET", "/models/current").json()["version"]
    queued = platform.call("model_operator", "POST", "/models/training-runs", json={"seed": 11}).json()
    run = f"/models/training-runs/{queued['training_run_id']}"
    until(lambda: platform.call("auditor", "GET", run).json()["status"] == "succeeded", within_s=60)
    new = platform.call("auditor", "GET", run).json()["version"]
    for version in (new, old):
        bring_into_use(platform, version)
        until(lambda version=version: served(platform) == {version}, within_s=30)


def bring_into_use(platform: Platform, version: str) -> None:
    """A change of model by the three people whom it takes."""
    reason = "a test of bringing models into use"
    opened = platform.call("change_manager", "POST", "/models/tickets", json={"summary": reason, "approved": True})
    wanted = {"version": version, "reason": reason, "ticket": opened.json()["ticket"]}
    change = platform.call("model_developer", "POST", "/models/changes", json=wanted).json()["change_id"]
    for role, step in (("model_approver", "approval"), ("model_operator", "deployment")):
        platform.call(role, "POST", f"/models/changes/{change}/{step}").raise_for_status()


def served(platform: Platform) -> set[str]:
    """The versions that serve, asked over several new connections so as to meet both replicas."""
    versions = set()
    tls = ssl.create_default_context(cafile=platform.environment["CA_FILE"])
    for _ in range(8):
        with httpx.Client(base_url=platform.api.base_url, verify=tls, trust_env=False) as fresh:
            token = platform.environment["AUDITOR_TOKEN"]
            answer = fresh.get("/models/current", headers={"Authorization": f"Bearer {token}"})
            versions.add(answer.json()["version"])
    return versions


def test_a_withdrawal_bites_on_every_way_and_earlier_results_stay(platform: Platform) -> None:
    (customer_id,) = platform.customers(1)
    about = f"/customers/{customer_id}"
    platform.call("registrar", "PUT", f"{about}/lawful-basis", json={**BASIS, "basis": "consent"}).raise_for_status()
    result = platform.score(customer_id).json()
    end = {"purpose": "credit_scoring", "channel": "phone"}
    assert platform.call("registrar", "POST", f"{about}/objections", json=end).status_code == 409
    platform.call("registrar", "POST", f"{about}/withdrawals", json=end).raise_for_status()
    assert platform.score(customer_id).status_code == 403
    listener = platform.listener()
    platform.send("crm-customers", customer_id, {"record_id": str(uuid4()), "event_time": now(), "features": FEATURES})
    platform.send("scoring-requests", customer_id, {"request_id": str(uuid4()), "features": FEATURES})
    platform.producer.flush(10)
    assert [message["reason"] for _, message in listener.read(2, within_s=20)] == ["no-lawful-basis"] * 2
    assert platform.call("auditor", "GET", f"/results/{result['request_id']}").json() == result
    history = platform.call("auditor", "GET", f"{about}/lawful-bases").json()["lawful_bases"]
    assert [(basis["basis"], basis["end_reason"]) for basis in history] == [
        ("contract", "replaced"),
        ("consent", "withdrawn"),
    ]


def test_contact_data_reaches_the_notification_and_an_old_customer_leaves_by_the_purge(platform: Platform) -> None:
    listener = platform.listener()
    ages = {name: timedelta(days=days) for name, days in (("young", 2554), ("old", 2556), ("held", 2556))}
    customers = dict(zip(ages, platform.customers(3), strict=True))
    contact = {"name": "Canary Seven", "email": f"canary+{uuid4().hex}@example.invalid"}
    for name, customer_id in customers.items():
        event_time = (datetime.now(UTC) - ages[name]).isoformat()
        record = {"record_id": str(uuid4()), "event_time": event_time, "features": FEATURES, "contact": contact}
        platform.send("crm-customers", customer_id, record)
    platform.producer.flush(10)
    results = listener.results_of(customers.values(), within_s=20)
    assert sorted(result["customer_id"] for result in results) == sorted(customers.values())
    assert contact["email"] not in json.dumps(results)
    until(lambda: platform.recipient(customers["old"]) == contact, within_s=10)

    hold = f"/customers/{customers['held']}/legal-hold"
    platform.call("privacy_officer", "PUT", hold, json={"reason": "a claim before court"}).raise_for_status()
    purge = platform.call("privacy_officer", "POST", "/retention/purges").json()
    [purged] = purge["classes"]
    assert (purged["removed"], purged["held"]) == (1, 1)
    statuses = {
        name: platform.call("auditor", "GET", f"/customers/{customer_id}/features").status_code
        for name, customer_id in customers.items()
    }
    assert statuses == {"young": 200, "old": 404, "held": 200}
    assert platform.call("auditor", "GET", hold).json()["overdue_since"] is not None
    erase = f"/customers/{customers['held']}"
    assert platform.call("privacy_officer", "DELETE", erase).json()["type"] == "/problems/legal-hold"
    assert platform.call("privacy_officer", "DELETE", hold).status_code == 204
    assert platform.call("privacy_officer", "DELETE", erase).status_code == 200


def test_metrics_count_for_all_replicas_together(platform: Platform) -> None:
    def told() -> float:
        lines = platform.call("auditor", "GET", "/metrics").text.splitlines()
        wanted = 'http_request_seconds_count{method="GET",route="/health",status="200"} '
        return sum(float(line.removeprefix(wanted)) for line in lines if line.startswith(wanted))

    before = told()
    tls = ssl.create_default_context(cafile=platform.environment["CA_FILE"])
    for _ in range(20):
        with httpx.Client(base_url=platform.api.base_url, verify=tls, trust_env=False) as fresh:
            fresh.get("/health").raise_for_status()
    until(lambda: told() == before + 20, within_s=30)


def test_a_request_is_found_in_the_log_by_the_callers_own_name_for_it(platform: Platform) -> None:
    name = f"call-{uuid4()}"
    platform.api.get("/health", headers={"X-Request-Id": name}).raise_for_status()
    log = Path(platform.environment["PLATFORM_LOG_DIR"]) / "api.log"

    def lines() -> list[dict[str, Any]]:
        return [json.loads(line) for line in log.read_text().splitlines() if name in line]

    until(lambda: len(lines()) == 1, within_s=30)
    assert lines()[0]["route"] == "/health"


def test_no_log_holds_what_customers_sent(platform: Platform) -> None:
    (customer_id,) = platform.customers(1)
    platform.score(customer_id)
    platform.call("scorer", "POST", "/score", json={"customer_id": customer_id, "features": {"age": "canary-9999"}})
    folder = Path(platform.environment["PLATFORM_LOG_DIR"])
    logs = {path.name: path.read_text(errors="replace") for path in folder.rglob("*.log")}
    assert any("api" in name for name in logs)
    for name, text in logs.items():
        assert customer_id not in text, name
        assert "canary-9999" not in text, name
