"""The broker: Apache Kafka in KRaft mode, SASL PLAIN over TLS on every listener, access by ACL.

APP is what applications use and advertises Toxiproxy's port; SUITE is direct; CONTROLLER is internal.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from reference_platform.errors import ServiceFailed
from reference_platform.parts.kafka import CLUSTER_ID, START_CACHE, java_command
from reference_platform.services.certificates import copy_key
from reference_platform.services.plan import HOST, Plan, write_private
from reference_platform.services.program import Program, base_environment

TOPICS = ("crm-customers", "transactions", "scoring-requests", "scoring-results", "scoring-dead-letter")
PARTITIONS = 3
# Where a search plants what it must find; it vanishes by itself, also when nobody is left to remove it.
DECOYS = "acceptance-decoys"
# A segment goes when its newest message is too old; so that a decoy goes soon after its minute, segments are short.
DECOYS_CONFIGURATION = {"cleanup.policy": "delete", "retention.ms": "60000", "segment.ms": "5000"}
# Who reads results has this long, counted from the broker's own clock, for a result may have waited for the broker.
DELIVERY_WINDOW_MS = 24 * 3600 * 1000
# Input goes by its age as well, which is nothing that its sender could state.
INPUT_SETTINGS = {"message.timestamp.type": "LogAppendTime"}
TOPIC_SETTINGS = {
    "crm-customers": INPUT_SETTINGS,
    "transactions": INPUT_SETTINGS,
    "scoring-requests": INPUT_SETTINGS,
    # Each result has a key of its own, so compaction takes nothing but what an erasure has put a tombstone on; that
    # it does within seconds. Tombstones stay as long as results: who reads late must learn of them, too.
    "scoring-results": {
        "cleanup.policy": "compact,delete",
        "message.timestamp.type": "LogAppendTime",
        "retention.ms": str(DELIVERY_WINDOW_MS),
        "delete.retention.ms": str(DELIVERY_WINDOW_MS),
        "max.compaction.lag.ms": "1000",
        "min.cleanable.dirty.ratio": "0.01",
        "segment.ms": "500",
        # Compaction joins segments up to this size; a joined one is as young as its youngest result.
        "segment.bytes": str(1 << 20),
    },
}
LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required"
FIXED = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "SUITE",
    "listener.security.protocol.map": "CONTROLLER:SASL_SSL,APP:SASL_SSL,SUITE:SASL_SSL",
    "sasl.enabled.mechanisms": "PLAIN",
    "sasl.mechanism.inter.broker.protocol": "PLAIN",
    "sasl.mechanism.controller.protocol": "PLAIN",
    "ssl.keystore.type": "PEM",
    "ssl.truststore.type": "PEM",
    "ssl.enabled.protocols": "TLSv1.3,TLSv1.2",
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": "User:admin;User:controller",
    "allow.everyone.if.no.acl.found": "false",
    "auto.create.topics.enable": "false",
    "num.partitions": str(PARTITIONS),
    "default.replication.factor": "1",
    "min.insync.replicas": "1",
    "offsets.topic.num.partitions": "1",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.num.partitions": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    # Its default of 30 s means that retention does nothing for the first half minute.
    "log.initial.task.delay.ms": "500",
    "log.retention.check.interval.ms": "1000",
    "log.cleaner.backoff.ms": "500",
    "log.cleaner.dedupe.buffer.size": "8388608",
    "log.segment.delete.delay.ms": "1000",
    "num.network.threads": "2",
    "num.io.threads": "4",
    "num.recovery.threads.per.data.dir": "2",
    "background.threads": "2",
    # A broker killed with -9 can only register again when its session has expired (the default is 9 s); one that got no
    # processor for so long is taken out of service, and some clients never come back from that.
    "broker.session.timeout.ms": "5000",
    "broker.heartbeat.interval.ms": "500",
    # By default the controller writes a record that says nothing twice a second.
    "metadata.max.idle.interval.ms": "5000",
}
LOGGING = """status = ERROR
appender.console.type = Console
appender.console.name = CONSOLE
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{ISO8601} %p %m (%c)%n
rootLogger.level = INFO
rootLogger.appenderRef.console.ref = CONSOLE
# It prints the whole configuration at start, key store and all.
logger.values.name = org.apache.kafka.common.config.AbstractConfig
logger.values.level = WARN
"""


def folder(plan: Plan) -> Path:
    return plan.directory / "kafka"


def properties(plan: Plan) -> dict[str, str]:
    """The broker's whole configuration."""
    ports, passwords = plan.ports, plan.credentials.kafka
    users = {user: password for user, password in passwords.items() if user != "controller"}
    listeners = {"APP": ports.kafka_app, "SUITE": ports.kafka_suite, "CONTROLLER": ports.kafka_controller}
    advertised = {"APP": ports.kafka_proxy, "SUITE": ports.kafka_suite}
    return FIXED | {
        "listeners": _addresses(listeners),
        "advertised.listeners": _addresses(advertised),
        "controller.quorum.voters": f"1@{HOST}:{ports.kafka_controller}",
        "log.dirs": str(folder(plan) / "log"),
        "ssl.keystore.location": str(folder(plan) / "keystore.pem"),
        "ssl.truststore.location": str(plan.ca_file),
        "listener.name.app.plain.sasl.jaas.config": _login("admin", users),
        "listener.name.suite.plain.sasl.jaas.config": _login("admin", users),
        "listener.name.controller.plain.sasl.jaas.config": _login(
            "controller", {"controller": passwords["controller"]}
        ),
    }


