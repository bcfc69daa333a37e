"""Maven artefacts by lock: exact coordinates and digests, fetched with jgo, nothing resolved at run time."""

from __future__ import annotations

import re
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from reference_platform.errors import PartUnavailable, WrongUse
from reference_platform.parts.cache import Step, digest_of

HERE = Path(__file__).parent
KAFKA_LOCK = HERE / "kafka.lock"
POSTGRESQL_LOCK = HERE / "postgresql.lock"
DOWNLOADS_AT_ONCE = 4
TIMEOUT_S = 60
LOCK_LINE = re.compile(r"([^:\s]+):([^:\s]+):([^:\s]+) ([0-9a-f]{64}) ([1-9][0-9]*)")


@dataclass(frozen=True)
class Artefact:
    """One line of a lock file."""

    group: str
    name: str
    version: str
    sha256: str
    size: int

    @property
    def coordinates(self) -> str:
        return f"{self.group}:{self.name}:{self.version}"

    @property
    def filename(self) -> str:
        return f"{self.name}-{self.version}.jar"


def read_lock(path: Path) -> list[Artefact]:
    """The artefacts of a lock file: lines of `group:name:version sha256 size`.

    Raises:
        WrongUse: a line is not of that form.
    """
    artefacts = []
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        parsed = LOCK_LINE.fullmatch(line)
        if parsed is None:
            raise WrongUse(f"{path.name} line {number} is not `group:name:version sha256 size`.")
        group, name, version, sha256, size = parsed.groups()
        artefacts.append(Artefact(group, name, version, sha256, int(size)))
    return artefacts


def fetch(artefacts: list[Artefact], folder: Path, step: Step) -> None:
    """Put every artefact into `folder`, each checked against its digest.

    Raises:
        PartUnavailable: the registry cannot be reached or sent something else.
    """
    total = sum(artefact.size for artefact in artefacts)
    finished = 0
    count = threading.Lock()
    repository = folder / ".repository"

    def one(artefact: Artefact) -> None:
        nonlocal finished
        _fetch_one(artefact, folder, repository)
        with count:
            finished += artefact.size
            step("downloading", 100 * finished // total)

    step("downloading", 0)
    with ThreadPoolExecutor(DOWNLOADS_AT_ONCE) as pool:
        for _ in pool.map(one, artefacts):
            pass
    shutil.rmtree(repository)


def _fetch_one(artefact: Artefact, folder: Path, repository: Path) -> None:
    import requests
    from jgo.maven import MavenContext

    context = MavenContext(repo_cache=repository, timeout=TIMEOUT_S)
    try:
        component = context.project(artefact.group, artefact.name).at_version(artefact.version)
        path = Path(component.artifact().resolve())
    except (requests.RequestException, OSError, RuntimeError) as error:
        raise PartUnavailable(
            f"{artefact.coordinates} could not be downloaded ({type(error).__name__}): check that the Maven "
            "registry can be reached from here, then run the same command again."
        ) from error
    if digest_of(path) != artefact.sha256:
        raise PartUnavailable(
            f"{artefact.coordinates} as downloaded is not the file of the lock (its SHA-256 differs): "
            "do not use it; find out what stands between this machine and the registry."
        )
    path.replace(folder / artefact.filename)
