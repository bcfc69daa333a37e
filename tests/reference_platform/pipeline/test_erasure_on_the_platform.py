"""Erasure on real services: Kafka compacts the results away, the object store keeps no version, nothing returns."""

from __future__ import annotations

import gzip
import json
import os
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import boto3
import botocore.config
import confluent_kafka
import httpx
import psycopg2
import pytest

from reference_platform.home import home
from reference_platform.instance import record
from reference_platform.pipeline.processing import partition_of
from reference_platform.services.plan import Plan

pytestmark = pytest.mark.platform

INSTANCE = f"erasures-{os.getpid()}"
FEATURES = {"age": 40, "income": 50_000, "credit_score": 700, "debt_ratio": 0.4, "employment_years": 9}
TOPICS = ("crm-customers", "transactions", "scoring-requests", "scoring-results", "scoring-dead-letter")
DONE_WITHIN_S = 60.0  # 8 to 12 s on an idle machine


class Platform:
    """A running platform as these tests use it."""

    def __init__(self, environment: dict[str, str], plan: Plan) -> None:
        self.environment = environment
        self.plan = plan
        tls = ssl.create_default_context(cafile=environment["CA_FILE"])
        self.api = httpx.Client(base_url=environment["SCORING_API_URL"], verify=tls, timeout=30, trust_env=False)
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

    def database(self, role: str) -> Any:
        password = self.plan.credentials.postgres[role]
        address = f"postgresql://{role}:{password}@127.0.0.1:{self.plan.ports.postgres}/scoring"
        connection = psycopg2.connect(address)
        connection.autocommit = True
        return connection.cursor()

    def s3(self, user: str) -> Any:
        return boto3.client(
            "s3",
            endpoint_url=self.environment["S3_ENDPOINT"],
            aws_access_key_id=user,
            aws_secret_access_key=self.plan.credentials.s3[user],
            region_name="us-east-1",
            verify=self.environment["CA_FILE"],
            config=botocore.config.Config(request_checksum_calculation="when_required"),
        )

    def send(self, topic: str, customer_id: str, **record: Any) -> None:
        self.producer.produce(topic, key=customer_id, value=json.dumps({"customer_id": customer_id, **record}))
        self.producer.flush(10)

    def customer(self) -> str:
        """A customer with a basis for scoring and training and stored features, scored once."""
        customer_id = f"c-{uuid4()}"
        for purpose in ("credit_scoring", "model_training"):
            basis = {"purpose": purpose, "basis": "contract", "text_version": "v1", "channel": "web"}
            self.call("registrar", "PUT", f"/customers/{customer_id}/lawful-basis", json=basis).raise_for_status()
        self.send("crm-customers", customer_id, record_id=str(uuid4()), event_time=now(), features=FEATURES)
        until(lambda: self.knows(customer_id) and bool(self.messages_about(customer_id)["scoring-results"]), 30)
        return customer_id

    def knows(self, customer_id: str) -> bool:
        return self.call("auditor", "GET", f"/customers/{customer_id}/features").status_code == 200

    def erase(self, customer_id: str) -> str:
        answer = self.call("privacy_officer", "DELETE", f"/customers/{customer_id}")
        answer.raise_for_status()
        return answer.json()["erasure_id"]

    def erasure(self, erasure_id: str) -> dict[str, Any]:
        return self.call("auditor", "GET", f"/erasures/{erasure_id}").json()

    def wait_until_done(self, erasure_id: str) -> dict[str, Any]:
        until(lambda: self.erasure(erasure_id)["status"] == "done", DONE_WITHIN_S)
        return self.erasure(erasure_id)

    def messages_about(self, customer_id: str) -> dict[str, list[tuple[int, bytes | None]]]:
        """By topic, offset and value of every message that names the customer, from the earliest on."""
        consumer = confluent_kafka.Consumer({**self.kafka, "group.id": str(uuid4()), "enable.partition.eof": True})
        begin = confluent_kafka.OFFSET_BEGINNING
        places = [confluent_kafka.TopicPartition(topic, number, begin) for topic in TOPICS for number in range(3)]
        consumer.assign(places)
        found: dict[str, list[tuple[int, bytes | None]]] = {topic: [] for topic in TOPICS}
        ended = 0
        while ended < len(places):
            for message in consumer.consume(500, 0.1):
                if message.error() is not None:
                    ended += 1
                elif customer_id.encode() in (message.key() or b"") + (message.value() or b""):
                    found[message.topic()].append((message.offset(), message.value()))
        consumer.close()
        return found


