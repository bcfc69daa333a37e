"""Every service of an instance, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reference_platform.services import applications, kafka, mlflow, postgres, redis, s3, toxiproxy, vault
from reference_platform.services.plan import Plan
from reference_platform.services.program import Program


@dataclass(frozen=True)
class Service:
    """A program with the way to prove it ready.

    `probe` speaks the service's own protocol and raises while the service is not ready; `listens_on` is the
    field of `Ports` with the port on which the program itself must be listening, None for one that serves nobody.
    """

    name: str
    program: Callable[[Plan], Program]
    probe: Callable[[Plan], None]
    listens_on: str | None

    def port(self, plan: Plan) -> int | None:
        return getattr(plan.ports, self.listens_on) if self.listens_on else None


SERVICES = (
    Service("postgres", postgres.program, postgres.probe, listens_on="postgres"),
    Service("redis", redis.program, redis.probe, listens_on="redis"),
    Service("kafka", kafka.program, kafka.probe, listens_on="kafka_suite"),
    Service("s3", s3.program, s3.probe, listens_on="s3"),
    Service("toxiproxy", toxiproxy.program, toxiproxy.probe, listens_on="toxiproxy"),
    Service("mlflow", mlflow.program, mlflow.probe, listens_on="mlflow"),
    Service("vault", vault.program, vault.probe, listens_on="vault"),
    Service("api", applications.api, applications.probe_api, listens_on="api"),
    Service("pipeline", applications.pipeline, applications.probe_pipeline, listens_on=None),
    # One of its three ports stands for the program; the probe asks on all of them.
    Service("doubles", applications.doubles, applications.probe_doubles, listens_on="crm"),
)


def write_configuration(plan: Plan) -> None:
    """Write what every service reads at start; certificates and data folders must be there."""
    for module in (postgres, redis, kafka, s3, toxiproxy, mlflow, vault, applications):
        module.write_configuration(plan)
