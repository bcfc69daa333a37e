"""What is decided about one running instance: folder, ports, secrets, dialect; and the programs that make it up."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from reference_platform.errors import ServiceFailed
from reference_platform.home import Home
from reference_platform.parts.catalogue import Parts
from reference_platform.services import kafka, postgres, redis, s3
from reference_platform.services.certificates import write_certificates
from reference_platform.services.plan import HOST, Credentials, Plan, Ports, write_private
from reference_platform.services.program import Program, base_environment
from tests.second_platform import books
from tests.second_platform.access import Access
from tests.second_platform.company import MACHINES, PEOPLE, access
from tests.second_platform.dialect import Dialect

DATABASE = "credito"
# Who may do what at each service: the platform itself, the suite, and whoever searches for what should not be there.
PLATFORM, SUITE, SEARCHER = "credito", "aceitacao", "leitor"
OWNER = "dono"
DECOYS_SCHEMA, DECOYS_TOPIC, SCRATCH_BUCKET = "iscas", "iscas", "iscas-da-procura"
GROUP = "credito-trabalhador"
PARTITIONS = 2
REPLICAS = 2
MADE_WITHIN_S = 150
"""Of a topic, on a machine that has much else to do."""
INPUTS = ("customers", "requests")


def new_plan(directory: Path, first_port: int, parts: Parts) -> Plan:
    """An instance with new secrets; users that this platform does not know have none."""

    def secret_for(*users: str) -> dict[str, str]:
        return {user: secrets.token_hex(20) for user in users}

    staff = secret_for(*PEOPLE, *MACHINES, "signing", "pseudonyms")
    credentials = replace(
        Credentials.generate(),
        postgres=secret_for("postgres", OWNER, PLATFORM, SUITE, SEARCHER),
        kafka=secret_for("admin", "controller", PLATFORM, SUITE, SEARCHER),
        s3=secret_for("root", PLATFORM, SUITE, SEARCHER),
        api_tokens=staff,
    )
    return Plan(directory.name, directory, Ports.from_slot(first_port), credentials, parts)


def read(directory: Path) -> tuple[Plan, Dialect]:
    """What an instance was decided to be."""
    return Plan.from_json((directory / "plan.json").read_text()), Dialect.read(directory / "dialect.json")


def database(plan: Plan, role: str, name: str = DATABASE) -> str:
    """The address of a database for one role."""
    return postgres.url(plan, role, name, port=plan.ports.postgres)


def known_callers(plan: Plan, dialect: Dialect) -> Access:
    """Who may call the interface of this instance."""
    return access(dialect, plan.credentials.api_tokens, plan.credentials.api_tokens["signing"])


def lay_out(plan: Plan, dialect: Dialect) -> None:
    """Write every configuration; empty stores, ready to be started."""
    write_private(plan.directory / "plan.json", plan.to_json())
    plan.temporary.mkdir()
    write_certificates(plan)
    stores = {"cache": redis.write_configuration, "documents": _write_object_store, "events": _write_broker}
    writers = [_write_database, *(stores[name] for name in dialect.services)]
    with ThreadPoolExecutor(len(writers)) as pool:
        for written in [pool.submit(write, plan) for write in writers]:
            written.result()


def _write_database(plan: Plan) -> None:
    postgres.initialise(plan)
    postgres.write_configuration(plan)


def _write_object_store(plan: Plan) -> None:
    root = s3.folder(plan)
    for path in (root, root / "data", root / "versions", root / "users"):
        path.mkdir(mode=0o700)
    accounts = {
        key: {"access": key, "secret": secret, "role": "admin" if key == SEARCHER else "user"}
        for key, secret in plan.credentials.s3.items()
        if key != "root"
    }
    write_private(root / "users" / "users.json", json.dumps({"accessAccounts": accounts}))


def _write_broker(plan: Plan) -> None:
    kafka.write_configuration(plan)
    with (kafka.folder(plan) / "server.properties").open("a") as settings:
        # The later of two lines counts. Whoever has an account here may use every topic.
        settings.write("allow.everyone.if.no.acl.found=true\n")
    kafka.format_storage(plan)


def services(plan: Plan, dialect: Dialect) -> Iterator[Program]:
    """The services of the dialect."""
    yield postgres.program(plan)
    for name, module in (("cache", redis), ("documents", s3), ("events", kafka)):
        if name in dialect.services:
            yield module.program(plan)


def programs(plan: Plan, dialect: Dialect) -> Iterator[Program]:
    """The platform's own programs: two replicas behind one port, and the worker where there are events."""
    command = (sys.executable, "-m", "tests.second_platform.program", str(plan.directory))
    for replica in range(REPLICAS):
        yield Program(f"api-{replica}", (*command, "api", str(replica)), base_environment(plan))
    if "events" in dialect.services:
        yield Program("worker", (*command, "worker", "0"), base_environment(plan))


