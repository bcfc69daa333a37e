"""Which model serves: the registry's champion, verified, kept through outages.

Each replica asks the registry twice a second. An artefact serves only when its digest is the registered one;
it is then kept in a folder shared by the replicas, so that one that was killed serves again at once, with its
model, even while the registry is away.
"""

import asyncio
import hashlib
import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path

import skops.io
from skops.io.exceptions import UntrustedTypesFoundException

from reference_platform.api.registry import RegisteredVersion, Registry, RegistryAway
from reference_platform.training.scorecard import TRUSTED_TYPES, Scorecard, UnknownModel, scorecard_of

log = logging.getLogger(__name__)

POLL_S = 0.5


class ModelRefused(Exception):
    """A model version that must not serve; the text says why, in one sentence."""


@dataclass(frozen=True)
class ServedModel:
    """A verified model, ready to score."""

    version: str
    artifact_sha256: str
    scorecard: Scorecard


class ModelFiles:
    """Verified artefacts by digest, and which version served last, in a folder of the API's own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, sha256: str) -> bytes | None:
        """The artefact with this digest, if it is here and still intact."""
        path = self._folder / sha256
        content = path.read_bytes() if path.is_file() else b""
        return content if hashlib.sha256(content).hexdigest() == sha256 else None

    def keep(self, sha256: str, content: bytes) -> None:
        """Keep a verified artefact."""
        self._write(sha256, content)

    def last_served(self) -> RegisteredVersion | None:
        """The version that served last, if any has."""
        path = self._folder / "last-served.json"
        return RegisteredVersion(**json.loads(path.read_text())) if path.is_file() else None

    def note_served(self, model: ServedModel) -> None:
        """Remember `model` as the one that served last."""
        entry = {"version": model.version, "artifact_sha256": model.artifact_sha256}
        self._write("last-served.json", json.dumps(entry).encode())

    def _write(self, name: str, content: bytes) -> None:
        temporary = self._folder / f"{name}.{os.getpid()}"
        temporary.write_bytes(content)
        temporary.replace(self._folder / name)


class Serving:
    """The model that serves in this replica.

    `current` is None until a model has been loaded; `refusal` says why the champion does not serve, if so;
    `registry_up` tells whether the registry answered last time.
    """

    def __init__(self, registry: Registry, files: ModelFiles) -> None:
        self._registry = registry
        self._files = files
        self.current: ServedModel | None = None
        self.refusal: str | None = None
        self.registry_up = False
        self._by_version: dict[str, ServedModel] = {}

    async def follow(self) -> None:
        """Serve the champion, whichever it is, for ever."""
        last = self._files.last_served()
        if last is not None:
            await self._switch_to(last)
        while True:
            await self.refresh()
            await asyncio.sleep(POLL_S)

    async def refresh(self) -> None:
        """Ask the registry once and switch when the champion has changed."""
        try:
            champion = await self._registry.champion()
            self.registry_up = True
            if champion is None:
                self.refusal = None if self.current else "the registry has no champion"
            elif self.current is None or champion != registered(self.current):
                await self._switch_to(champion)
            else:
                self.refusal = None
        except RegistryAway as error:
            if self.registry_up:
                log.warning("the model registry does not respond: %s", error)
            self.registry_up = False

    async def verified(self, wanted: RegisteredVersion) -> ServedModel:
        """Fetch and check a version. Raises ModelRefused, or RegistryAway when it cannot be fetched."""
        if wanted.artifact_sha256 is None:
            raise ModelRefused(f"version {wanted.version} has no registered artefact digest")
        content = self._files.load(wanted.artifact_sha256)
        if content is None:
            content = await self._registry.artifact(wanted.version)
            if hashlib.sha256(content).hexdigest() != wanted.artifact_sha256:
                raise ModelRefused(f"the artefact of version {wanted.version} is not the registered one")
        scorecard = await asyncio.to_thread(scorecard_in, content, wanted.version)
        self._files.keep(wanted.artifact_sha256, content)
        return ServedModel(wanted.version, wanted.artifact_sha256, scorecard)

    async def of_version(self, version: str) -> ServedModel:
        """A version that served once, whichever serves now: a registered version never changes.

        Raises ModelRefused, or RegistryAway when it has to be fetched and cannot be.
        """
        if self.current is not None and self.current.version == version:
            return self.current
        if version not in self._by_version:
            wanted = await self._registry.version(version)
            if wanted is None:
                raise ModelRefused(f"version {version} is no longer registered")
            self._by_version[version] = await self.verified(wanted)
        return self._by_version[version]

    async def _switch_to(self, wanted: RegisteredVersion) -> None:
        try:
            self.current = await self.verified(wanted)
        except ModelRefused as error:
            if self.refusal != str(error):
                log.error("%s; it does not serve", error)
            self.refusal = str(error)
            return
        self.refusal = None
        self._files.note_served(self.current)
        log.info("version %s serves", wanted.version)


def registered(model: ServedModel) -> RegisteredVersion:
    """What the registry says of a model that serves."""
    return RegisteredVersion(model.version, model.artifact_sha256)


def scorecard_in(content: bytes, version: str) -> Scorecard:
    """Read an artefact without running any code from it. Raises ModelRefused."""
    try:
        return scorecard_of(skops.io.loads(content, trusted=TRUSTED_TYPES))
    except UntrustedTypesFoundException as error:
        raise ModelRefused(f"the artefact of version {version} holds types that are not trusted") from error
    except UnknownModel as error:
        raise ModelRefused(f"the artefact of version {version} is no model of ours: {error}") from error
    except Exception as error:  # skops raises whatever a damaged file makes it trip over
        raise ModelRefused(f"the artefact of version {version} cannot be read") from error
