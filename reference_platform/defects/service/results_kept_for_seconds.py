"""The topic of results keeps a message for seconds: a setting for fast tests that went into production."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

TOPIC, SETTING = "scoring-results", "retention.ms"


def on(bench: Bench) -> None:
    bench.keep(SETTING, kept(bench))
    set_to(bench, "3000")


def off(bench: Bench) -> None:
    before = bench.kept(SETTING)
    if before is not None:
        set_to(bench, before)


def kept(bench: Bench) -> str:
    from confluent_kafka.admin import ConfigResource, ResourceType

    resource, broker = ConfigResource(ResourceType.TOPIC, TOPIC), bench.broker()
    return str(broker.describe_configs([resource])[resource].result(10)[SETTING].value)


def set_to(bench: Bench, value: str) -> None:
    from confluent_kafka.admin import AlterConfigOpType, ConfigEntry, ConfigResource, ResourceType

    entry = ConfigEntry(SETTING, value, incremental_operation=AlterConfigOpType.SET)
    resource, broker = ConfigResource(ResourceType.TOPIC, TOPIC, incremental_configs=[entry]), bench.broker()
    broker.incremental_alter_configs([resource])[resource].result(10)


DEFECT = Defect(
    id="e2e-07-results-kept-for-seconds",
    title="Results vanish from their topic a few seconds after they were written",
    must_catch=("E2E-07",),
    reason="gone before",
    on=on,
    off=off,
)