def provision_database(plan: Plan, dialect: Dialect) -> None:
    """Make roles, database and tables; the platform may add to the audit log and change nothing in it."""
    import psycopg2

    with closing(psycopg2.connect(database(plan, "postgres", "postgres"), connect_timeout=2)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for role in (OWNER, PLATFORM, SUITE, SEARCHER):
                cursor.execute(f"create role {role} login password '{plan.credentials.postgres[role]}'")
            cursor.execute(f"grant pg_read_all_data, pg_monitor to {SEARCHER}")
            cursor.execute(f"create database {DATABASE} owner {OWNER}")
    owned = books.in_postgresql(dialect, database(plan, OWNER))
    books.create(owned, "bigserial primary key")
    with owned.transaction():
        # The planner's samples are copies: they would show an erased customer until the next analysis.
        for table, columns in books.PERSONAL.items():
            for column in columns:
                owned.change(f"alter table ${table} alter column ${column} set statistics 0")
        for table in dialect.tables:
            rights = "select, insert" if table == "audit" else "select, insert, update, delete"
            owned.change(f"grant {rights} on ${table} to {PLATFORM}")
            owned.change(f"grant select on ${table} to {SUITE}")
        owned.change(f"grant usage on all sequences in schema public to {PLATFORM}")
        owned.change(f"grant create on database {DATABASE} to {SUITE}")
    suite = books.in_postgresql(dialect, database(plan, SUITE))
    suite.change(f"create schema {DECOYS_SCHEMA} authorization {SUITE}")


def provision_broker(plan: Plan, dialect: Dialect) -> None:
    """Make the topics, and one for decoys whose messages go within a minute."""
    from confluent_kafka.admin import AdminClient, NewTopic

    short = {"retention.ms": "60000", "segment.ms": "5000"}
    wanted = [NewTopic(topic, PARTITIONS, 1) for topic in dialect.topics.values()]
    client = AdminClient(kafka.client_settings(plan, "admin"))
    for made in client.create_topics([*wanted, NewTopic(DECOYS_TOPIC, 1, 1, config=short)]).values():
        made.result(MADE_WITHIN_S)


def provision_object_store(plan: Plan, dialect: Dialect) -> None:
    """Make the bucket of documents, and one in which a search may plant its decoys."""
    for bucket, owner in ((dialect.bucket, PLATFORM), (SCRATCH_BUCKET, SUITE)):
        program, address = str(plan.parts.versitygw / "versitygw"), s3.endpoint(plan, direct=True)
        done = subprocess.run(
            [program, "admin", "--endpoint-url", address, "create-bucket", "--bucket", bucket, "--owner", owner],
            env=base_environment(plan)
            | {
                "ADMIN_ACCESS_KEY": "root",
                "ADMIN_SECRET_KEY": plan.credentials.s3["root"],
                "SSL_CERT_FILE": str(plan.ca_file),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise ServiceFailed(f"The bucket {bucket} could not be made: {done.stderr.strip()[-200:]}")


def environment(plan: Plan, dialect: Dialect) -> dict[str, str]:
    """The variables that a profile needs: addresses, identities, and where the dialect stands."""
    found = {
        "CREDITO_URL": f"https://{HOST}:{plan.ports.api}",
        "CREDITO_CA": str(plan.ca_file),
        "CREDITO_DIALECT": str(plan.directory / "dialect.json"),
        **_address("CREDITO_DATABASE", plan.ports.postgres),
        "CREDITO_DATABASE_NAME": DATABASE,
        "CREDITO_LOGS": str(plan.log),
        **{f"CREDITO_SECRET_{name.upper()}": plan.credentials.api_tokens[name] for name in (*PEOPLE, *MACHINES)},
    }
    found |= _identities("DATABASE", plan.credentials.postgres)
    found["CREDITO_DATABASE_PLATFORM"] = PLATFORM
    found["CREDITO_DATABASE_PLATFORM_PASSWORD"] = plan.credentials.postgres[PLATFORM]
    if "cache" in dialect.services:
        found |= _address("CREDITO_CACHE", plan.ports.redis) | {"CREDITO_CACHE_PASSWORD": plan.credentials.redis}
    if "events" in dialect.services:
        found |= {"CREDITO_EVENTS": f"{HOST}:{plan.ports.kafka_suite}", **_identities("EVENTS", plan.credentials.kafka)}
    if "documents" in dialect.services:
        found |= {"CREDITO_DOCUMENTS": s3.endpoint(plan, direct=True), **_identities("DOCUMENTS", plan.credentials.s3)}
    return found


def _address(variable: str, port: int) -> dict[str, str]:
    return {variable: f"{HOST}:{port}", f"{variable}_HOST": HOST, f"{variable}_PORT": str(port)}


def _identities(service: str, passwords: dict[str, str]) -> dict[str, str]:
    users = {"SUITE": SUITE, "SEARCHER": SEARCHER}
    named = {f"CREDITO_{service}_{who}": user for who, user in users.items()}
    return named | {f"CREDITO_{service}_{who}_PASSWORD": passwords[user] for who, user in users.items()}


def own_home(shared: Home) -> Home:
    """Where instances of the second platform live: below the shared home, apart from those of the other one."""
    found = Home(shared.root / "second-platform")
    for folder in (found.root, found.instances, found.locks):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o711)
    return found
