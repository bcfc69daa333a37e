"""Templates: the data of a platform that was provisioned once and stopped, copied for every instance.

Making one means starting the services, creating users, databases, buckets and topics, and training the first
model; it takes half a minute. No secret of a template is ever used: each copy gets its own before it starts.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from reference_platform.errors import ServiceFailed
from reference_platform.home import Home
from reference_platform.instance import going_live
from reference_platform.instance.digests import template_digest
from reference_platform.instance.ports import choose_slot
from reference_platform.instance.readiness import PAUSE_S, first_complaint, tail
from reference_platform.locks import exclusive
from reference_platform.parts.catalogue import Parts
from reference_platform.progress import Progress
from reference_platform.services import (
    applications,
    catalogue,
    kafka,
    mlflow,
    postgres,
    provisioning,
    s3,
    toxiproxy,
)
from reference_platform.services.certificates import write_certificates
from reference_platform.services.plan import Credentials, Plan, Ports
from reference_platform.services.program import Program

TEMPLATE_NAME = "template"
KEEP = 4
READY_WITHIN_S = 90
STOP_WITHIN_S = 20
FIRST_MODEL_SEED = 1
DATA = ("postgres", "kafka/log", "s3")


def copy(here: Home, parts: Parts, directory: Path, progress: Progress) -> None:
    """Put a copy of the template into an instance's folder, making the template first if there is none.

    Raises:
        ServiceFailed: a service would not be provisioned.
    """
    with exclusive(here.lock("template", "all")):
        source = here.templates / template_digest(here)
        if not source.is_dir():
            _make(here, parts, source, progress)
        os.utime(source)
        (directory / "kafka").mkdir(mode=0o700)
        for folder in DATA:
            subprocess.run(["cp", "-a", str(source / folder), str(directory / folder)], check=True)


def _make(here: Home, parts: Parts, target: Path, progress: Progress) -> None:
    for leftover in here.templates.glob(".building-*"):
        shutil.rmtree(leftover)
    workshop = here.templates / f".building-{os.getpid()}"
    workshop.mkdir(mode=0o711)
    slot = choose_slot(here)
    try:
        plan = Plan(TEMPLATE_NAME, workshop, Ports.from_slot(slot.first), Credentials.generate(), parts)
        _provision(plan, progress)
        _keep_only_data(workshop)
        workshop.rename(target)
    finally:
        os.close(slot.lock)
        shutil.rmtree(workshop, ignore_errors=True)
    _prune(here)
    progress.done("template", "ready")


def _provision(plan: Plan, progress: Progress) -> None:
    plan.log.mkdir()
    plan.temporary.mkdir()
    write_certificates(plan)
    progress.step("template", "creating the database cluster")
    postgres.initialise(plan)
    catalogue.write_configuration(plan)
    with ThreadPoolExecutor() as pool:
        broker = pool.submit(_provision_kafka, plan)
        _provision_the_rest(plan, progress)
        broker.result()


def _provision_kafka(plan: Plan) -> None:
    kafka.format_storage(plan)
    with running(plan, kafka.program(plan), provisioning.probe_kafka):
        provisioning.create_topics_and_access(plan)
        provisioning.create_internal_topics(plan)


def _provision_the_rest(plan: Plan, progress: Progress) -> None:
    with (
        running(plan, toxiproxy.program(plan), toxiproxy.probe),
        running(plan, postgres.program(plan), provisioning.probe_postgres),
        running(plan, s3.program(plan), s3.probe),
    ):
        progress.step("template", "creating databases, buckets and topics")
        provisioning.create_roles_and_databases(plan)
        provisioning.create_scoring_schema(plan)
        provisioning.create_buckets(plan)
        progress.step("template", "MLflow is creating its tables")
        with running(plan, mlflow.program(plan), mlflow.probe_health):
            mlflow.create_accounts(plan)
            provisioning.keep_no_samples_of_the_registry(plan)
            progress.step("template", "training the first model")
            _run_to_its_end(plan, applications.training(plan, FIRST_MODEL_SEED))
            mlflow.grant_on_model(plan, "api", "EDIT")
            mlflow.grant_on_model(plan, "insider", "MANAGE")
            progress.step("template", "putting the first model into use")
            with running(plan, applications.api(plan), going_live.probe):
                going_live.put_into_use(plan)


@contextmanager
def running(plan: Plan, program: Program, probe: Callable[[Plan], None]) -> Iterator[None]:
    """Run a program for the length of a block that begins once `probe` no longer raises."""
    log = plan.log_of(program.name)
    with log.open("ab") as output:
        process = subprocess.Popen(
            program.command,
            env=dict(program.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            user=program.user,
            extra_groups=[] if program.user else None,
        )
    try:
        _wait_until_ready(plan, program, process, probe)
        yield
    finally:
        process.send_signal(program.stop_number)
        try:
            process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(
    plan: Plan, program: Program, process: subprocess.Popen[bytes], probe: Callable[[Plan], None]
) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while (complaint := first_complaint(probe, plan)) is not None:
        if process.poll() is not None or time.monotonic() > deadline:
            raise ServiceFailed(
                f"{program.name} did not start while the template was being made ({complaint}); "
                f"the last lines of its log:\n{tail(plan.log_of(program.name))}"
            )
        time.sleep(PAUSE_S)


def _run_to_its_end(plan: Plan, program: Program) -> None:
    log = plan.log_of(program.name)
    with log.open("ab") as output:
        result = subprocess.run(
            program.command,
            env=dict(program.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            check=False,
        )
    if result.returncode != 0:
        raise ServiceFailed(f"The first model could not be trained:\n{tail(log)}")


def _keep_only_data(workshop: Path) -> None:
    """Remove everything but the data: no certificate, and no secret that will ever be accepted again."""
    for entry in workshop.iterdir():
        if entry.name in ("postgres", "s3"):
            continue
        if entry.name == "kafka":
            for inner in entry.iterdir():
                if inner.name != "log":
                    inner.unlink()
        elif entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _prune(here: Home) -> None:
    """Keep the templates used last; older code that comes back makes its template again."""
    by_age = sorted(here.templates.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in by_age[KEEP:]:
        shutil.rmtree(old)
