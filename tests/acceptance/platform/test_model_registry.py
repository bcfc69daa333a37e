"""A model registry that answers with something else than its interface describes is told, and never our mistake."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.outcome import Cause
from acceptance.platform.access import ServiceError
from acceptance.platform.model_registry import ModelRegistryClient
from acceptance.profile.http_services import ModelRegistry

VERSION = {"version": "7", "run_id": "r", "tags": [{"key": "digest", "value": "d"}]}
ADDRESS = {"artifact_uri": "s3://bucket/1/artifacts/model"}


def client(**answers: Any) -> ModelRegistryClient:
    """A registry with these answers by the last part of the path."""

    def call(_method: str, path: str, **_: Any) -> Any:
        return SimpleNamespace(status=200, content=answers[path.rpartition("/")[2].replace("-", "_")])

    registry = SimpleNamespace(
        model="scoring",
        alias="in-use",
        digest_tag="digest",
        artefact_bucket="bucket",
        no_identity=[401],
        no_right=[403],
    )
    http: Any = SimpleNamespace(call=call)
    named: ModelRegistry = registry  # type: ignore[assignment]
    return ModelRegistryClient(http, named)


def test_a_version_is_read_with_its_tags_and_its_place() -> None:
    version = client(alias={"model_version": VERSION}, get_download_uri=ADDRESS).version_in_use()
    assert (version.version, version.run_id, version.tags) == ("7", "r", {"digest": "d"})
    assert version.artefact_path == "1/artifacts/model"


@pytest.mark.parametrize("found", [{}, {"model_version": {}}, {"model_version": None}, {"model_version": "7"}])
def test_a_version_that_is_not_described_so_is_the_platforms_matter(found: dict[str, Any]) -> None:
    refused(lambda: client(alias=found, get_download_uri=ADDRESS).version_in_use(), "/registered-models/alias")


@pytest.mark.parametrize("found", [{}, {"artifact_uri": None}, {"artifact_uri": "nowhere"}, {"artifact_uri": "s3://"}])
def test_a_place_that_is_not_described_so_is_the_platforms_matter(found: dict[str, Any]) -> None:
    broken = client(get={"model_version": VERSION}, get_download_uri=found)
    refused(lambda: broken.version("7"), "/model-versions/get-download-uri")


@pytest.mark.parametrize("found", [[{"tags": [{}]}], ["7"], [None], "7", {"a": 1}])
def test_lists_that_are_not_described_so_are_the_platforms_matter(found: Any) -> None:
    refused(client(search={"experiments": found}).experiments, "/experiments/search")
    refused(client(search={"model_versions": found}).versions_with_a_digest, "/model-versions/search")


@pytest.mark.parametrize("found", [{}, {"run": []}, {"run": {"data": {"params": [{}]}}}])
def test_a_run_that_is_not_described_so_is_the_platforms_matter(found: dict[str, Any]) -> None:
    refused(lambda: client(get=found).parameters("r"), "/runs/get")


def refused(act: Any, path: str) -> None:
    with pytest.raises(ServiceError, match=f"the model registry's .* for {path} (is not as|are no list)") as told:
        act()
    assert told.value.cause is Cause.PLATFORM
