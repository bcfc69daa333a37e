"""What is created in the services before the platform's first start: users, databases, buckets, topics, access."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from reference_platform.errors import ServiceFailed
from reference_platform.services import kafka, postgres, s3
from reference_platform.services.plan import HOST, POSTGRES_ROLES, Plan
from reference_platform.services.program import base_environment

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection

WITHIN_S = 30
READ_AND_WRITE = ("READ", "WRITE", "DESCRIBE")
# By user: kind of resource, name (a trailing * means every name that begins so), operations.
KAFKA_ACCESS: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "api": (("TOPIC", "crm-customers", ("WRITE", "DESCRIBE")),),
    "pipeline": (
        ("TOPIC", "crm-customers", ("READ", "DESCRIBE", "DELETE")),
        ("TOPIC", "transactions", ("READ", "DESCRIBE", "DELETE")),
        ("TOPIC", "scoring-requests", ("READ", "DESCRIBE", "DELETE")),
        ("TOPIC", "scoring-results", ("READ", "WRITE", "DESCRIBE")),
        ("TOPIC", "scoring-dead-letter", ("WRITE", "DESCRIBE")),
        ("GROUP", "pipeline", ("READ", "DESCRIBE")),
        ("TRANSACTIONAL_ID", "pipeline*", ("WRITE", "DESCRIBE")),
    ),
    "acceptance": (
        *(("TOPIC", topic, (*READ_AND_WRITE, "DESCRIBE_CONFIGS")) for topic in kafka.TOPICS),
        ("TOPIC", "acceptance-*", ("ALL",)),
        ("GROUP", "*", ("READ", "DESCRIBE")),
        ("GROUP", "acceptance-*", ("DELETE",)),
        ("BROKER", "kafka-cluster", ("DESCRIBE",)),
    ),
    "searcher": (
        ("TOPIC", "*", ("READ", "DESCRIBE", "DESCRIBE_CONFIGS")),
        ("GROUP", "*", ("DESCRIBE",)),
        ("BROKER", "kafka-cluster", ("DESCRIBE",)),
    ),
}


@contextmanager
def superuser(plan: Plan, database: str) -> Iterator[Connection]:
    """A connection as PostgreSQL's superuser, each statement a transaction of its own.

    Raises:
        psycopg2.OperationalError: the server does not answer.
    """
    import psycopg2

    address = postgres.url(plan, "postgres", database, port=plan.ports.postgres)
    connection = psycopg2.connect(address, connect_timeout=2)
    try:
        connection.autocommit = True
        yield connection
    finally:
        connection.close()


def probe_postgres(plan: Plan) -> None:
    """Connect as the superuser, the only role of a new cluster.

    Raises:
        psycopg2.OperationalError: not ready.
    """
    with superuser(plan, "postgres"):
        return


def create_roles_and_databases(plan: Plan) -> None:
    """Create PostgreSQL's roles, its databases, and who may enter which."""
    with superuser(plan, "postgres") as connection, connection.cursor() as cursor:
        for owner in (postgres.SCHEMA_OWNER, postgres.AUDIT_OWNER):
            cursor.execute(f"create role {owner} nologin")
        for role in POSTGRES_ROLES:
            if role != "postgres":
                verifier = postgres.scram_verifier(plan.credentials.postgres[role])
                cursor.execute(f"create role {role} login password %s", (verifier,))
        for database, owner in (
            (postgres.SCORING, postgres.SCHEMA_OWNER),
            (postgres.MLFLOW, "mlflow"),
            (postgres.MLFLOW_AUTH, "mlflow"),
        ):
            cursor.execute(f"create database {database} owner {owner}")
            cursor.execute(f"revoke all on database {database} from public")
        people_and_programs = "api, pipeline, archivist, vault, trainer, analyst, auditor, dba, acceptance"
        cursor.execute(f"grant connect on database {postgres.SCORING} to {people_and_programs}")
        cursor.execute(f"grant connect on database {postgres.MLFLOW} to acceptance")
        cursor.execute("grant pg_monitor to dba")
        # Looks for personal data wherever it may lie, and changes nothing.
        cursor.execute(f"grant connect on database {', '.join(postgres.DATABASES)} to searcher")
        cursor.execute("grant pg_read_all_data, pg_monitor to searcher")
    with superuser(plan, postgres.MLFLOW) as connection, connection.cursor() as cursor:
        # MLflow makes its tables later; the suite may read them from then on.
        cursor.execute("grant usage on schema public to acceptance")
        cursor.execute("alter default privileges for role mlflow grant select on tables to acceptance")
    with superuser(plan, postgres.SCORING) as connection, connection.cursor() as cursor:
        cursor.execute("create extension pg_stat_statements")