def now() -> str:
    return datetime.now(UTC).isoformat()


def until(condition: Callable[[], bool], within_s: float) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, f"not within {within_s} s"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    command = [sys.executable, "-m", "reference_platform"]
    try:
        up = [*command, "up", "--instance", INSTANCE, "--owner-pid", str(os.getpid()), "--json"]
        started = subprocess.run(up, check=True, stdout=subprocess.PIPE, timeout=600)
        found = record.running(home(), INSTANCE)
        assert found is not None
        yield Platform(json.loads(started.stdout)["environment"], found.plan)
    finally:
        subprocess.run([*command, "down", "--instance", INSTANCE], check=True)


def test_an_erased_customer_leaves_every_topic_and_sending_everything_again_brings_nothing_back(
    platform: Platform,
) -> None:
    customer_id, other = platform.customer(), platform.customer()
    event_time, record_id = now(), str(uuid4())
    earlier = {"record_id": record_id, "event_time": event_time, "features": FEATURES}
    platform.send("crm-customers", customer_id, **earlier)
    done = platform.wait_until_done(platform.erase(customer_id))
    assert done["removed"]["features"] == 1
    assert done["removed"]["result_messages"] >= 1
    assert not any(platform.messages_about(customer_id).values())

    platform.send("crm-customers", customer_id, **earlier)
    platform.send("crm-customers", customer_id, **{**earlier, "record_id": str(uuid4())})
    platform.send("scoring-requests", customer_id, request_id=str(uuid4()))
    sentinel = str(uuid4())
    platform.send("scoring-requests", other, request_id=sentinel)
    until(lambda: platform.call("auditor", "GET", f"/results/{sentinel}").status_code == 200, 30)
    assert not platform.knows(customer_id)
    assert not platform.messages_about(customer_id)["scoring-results"]
    assert platform.messages_about(other)["scoring-results"]
    # What was set aside does not stay in its topic either.
    until(lambda: not any(platform.messages_about(customer_id).values()), 30)


def test_no_result_disappears_while_others_in_the_same_partition_are_compacted_away(platform: Platform) -> None:
    living = platform.customer()
    asked = [str(uuid4()) for _ in range(6)]
    erasures = [platform.erase(customer_id) for customer_id in neighbours(platform, living, 2)]
    for request_id in asked:
        platform.send("scoring-requests", living, request_id=request_id)
        until(lambda wanted=request_id: platform.call("auditor", "GET", f"/results/{wanted}").is_success, 30)
    for erasure_id in erasures:
        assert platform.wait_until_done(erasure_id)["removed"]["result_messages"] >= 1
    late = [platform.erase(customer_id) for customer_id in neighbours(platform, living, 1)]
    platform.wait_until_done(late[0])
    values = [json.loads(value) for _, value in platform.messages_about(living)["scoring-results"] if value]
    counts = {wanted: [value["request_id"] for value in values].count(wanted) for wanted in asked}
    assert counts == dict.fromkeys(asked, 1)


def neighbours(platform: Platform, customer_id: str, count: int) -> list[str]:
    """Customers whose results lie in the same partition as those of another, each scored once."""
    found: list[str] = []
    while len(found) < count:
        found += [one for one in [platform.customer()] if partition_of(one, 3) == partition_of(customer_id, 3)]
    return found


