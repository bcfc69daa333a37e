"""Who may do what in a real instance: every service refuses what is not granted."""

from __future__ import annotations

import io
import ssl
import urllib.error
import urllib.request
from typing import Any

import psycopg2
import pytest
import redis
from confluent_kafka import KafkaError, Producer
from minio import Minio, S3Error
from urllib3 import PoolManager

from reference_platform.home import home
from reference_platform.instance import record
from reference_platform.services import kafka, mlflow, postgres, s3
from reference_platform.services.plan import HOST, Plan

pytestmark = pytest.mark.platform

ALIAS = "/api/2.0/mlflow/registered-models/alias"


@pytest.fixture(scope="module")
def plan(both: list[dict[str, Any]]) -> Plan:
    found = record.running(home(), both[0]["instance"])
    assert found is not None
    return found.plan


def object_store(plan: Plan, key: str, secret: str | None = None) -> Minio:
    pool = PoolManager(retries=False, timeout=5, ca_certs=str(plan.ca_file))
    secret = secret or plan.credentials.s3[key]
    return Minio(
        endpoint=f"{HOST}:{plan.ports.s3}",
        access_key=key,
        secret_key=secret,
        region=s3.REGION,
        http_client=pool,
    )


def test_postgresql_refuses_a_connection_without_tls(plan: Plan) -> None:
    address = postgres.url(plan, "acceptance", postgres.SCORING, port=plan.ports.postgres)
    with pytest.raises(psycopg2.OperationalError, match=r"no pg_hba\.conf entry"):
        psycopg2.connect(address.replace("sslmode=verify-full", "sslmode=disable"))


@pytest.mark.parametrize(
    ("role", "database"),
    [("acceptance", postgres.MLFLOW_AUTH), ("api", postgres.MLFLOW), ("mlflow", postgres.SCORING)],
)
def test_postgresql_refuses_a_role_the_databases_of_others(plan: Plan, role: str, database: str) -> None:
    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        psycopg2.connect(postgres.url(plan, role, database, port=plan.ports.postgres))


def test_the_suite_can_read_mlflows_tables_and_change_nothing(plan: Plan) -> None:
    address = postgres.url(plan, "acceptance", postgres.MLFLOW, port=plan.ports.postgres)
    with psycopg2.connect(address) as connection, connection.cursor() as cursor:
        cursor.execute("select name from experiments")
        assert ("Default",) in cursor.fetchall()
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("delete from experiments")


def test_every_role_that_can_log_in_has_a_password_of_this_instance(plan: Plan) -> None:
    address = postgres.url(plan, "postgres", "postgres", port=plan.ports.postgres)
    with psycopg2.connect(address) as connection, connection.cursor() as cursor:
        cursor.execute("select rolname from pg_roles where rolcanlogin")
        assert {row[0] for row in cursor.fetchall()} == set(plan.credentials.postgres)


def test_who_only_reads_is_told_a_pseudonym_although_nobody_had_one_before(plan: Plan) -> None:
    connection = psycopg2.connect(postgres.url(plan, "acceptance", postgres.SCORING, port=plan.ports.postgres))
    connection.set_session(readonly=True)
    with connection, connection.cursor() as cursor:
        cursor.execute("select length(pseudonym('nobody'))")
        assert cursor.fetchone() == (32,)
    connection.close()


def test_redis_refuses_who_has_no_password(plan: Plan) -> None:
    with (
        redis.Redis(host=HOST, port=plan.ports.redis, retry=None) as client,
        pytest.raises(redis.AuthenticationError),
    ):
        client.ping()


def test_the_object_store_refuses_a_wrong_secret_and_a_foreign_bucket(plan: Plan) -> None:
    with pytest.raises(S3Error, match="SignatureDoesNotMatch"):
        list(object_store(plan, "acceptance", "0" * 40).list_objects(bucket_name=s3.SCRATCH))
    with pytest.raises(S3Error, match="AccessDenied"):
        list(object_store(plan, "api").list_objects(bucket_name=s3.TRAINING_DATA))


def test_the_suite_can_read_the_models_and_not_write_them(plan: Plan) -> None:
    client = object_store(plan, "acceptance")
    found = list(client.list_objects(bucket_name=s3.MODELS, recursive=True))
    assert found
    with pytest.raises(S3Error, match="AccessDenied"):
        client.put_object(bucket_name=s3.MODELS, object_name="x", data=io.BytesIO(b"x"), length=1)
    with pytest.raises(S3Error, match="AccessDenied"):
        client.remove_object(bucket_name=s3.MODELS, object_name=str(found[0].object_name))


def deliver(plan: Plan, user: str, topic: str) -> KafkaError | None:
    """The error of one delivery, or None."""
    errors: list[KafkaError | None] = []
    producer = Producer(kafka.client_settings(plan, user) | {"message.timeout.ms": 10_000})
    producer.produce(topic, b"{}", key="nobody", on_delivery=lambda error, _: errors.append(error))
    producer.flush(15)
    return errors[0]


def test_kafka_lets_the_pipeline_write_results_and_nothing_else(plan: Plan) -> None:
    assert deliver(plan, "pipeline", "scoring-results") is None
    refused = deliver(plan, "pipeline", "transactions")
    assert refused is not None
    assert refused.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED


def test_only_the_api_and_the_trainer_may_say_which_model_serves(plan: Plan) -> None:
    choice = {"name": mlflow.MODEL, "alias": "candidate", "version": mlflow.champion(plan)["version"]}
    with pytest.raises(urllib.error.HTTPError, match="403"):
        mlflow.call(plan, "acceptance", "POST", ALIAS, choice)
    mlflow.call(plan, "api", "POST", ALIAS, choice)


def test_mlflow_refuses_who_has_no_account(plan: Plan) -> None:
    context = ssl.create_default_context(cafile=str(plan.ca_file))
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(f"{mlflow.url(plan)}{ALIAS}?name=x&alias=y", context=context)
