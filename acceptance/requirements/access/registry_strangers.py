"""The store of models, asked in each of its usual ways by somebody who was given nothing."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import Any, Literal
from uuid import uuid4

from pydantic import SecretStr

from acceptance.platform.http import REDIRECTION, Exchange, HttpClient, class_of
from acceptance.profile.http_services import ModelRegistry
from acceptance.profile.permissions import Permission
from acceptance.suite import Suite

API, PAGES = "/api/2.0/mlflow", "/ajax-api/2.0/mlflow"
Method = Literal["GET", "POST", "PATCH", "DELETE"]


@dataclass(frozen=True)
class Asked:
    """How many ways were tried that answer the suite's own login, and which of them answer somebody else too."""

    answered: int
    open: list[str]


def ask(suite: Suite) -> Asked:
    """Asks in each way as the suite, as nobody and with a wrong password.

    Whatever would change something is about a model that there is not.

    Raises:
        NotAssessed: there is no such service, or the profile does not permit it.
        Unreachable: it gave no answer.
    """
    place = suite.profile.service(ModelRegistry)
    nobody: dict[str, Any] = {"user": None, "password": None, "tokens": {}, "clients": {}, "secret_headers": {}}
    wrong = nobody | {"user": place.user or "admin", "password": SecretStr(f"wrong-{uuid4().hex}")}
    strangers = {"no name": place.model_copy(update=nobody), "a wrong password": place.model_copy(update=wrong)}
    answered, found = 0, list[str]()
    for method, path, content in _ways(suite, place):
        if not _is_served(_asked(suite, place, method, path, content)):
            continue
        answered += 1
        found += [
            f"{method} {path.partition('?')[0]} with {who}"
            for who, as_whom in strangers.items()
            if _is_served(_asked(suite, as_whom, method, path, content))
        ]
    return Asked(answered, found)


def _ways(suite: Suite, place: ModelRegistry) -> list[tuple[Method, str, Any]]:
    in_use = suite.platform.registry.version_in_use()
    version, run = f"name={place.model}&version={in_use.version}", in_use.run_id
    file, none = place.artefact_file, f"none-{uuid4().hex}"
    usual: tuple[tuple[Method, str, Any], ...] = (
        ("GET", "/registered-models/search?max_results=1", None),
        ("GET", f"/registered-models/get?name={place.model}", None),
        ("GET", f"/registered-models/alias?name={place.model}&alias={place.alias}", None),
        ("GET", "/model-versions/search?max_results=1", None),
        ("GET", f"/model-versions/get?{version}", None),
        ("GET", f"/model-versions/get-download-uri?{version}", None),
        ("GET", f"/runs/get?run_id={run}", None),
        ("POST", "/runs/search", {"experiment_ids": ["0"], "max_results": 1}),
        ("GET", "/experiments/search?max_results=1", None),
        ("GET", f"/artifacts/list?run_id={run}", None),
        ("POST", "/registered-models/alias", {"name": none, "alias": "acceptance", "version": "1"}),
        ("POST", "/registered-models/set-tag", {"name": none, "key": "acceptance", "value": "1"}),
        ("POST", "/model-versions/set-tag", {"name": none, "version": "1", "key": "acceptance", "value": "1"}),
        ("POST", "/model-versions/transition-stage", {"name": none, "version": "1", "stage": "Production"}),
        ("POST", "/runs/set-tag", {"run_id": none, "key": "acceptance", "value": "1"}),
        ("DELETE", "/registered-models/delete", {"name": none}),
    )
    whole: list[tuple[Method, str, Any]] = [
        ("GET", f"/get-artifact?run_id={run}&path={file}", None),
        ("GET", f"/model-versions/get-artifact?{version}&path={file}", None),
        ("GET", "/api/2.0/mlflow-artifacts/artifacts", None),
        ("POST", "/graphql", {"query": "{ __typename }"}),
    ]
    return [(method, f"{root}{path}", content) for root in (API, PAGES) for method, path, content in usual] + whole


def _asked(suite: Suite, place: ModelRegistry, method: Method, path: str, content: Any) -> Exchange:
    needs: Permission = "read" if method == "GET" else "write"
    with closing(HttpClient("model_registry", place, suite.profile.permissions)) as client:
        return client.call(method, path, needs=needs, content=content)


def _is_served(answer: Exchange) -> bool:
    """Whether it was done, or refused for what it asks for, and not for who asks."""
    about_it = isinstance(answer.content, dict) and "error_code" in answer.content
    refused = answer.status in (401, 403) or (about_it and "PERMISSION" in str(answer.content["error_code"]))
    return not refused and (class_of(answer.status) < REDIRECTION or (about_it and answer.status in (400, 404)))