def keep_no_samples_of_the_registry(plan: Plan) -> None:
    """The planner's samples are copies: of what MLflow's tables held they would show what was removed long ago."""
    with superuser(plan, postgres.MLFLOW) as connection, connection.cursor() as cursor:
        cursor.execute(
            "select c.oid::regclass::text, quote_ident(a.attname) from pg_class c "
            "join pg_attribute a on a.attrelid = c.oid join pg_type t on t.oid = a.atttypid "
            "where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' "
            "and a.attnum > 0 and not a.attisdropped and t.typcategory = 'S'"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f"alter table {table} alter column {column} set statistics 0")


def create_scoring_schema(plan: Plan) -> None:
    """Apply the migrations of the scoring database."""
    from reference_platform.schema import apply

    with superuser(plan, postgres.SCORING) as connection:
        connection.autocommit = False
        apply(connection)


def create_buckets(plan: Plan) -> None:
    """Create the buckets, each with its owner; version those that must be, and grant what others need."""
    from minio import Minio
    from minio.commonconfig import COMPLIANCE
    from minio.objectlockconfig import DAYS, ObjectLockConfig
    from minio.versioningconfig import ENABLED, VersioningConfig
    from urllib3 import PoolManager

    for bucket, owner in s3.OWNERS.items():
        _create_bucket(plan, bucket, owner)
    pool = PoolManager(retries=False, timeout=10, ca_certs=str(plan.ca_file))
    client = Minio(
        endpoint=f"{HOST}:{plan.ports.s3}",
        access_key="root",
        secret_key=plan.credentials.s3["root"],
        region=s3.REGION,
        http_client=pool,
    )
    for bucket in s3.VERSIONED:
        client.set_bucket_versioning(bucket_name=bucket, config=VersioningConfig(ENABLED))
        client.set_bucket_policy(bucket_name=bucket, policy=json.dumps(_policy(bucket)))
    client.make_bucket(bucket_name=s3.AUDIT_ARCHIVE, object_lock=True)
    lock = ObjectLockConfig(COMPLIANCE, s3.AUDIT_KEPT_DAYS, DAYS)
    client.set_object_lock_config(bucket_name=s3.AUDIT_ARCHIVE, config=lock)
    client.set_bucket_policy(bucket_name=s3.AUDIT_ARCHIVE, policy=json.dumps(_archive_policy()))