def test_no_version_of_a_document_and_no_unfinished_upload_stays(platform: Platform) -> None:
    customer_id = platform.customer()
    key = str(uuid4())
    place = {"Bucket": "customer-documents", "Key": key}
    with platform.database("api") as cursor:
        cursor.execute(
            "select announce_document(%s, %s, %s, %s, 'access', 'officer')",
            (str(uuid4()), customer_id, place["Bucket"], key),
        )
    owner, suite = platform.s3("api"), platform.s3("acceptance")
    for version in (b"first", b"second"):
        owner.put_object(**place, Body=gzip.compress(version))
    owner.delete_object(**place)
    upload = owner.create_multipart_upload(**place)
    owner.upload_part(**place, UploadId=upload["UploadId"], PartNumber=1, Body=b"unfinished")
    before = suite.list_object_versions(Bucket=place["Bucket"], Prefix=key)
    assert (len(before["Versions"]), len(before["DeleteMarkers"])) == (2, 1)
    assert len(suite.list_multipart_uploads(Bucket=place["Bucket"], Prefix=key)["Uploads"]) == 1

    done = platform.wait_until_done(platform.erase(customer_id))
    assert done["removed"]["documents"] == 1
    after = suite.list_object_versions(Bucket=place["Bucket"], Prefix=key)
    assert not after.get("Versions")
    assert not after.get("DeleteMarkers")
    assert not suite.list_multipart_uploads(Bucket=place["Bucket"], Prefix=key).get("Uploads")


def test_the_eraser_may_remove_and_may_not_read(platform: Platform) -> None:
    platform.s3("api").put_object(Bucket="customer-documents", Key="read-me", Body=b"x")
    with pytest.raises(platform.s3("eraser").exceptions.ClientError, match="AccessDenied"):
        platform.s3("eraser").get_object(Bucket="customer-documents", Key="read-me")


def test_a_training_set_goes_with_its_customer_and_its_lineage_stays(platform: Platform) -> None:
    customer_id = platform.customer()
    outcome = {"record_id": str(uuid4()), "event_time": now(), "kind": "loan_settled", "amount": 100}
    platform.send("transactions", customer_id, **outcome)
    with platform.database("auditor") as cursor:

        def recorded() -> bool:
            cursor.execute("select 1 from loan_outcomes where customer_id = %s", (customer_id,))
            return cursor.fetchone() is not None

        until(recorded, 30)
    dataset = train(platform, seed=21)
    assert (dataset["rows"], dataset["customer_rows"] >= 1) == (20_000 + dataset["customer_rows"], True)
    key = dataset["uri"].removeprefix("s3://training-data/")
    suite = platform.s3("acceptance")
    content = suite.get_object(Bucket="training-data", Key=key)["Body"].read()
    assert len(gzip.decompress(content).splitlines()) == 1 + dataset["rows"]
    assert customer_id.encode() not in gzip.decompress(content)

    done = platform.wait_until_done(platform.erase(customer_id))
    assert done["removed"]["training_sets"] == 1
    assert not suite.list_object_versions(Bucket="training-data", Prefix=key).get("Versions")
    with platform.database("auditor") as cursor:
        cursor.execute("select sha256, removed_at is not null from training_datasets where dataset_key = %s", (key,))
        assert cursor.fetchone() == (dataset["sha256"], True)
    assert train(platform, seed=21)["customer_rows"] < dataset["customer_rows"]


def train(platform: Platform, seed: int) -> dict[str, Any]:
    queued = platform.call("model_operator", "POST", "/models/training-runs", json={"seed": seed}).json()
    path = f"/models/training-runs/{queued['training_run_id']}"
    until(lambda: platform.call("auditor", "GET", path).json()["status"] not in ("queued", "running"), 180)
    return platform.call("auditor", "GET", path).json()["dataset"]


def test_an_erasure_survives_the_death_of_the_worker(platform: Platform) -> None:
    customer_id = platform.customer()
    erasure_id = platform.erase(customer_id)
    until(lambda: "result_messages" in platform.erasure(erasure_id)["removed"], 30)
    status = [sys.executable, "-m", "reference_platform", "status", "--instance", INSTANCE, "--json"]
    answer = subprocess.run(status, check=True, stdout=subprocess.PIPE, timeout=60)
    os.kill(json.loads(answer.stdout)["services"]["pipeline"]["pid"], 9)
    platform.wait_until_done(erasure_id)
    assert not any(platform.messages_about(customer_id).values())