def _addresses(ports: Mapping[str, int]) -> str:
    return ",".join(f"{name}://{HOST}:{port}" for name, port in ports.items())


def _login(own: str, users: Mapping[str, str]) -> str:
    accepted = " ".join(f'user_{user}="{password}"' for user, password in users.items())
    return f'{LOGIN} username="{own}" password="{users[own]}" {accepted};'


def write_configuration(plan: Plan) -> None:
    folder(plan).mkdir(mode=0o700, exist_ok=True)
    copy_key(plan, folder(plan) / "keystore.pem")
    (folder(plan) / "log4j2.properties").write_text(LOGGING)
    lines = "".join(f"{key}={value}\n" for key, value in properties(plan).items())
    write_private(folder(plan) / "server.properties", lines)


def _java(plan: Plan) -> list[str]:
    return java_command(
        plan.parts.kafka_jars,
        f"-Dlog4j2.configurationFile={folder(plan) / 'log4j2.properties'}",
        # Kafka wraps the key it read from PEM into a PKCS #12 store in memory, once per listener; the default of
        # 10,000 rounds for a password nobody could steal there costs most of a second at every start.
        "-Dkeystore.pkcs12.keyPbeIterationCount=1",
        start_cache_file=plan.parts.kafka_start_cache / START_CACHE,
    )


def program(plan: Plan) -> Program:
    return Program(
        name="kafka",
        command=(*_java(plan), "kafka.Kafka", str(folder(plan) / "server.properties")),
        environment=base_environment(plan),
    )


def format_storage(plan: Plan) -> None:
    """Prepare the empty log folder; needed once, in the template."""
    settings = str(folder(plan) / "server.properties")
    result = subprocess.run(
        [*_java(plan), "kafka.tools.StorageTool", "format", "--cluster-id", CLUSTER_ID, "--config", settings],
        env=base_environment(plan),
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        last = (result.stdout + result.stderr).strip().splitlines()[-1:]
        raise ServiceFailed(f"Kafka's storage could not be formatted: {' '.join(last)}")


def client_settings(plan: Plan, user: str) -> dict[str, str | int]:
    """Settings for confluent-kafka on the SUITE listener."""
    return {
        "bootstrap.servers": f"{HOST}:{plan.ports.kafka_suite}",
        "security.protocol": "SASL_SSL",
        "sasl.mechanism": "PLAIN",
        "sasl.username": user,
        "sasl.password": plan.credentials.kafka[user],
        "ssl.ca.location": str(plan.ca_file),
        "reconnect.backoff.ms": 50,
        "reconnect.backoff.max.ms": 200,
        "log_level": 0,
    }


def probe(plan: Plan) -> None:
    """List the topics as a client; every partition must have a leader.

    Raises:
        confluent_kafka.KafkaException: the broker does not answer.
        ServiceFailed: it answers, but topics are missing or not led.
    """
    from confluent_kafka.admin import AdminClient

    known = AdminClient(client_settings(plan, "acceptance")).list_topics(timeout=5).topics
    for topic in TOPICS:
        partitions = known[topic].partitions.values() if topic in known else ()
        if len(partitions) < PARTITIONS or any(partition.leader < 0 for partition in partitions):
            raise ServiceFailed(f"Kafka has no leader for every partition of {topic}.")
