"""PostgreSQL's binaries: a jar of io.zonky.test.postgres that holds a compressed tar archive."""

from __future__ import annotations

import io
import platform
import tarfile
import zipfile
from pathlib import Path

from reference_platform.errors import WrongUse
from reference_platform.parts.cache import Part, Step
from reference_platform.parts.maven import POSTGRESQL_LOCK, Artefact, fetch, read_lock

ARCHITECTURES = {"x86_64": "linux-amd64", "aarch64": "linux-arm64v8"}


def part() -> Part:
    artefact = _artefact_for(platform.system(), platform.machine())
    return Part("postgresql", artefact.version, artefact.sha256, lambda folder, step: _build(artefact, folder, step))


def _artefact_for(system: str, machine: str) -> Artefact:
    suffix = ARCHITECTURES.get(machine) if system == "Linux" else None
    for artefact in read_lock(POSTGRESQL_LOCK):
        if suffix and artefact.name.endswith(suffix):
            return artefact
    raise WrongUse(
        f"The embedded PostgreSQL is locked for Linux on {', '.join(ARCHITECTURES)}, "
        f"not for {system} on {machine}: run the reference platform on one of those."
    )


def _build(artefact: Artefact, folder: Path, step: Step) -> None:
    fetch([artefact], folder, step)
    step("unpacking", None)
    jar = folder / artefact.filename
    with zipfile.ZipFile(jar) as archive:
        inner = next(name for name in archive.namelist() if name.endswith(".txz"))
        with tarfile.open(fileobj=io.BytesIO(archive.read(inner)), mode="r:xz") as tar:
            tar.extractall(folder, filter="data")
    jar.unlink()