def _create_bucket(plan: Plan, bucket: str, owner: str) -> None:
    credentials = {"ADMIN_ACCESS_KEY": "root", "ADMIN_SECRET_KEY": plan.credentials.s3["root"]}
    result = subprocess.run(
        [
            *(
                str(plan.parts.versitygw / "versitygw"),
                "admin",
                "--endpoint-url",
                s3.endpoint(plan, direct=True),
            ),
            *("create-bucket", "--bucket", bucket, "--owner", owner),
        ],
        env=base_environment(plan) | credentials | {"SSL_CERT_FILE": str(plan.ca_file)},
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise ServiceFailed(f"The bucket {bucket} could not be created: {(result.stderr + result.stdout).strip()}")


def _policy(name: str) -> dict[str, object]:
    """The owner may do everything, the suite may look, and the eraser may remove where customers' data may be."""
    bucket, objects = f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"
    list_bucket = ["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"]
    look_at_bucket = [*list_bucket, "s3:GetBucketVersioning", "s3:GetBucketLocation"]
    look_at_objects = ["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectTagging"]
    remove = ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:AbortMultipartUpload"]
    statements = [
        _allow(s3.OWNERS[name], ["s3:*"], [bucket, objects]),
        _allow("acceptance", look_at_bucket, [bucket]),
        _allow("acceptance", look_at_objects, [objects]),
    ]
    if name in s3.ERASABLE:
        statements += [_allow("eraser", list_bucket, [bucket]), _allow("eraser", remove, [objects])]
    return {"Version": "2012-10-17", "Statement": statements}


def _archive_policy() -> dict[str, object]:
    """One user adds, others look, nobody removes or loosens the lock."""
    bucket, objects = f"arn:aws:s3:::{s3.AUDIT_ARCHIVE}", f"arn:aws:s3:::{s3.AUDIT_ARCHIVE}/*"
    look_at_bucket = ["s3:ListBucket", "s3:ListBucketVersions", "s3:GetBucketVersioning"]
    look_at_lock = ["s3:GetBucketObjectLockConfiguration"]
    look_at_objects = ["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectRetention"]
    statements = [_allow("archivist", ["s3:PutObject", "s3:PutObjectRetention"], [objects])]
    for reader in ("api", "acceptance"):
        statements += [
            _allow(reader, [*look_at_bucket, *look_at_lock], [bucket]),
            _allow(reader, look_at_objects, [objects]),
        ]
    return {"Version": "2012-10-17", "Statement": statements}


def _allow(user: str, actions: list[str], resources: list[str]) -> dict[str, object]:
    return {"Effect": "Allow", "Principal": {"AWS": [user]}, "Action": actions, "Resource": resources}


def probe_kafka(plan: Plan) -> None:
    """Ask for the cluster's metadata as the administrator.

    Raises:
        confluent_kafka.KafkaException: not ready.
    """
    from confluent_kafka.admin import AdminClient

    AdminClient(kafka.client_settings(plan, "admin")).list_topics(timeout=5)


def create_topics_and_access(plan: Plan) -> None:
    """Create the topics and the access rules of every user but the administrator."""
    from confluent_kafka.admin import (
        AclBinding,
        AclOperation,
        AclPermissionType,
        AdminClient,
        NewTopic,
        ResourcePatternType,
        ResourceType,
    )

    def rule(user: str, kind: str, name: str, operation: str) -> AclBinding:
        prefixed = name.endswith("*") and name != "*"
        pattern = ResourcePatternType.PREFIXED if prefixed else ResourcePatternType.LITERAL
        principal, anywhere = f"User:{user}", "*"
        return AclBinding(
            ResourceType[kind],
            name.rstrip("*") if prefixed else name,
            pattern,
            principal,
            anywhere,
            AclOperation[operation],
            AclPermissionType.ALLOW,
        )

    admin = AdminClient(kafka.client_settings(plan, "admin"))
    topics = [
        NewTopic(topic, kafka.PARTITIONS, replication_factor=1, config=kafka.TOPIC_SETTINGS.get(topic, {}))
        for topic in kafka.TOPICS
    ]
    topics.append(NewTopic(kafka.DECOYS, 1, replication_factor=1, config=kafka.DECOYS_CONFIGURATION))
    rules = [
        rule(user, kind, name, operation)
        for user, entries in KAFKA_ACCESS.items()
        for kind, name, operations in entries
        for operation in operations
    ]
    for answer in (*admin.create_topics(topics).values(), *admin.create_acls(rules).values()):
        answer.result(WITHIN_S)


def create_internal_topics(plan: Plan) -> None:
    """Let Kafka make its own topics for groups and transactions now; else the first user of each waits for them."""
    from confluent_kafka import Consumer, Producer

    settings = kafka.client_settings(plan, "admin")
    producer = Producer(settings | {"transactional.id": "provisioning"})
    producer.init_transactions(WITHIN_S)
    consumer = Consumer(settings | {"group.id": "provisioning"})
    consumer.subscribe([kafka.TOPICS[0]])
    consumer.poll(1.0)
    consumer.close()
