"""MLflow's tracking and registry interface (REST 2.0)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from acceptance import json_text
from acceptance.outcome import Cause, ConfigurationError
from acceptance.platform.access import CredentialRefused, ServiceError
from acceptance.platform.http import HttpClient
from acceptance.profile.http_services import ModelRegistry
from acceptance.yaml_document import documents_in

if TYPE_CHECKING:
    from acceptance.platform.object_store import ObjectStoreClient

API = "/api/2.0/mlflow"


@dataclass(frozen=True)
class ModelVersion:
    """One registered version: its number, the run that made it, its tags and where its files lie."""

    version: str
    run_id: str
    tags: dict[str, str]
    artefact_path: str
    """Path of the version's folder inside the artefact bucket."""


class ModelRegistryClient:
    """Reads experiments and model versions with the identity of the profile."""

    def __init__(self, http: HttpClient, registry: ModelRegistry) -> None:
        self._http = http
        self._registry = registry

    def experiments(self) -> dict[str, str]:
        """Name of each experiment -> its id, deleted ones included, over all pages."""
        path = "/experiments/search"
        found = list(self._pages(path, {"max_results": "1000", "view_type": "ALL"}, "experiments"))
        with _as_described(path):
            return {experiment["name"]: experiment["experiment_id"] for experiment in found}

    def version_in_use(self) -> ModelVersion:
        """The version that the profile's alias points to."""
        query = {"name": self._registry.model, "alias": self._registry.alias}
        return self._version("/registered-models/alias", query)

    def version(self, number: str) -> ModelVersion:
        """One version of the profile's model."""
        query = {"name": self._registry.model, "version": number}
        return self._version("/model-versions/get", query)

    def versions_with_a_digest(self) -> list[str]:
        """The numbers of the model's versions whose registration is complete: the digest of the file is noted."""
        query = {"filter": f"name = '{self._registry.model}'", "max_results": "200"}
        path = "/model-versions/search"
        found = list(self._pages(path, query, "model_versions"))
        with _as_described(path):
            return [
                str(version["version"])
                for version in found
                if any(tag["key"] == self._registry.digest_tag for tag in version.get("tags", []))
            ]

    def inputs_in_use(self, objects: ObjectStoreClient) -> list[str]:
        """The names of the inputs of the model in use, as its file says.

        Raises:
            ServiceError: the model's files do not say.
        """
        version = self.version_in_use()
        name = f"{version.artefact_path}/MLmodel"
        told = objects.get(name, self._registry.artefact_bucket)
        try:
            described = documents_in(told.decode("utf-8"), Path(name))[0].content
            return [str(column["name"]) for column in json_text.loads(described["signature"]["inputs"])]
        except (KeyError, TypeError, ValueError, IndexError, ConfigurationError):
            sentence = f"version {version.version} of the model does not say what its inputs are"
            raise ServiceError(sentence, Cause.PLATFORM) from None

    def parameters(self, run_id: str) -> dict[str, str]:
        """What the training run of a version noted down."""
        path = "/runs/get"
        answer = self._ask(path, {"run_id": run_id})
        with _as_described(path):
            data = answer["run"].get("data", {})
            return {entry["key"]: entry["value"] for entry in data.get("params", [])}

    def _version(self, path: str, query: dict[str, str]) -> ModelVersion:
        answer = self._ask(path, query)
        with _as_described(path):
            found = answer["model_version"]
            number, run_id = str(found["version"]), str(found.get("run_id", ""))
            tags = {tag["key"]: tag["value"] for tag in found.get("tags", [])}
        return ModelVersion(number, run_id, tags, self._artefact_path(number))

    def _artefact_path(self, number: str) -> str:
        asked = "/model-versions/get-download-uri"
        answer = self._ask(asked, {"name": self._registry.model, "version": number})
        with _as_described(asked):
            uri: str = answer["artifact_uri"]
            path = uri.split(":", 1)[1].lstrip("/")
            return path.split("/", 1)[1] if uri.startswith("s3://") else path

    def _pages(self, path: str, query: dict[str, str], items: str) -> Iterator[dict[str, Any]]:
        """The items of a search, over all its pages."""
        page: str | None = None
        while True:
            answer = self._ask(path, query | ({"page_token": page} if page else {}))
            found = answer.get(items, [])
            if not isinstance(found, list):
                raise ServiceError(f"the model registry's {items} for {path} are no list", Cause.PLATFORM)
            yield from found
            page = answer.get("next_page_token")
            if not page:
                return

    def _ask(self, path: str, query: dict[str, str]) -> dict[str, Any]:
        exchange = self._http.call("GET", API + path, needs="read", query=query)
        if exchange.status in {*self._registry.no_identity, *self._registry.no_right}:
            raise CredentialRefused(f"the model registry refused the profile's user ({exchange.status} for {path})")
        if exchange.status != 200 or not isinstance(exchange.content, dict):
            raise ServiceError(f"the model registry answered {exchange.status} for {path}", Cause.PLATFORM)
        return exchange.content


@contextmanager
def _as_described(path: str) -> Iterator[None]:
    """What is read off an answer inside this block is there; raises ServiceError where it is not."""
    try:
        yield
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        missing = f"it has no {error}" if isinstance(error, KeyError) else "it has another form"
        sentence = f"the model registry's answer for {path} is not as its interface describes: {missing}"
        raise ServiceError(sentence, Cause.PLATFORM) from None
