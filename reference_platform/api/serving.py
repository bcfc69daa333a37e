"""Which model serves: the one that the change applied last names, verified, kept through outages.

Each replica asks every second what may decide. An artefact serves only when its digest is the approved one, and
limits between risk levels only when theirs is; what the registry's alias says changes nothing. An artefact is kept in
a folder shared by the replicas, so that one that was killed serves again at once, even while the registry is away.
"""

import asyncio
import hashlib
import logging
import os
from dataclasses import dataclass, replace
from pathlib import Path

import skops.io
from skops.io.exceptions import UntrustedTypesFoundException

from reference_platform.api.authorised import Authorisations, Authorised
from reference_platform.api.problems import Problem
from reference_platform.api.registry import RegisteredVersion, Registry, RegistryAway
from reference_platform.training.scorecard import TRUSTED_TYPES, Scorecard, UnknownModel, scorecard_of

log = logging.getLogger(__name__)

POLL_S = 1.0  # a change of model is served 2.5 s after its deployment at the latest
FIRST_POLL_S = 0.05  # until there is a model


class ModelRefused(Exception):
    """A model version that must not serve; the text says why, in one sentence."""


@dataclass(frozen=True)
class ServedModel:
    """A verified model with the limits that apply, ready to score."""

    version: str
    artifact_sha256: str
    scorecard: Scorecard
    bands_version: str = ""


class ModelFiles:
    """Verified artefacts by digest, in a folder of the API's own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, sha256: str) -> bytes | None:
        """The artefact with this digest, if it is here and still intact."""
        path = self._folder / sha256
        content = path.read_bytes() if path.is_file() else b""
        return content if hashlib.sha256(content).hexdigest() == sha256 else None

    def keep(self, sha256: str, content: bytes) -> None:
        """Keep a verified artefact."""
        temporary = self._folder / f"{sha256}.{os.getpid()}"
        temporary.write_bytes(content)
        temporary.replace(self._folder / sha256)


class Serving:
    """The model that serves in this replica.

    `current` is None until a model has been loaded; `refusal` says why what was approved does not serve, if so.
    """

    def __init__(self, authorisations: Authorisations, registry: Registry, files: ModelFiles) -> None:
        self._authorisations = authorisations
        self._registry = registry
        self._files = files
        self.current: ServedModel | None = None
        self.refusal: str | None = None
        self._away = False
        self._by_version: dict[str, ServedModel] = {}

    async def follow(self) -> None:
        """Serve what may decide, whatever it is, for ever."""
        while True:
            await self.refresh()
            await asyncio.sleep(POLL_S if self.current else FIRST_POLL_S)

    async def refresh(self) -> None:
        """Ask once what may decide, and switch when that has changed."""
        try:
            wanted = await self._authorisations.now()
        except Problem:
            return  # without the database nobody is scored
        if wanted is None:
            self.refusal = "no change has been applied that names a model"
            return
        if self.current is not None and serves(self.current, wanted):
            self.refusal = None
            return
        try:
            await self._switch_to(wanted)
            self._away = False
        except RegistryAway as error:
            if not self._away:
                log.warning("the model registry does not respond: %s", error)
            self._away = True

    async def names_something_else(self) -> bool:
        """Whether the registry names another version than the approved one that serves. Raises RegistryAway."""
        champion = await self._registry.champion()
        return (
            self.refusal is None
            and self.current is not None
            and (champion is None or champion.version != self.current.version)
        )

    async def verified(self, wanted: RegisteredVersion, *, anew: bool = False) -> ServedModel:
        """Fetch and check a version, `anew` also when a copy is kept.

        Raises ModelRefused, or RegistryAway when it cannot be fetched.
        """
        if wanted.artifact_sha256 is None:
            raise ModelRefused(f"version {wanted.version} has no registered artefact digest")
        content = None if anew else self._files.load(wanted.artifact_sha256)
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

    async def _switch_to(self, wanted: Authorised) -> None:
        try:
            if wanted.bands.sha256 != wanted.bands_sha256:
                raise ModelRefused("the stored limits between risk levels are not the approved ones")
            model = await self.verified(RegisteredVersion(wanted.model_version, wanted.model_sha256))
        except ModelRefused as error:
            if self.refusal != str(error):
                log.error("%s; it does not serve", error)
            self.refusal = str(error)
            return
        limited = replace(model.scorecard, bands=wanted.bands)
        self.current = replace(model, scorecard=limited, bands_version=wanted.bands_version)
        self.refusal = None
        log.info("version %s serves, with limits %s", wanted.model_version, wanted.bands_version)


def serves(model: ServedModel, wanted: Authorised) -> bool:
    """Whether a model that serves is what may decide, limits included."""
    found = (model.version, model.artifact_sha256, model.bands_version, model.scorecard.bands)
    return found == (wanted.model_version, wanted.model_sha256, wanted.bands_version, wanted.bands)


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
