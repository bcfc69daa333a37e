"""The model registry (MLflow) over its REST interface, as far as serving and promotion need it."""

import ssl
from dataclasses import dataclass

import httpx

from reference_platform.api.problems import Problem, unavailable
from reference_platform.training.scorecard import MODEL_NAME

CHAMPION = "champion"
ARTIFACT = "model.skops"
TIMEOUT_S = 2.0
LARGEST_ARTIFACT = 50_000_000  # bytes


class RegistryAway(Exception):
    """The registry does not answer, or not in its own language."""


@dataclass(frozen=True)
class RegisteredVersion:
    """A model version and the digest its artefact must have; None when none was registered."""

    version: str
    artifact_sha256: str | None


def registry_client(url: str, user: str, password: str, tls: ssl.SSLContext) -> httpx.AsyncClient:
    """A client that knows the registry's address and our identity."""
    return httpx.AsyncClient(base_url=url, auth=(user, password), verify=tls, timeout=TIMEOUT_S, trust_env=False)


class Registry:
    """One registered model in MLflow."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def champion(self) -> RegisteredVersion | None:
        """The version that carries the alias `champion`; None when none does. Raises RegistryAway."""
        query = {"name": MODEL_NAME, "alias": CHAMPION}
        return await self._version("/api/2.0/mlflow/registered-models/alias", query)

    async def version(self, version: str) -> RegisteredVersion | None:
        """A version by its number; None when there is none. Raises RegistryAway."""
        query = {"name": MODEL_NAME, "version": version}
        return await self._version("/api/2.0/mlflow/model-versions/get", query)

    async def artifact(self, version: str) -> bytes:
        """The artefact of a version, unchecked. Raises RegistryAway."""
        query = {"name": MODEL_NAME, "version": version, "path": ARTIFACT}
        response = await self._request("GET", "/model-versions/get-artifact", params=query)
        if response.status_code != 200 or len(response.content) > LARGEST_ARTIFACT:
            raise RegistryAway(f"no artefact for version {version} (status {response.status_code})")
        return response.content

    async def set_champion(self, version: str) -> None:
        """Move the alias `champion` to `version`. Raises RegistryAway."""
        body = {"name": MODEL_NAME, "alias": CHAMPION, "version": version}
        response = await self._request("POST", "/api/2.0/mlflow/registered-models/alias", json=body)
        if response.status_code != 200:
            raise RegistryAway(f"the alias was not set (status {response.status_code})")

    async def close(self) -> None:
        """Drop the connections."""
        await self._http.aclose()

    async def _version(self, path: str, query: dict[str, str]) -> RegisteredVersion | None:
        response = await self._request("GET", path, params=query)
        try:
            answer = response.json()
            if response.status_code == 200:
                found = answer["model_version"]
                tags = {tag["key"]: tag["value"] for tag in found.get("tags", [])}
                return RegisteredVersion(str(found["version"]), tags.get("artifact_sha256"))
            if answer.get("error_code") in ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"):
                return None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise RegistryAway(f"an answer that is not MLflow's: {type(error).__name__}") from error
        raise RegistryAway(f"status {response.status_code}")

    async def _request(self, method: str, path: str, **arguments: object) -> httpx.Response:
        try:
            return await self._http.request(method, path, **arguments)  # type: ignore[arg-type]
        except httpx.HTTPError as error:
            raise RegistryAway(type(error).__name__) from error


def registry_problem(_error: RegistryAway) -> Problem:
    """503: the registry does not answer."""
    return unavailable("model registry")
