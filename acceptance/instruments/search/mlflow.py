"""MLflow by its REST interface: experiments, runs with parameters, tags, metrics and inputs, models, traces.

Artefacts are files in the object store and are searched there.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import requests

from acceptance.instruments.search.partition import Take, Unread, Unreadable, blocks
from acceptance.instruments.search.store import Since
from acceptance.platform.access import ServiceError
from acceptance.platform.http import headers_of
from acceptance.platform.transport import session_for
from acceptance.platform.whole_answers import TooSlow, whole_within
from acceptance.profile.http_services import HttpService
from acceptance.profile.permissions import Permissions

API = "/api/2.0/mlflow"
TRACES = "/api/3.0/mlflow/traces/search"
PAGE = 200
TRACES_PAGE = 100
ANSWER_S = 30
Item = tuple[str, bytes]
Asked = tuple[str, str, dict[str, Any]]


@dataclass(frozen=True)
class Registry:
    """A server and the identity with which it is searched."""

    service: HttpService
    permissions: Permissions

    def session(self) -> requests.Session:
        """One that signs in as the suite, with its first identity where there is no user.

        Raises:
            Unreadable: its token service gives no token.
        """
        place = self.service
        session = session_for(place.url, place.ca_file, self.permissions, certificate=place.certificate)
        if place.user is not None:
            session.auth = (place.user, place.password.get_secret_value() if place.password is not None else "")
        try:
            session.headers.update(headers_of(place, None if place.user else min(place.identities, default=None)))
        except ServiceError as error:
            raise Unreadable(str(error)) from None
        return session

    def __repr__(self) -> str:
        return f"Registry({self.service.url})"


@dataclass(frozen=True)
class Experiments:
    """Everything recorded in some experiments.

    Attributes:
        found: the experiments as MLflow describes them, as JSON.
        changed_since_ms: of runs that ended before, only the last value of each metric is read.
    """

    registry: Registry
    ids: tuple[str, ...]
    found: tuple[str, ...]
    changed_since_ms: int | None

    place = "experiments and runs"
    local = False

    def read(self, take: Take) -> None:
        with closing(self.registry.session()) as session, _told_plainly():
            for piece in blocks(self._items(session)):
                take(piece)

    def _items(self, session: requests.Session) -> Iterator[Item]:
        for number, text in zip(self.ids, self.found, strict=True):
            yield f"experiment {number}", text.encode()
        runs = {"experiment_ids": list(self.ids), "run_view_type": "ALL", "max_results": PAGE}
        for run in _pages(self.registry, session, ("POST", f"{API}/runs/search", runs), "runs"):
            place = f"run {run['info']['run_id']}"
            yield place, _bytes(run)
            for history in self._histories(session, run):
                yield f"{place}, metrics", history
        models = {"experiment_ids": list(self.ids), "max_results": 50}
        asked = ("POST", f"{API}/logged-models/search", models)
        for model in _pages(self.registry, session, asked, "models", may_lack=True):
            yield f"logged model {model.get('info', {}).get('model_id')}", _bytes(model)
        for number in self.ids:
            location = {"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": number}}
            traces = {"locations": [location], "max_results": TRACES_PAGE}
            for trace in _pages(self.registry, session, ("POST", TRACES, traces), "traces", may_lack=True):
                yield f"trace in experiment {number}", _bytes(trace)

    def _histories(self, session: requests.Session, run: dict[str, Any]) -> Iterator[bytes]:
        """Earlier values of a run's metrics."""
        ended = int(run["info"].get("end_time") or 0)
        if self.changed_since_ms is not None and 0 < ended < self.changed_since_ms:
            return
        for metric in run.get("data", {}).get("metrics", []):
            wanted = {"run_id": run["info"]["run_id"], "metric_key": metric["key"], "max_results": 1000}
            asked = ("GET", f"{API}/metrics/get-history", wanted)
            yield _bytes([kept.get("value") for kept in _pages(self.registry, session, asked, "metrics")])


@dataclass(frozen=True)
class RegisteredModels:
    """All registered models and their versions: names, descriptions, tags, aliases."""

    registry: Registry

    place = "registered models"
    local = False

    def read(self, take: Take) -> None:
        with closing(self.registry.session()) as session, _told_plainly():
            for piece in blocks(self._items(session)):
                take(piece)

    def _items(self, session: requests.Session) -> Iterator[Item]:
        asked = ("GET", f"{API}/registered-models/search", {"max_results": PAGE})
        for model in _pages(self.registry, session, asked, "registered_models"):
            yield "registered model", _bytes(model)
        asked = ("GET", f"{API}/model-versions/search", {"max_results": PAGE})
        for version in _pages(self.registry, session, asked, "model_versions"):
            yield f"model version {version.get('version')}", _bytes(version)


@dataclass(frozen=True)
class RegistryStore:
    """A tracking server; a decoy is a tag of a run in an experiment of the suite's own."""

    name: str
    registry: Registry
    decoy_experiment: str
    parallel: int = 2

    def note(self) -> None:
        return None

    @contextmanager
    def opened(self, since: Since | None) -> Iterator[tuple[list[Experiments | RegisteredModels], list[Unread]]]:
        with closing(self.registry.session()) as session, _told_plainly():
            asked = ("POST", f"{API}/experiments/search", {"view_type": "ALL", "max_results": PAGE})
            found = list(_pages(self.registry, session, asked, "experiments"))
        ids = tuple(experiment["experiment_id"] for experiment in found)
        texts = tuple(json.dumps(experiment, ensure_ascii=False) for experiment in found)
        changed_since_ms = int(since.time.timestamp() * 1000) - 5_000 if since is not None else None
        yield [Experiments(self.registry, ids, texts, changed_since_ms), RegisteredModels(self.registry)], []

    def plant(self, decoy_id: str, value: str) -> None:
        with closing(self.registry.session()) as session, _told_plainly():
            run = self._decoy_run(session) or self._new_decoy_run(session)
            tag = {"run_id": run, "key": decoy_id, "value": value}
            _ask(self.registry, session, ("POST", f"{API}/runs/set-tag", tag))

    def remove(self, decoy_id: str) -> None:
        with closing(self.registry.session()) as session, _told_plainly():
            run = self._decoy_run(session)
            if run is not None:
                tag = {"run_id": run, "key": decoy_id}
                _ask(self.registry, session, ("POST", f"{API}/runs/delete-tag", tag), may_lack=True)

    def unproven(self, places: Collection[str]) -> str | None:
        return None if any(place.startswith("run ") for place in places) else "the decoy in a run was not found"

    def _decoy_run(self, session: requests.Session) -> str | None:
        """The oldest run of the suite's experiment: of several made at the same time, all take the same one."""
        named = {"experiment_name": self.decoy_experiment}
        found = _ask(self.registry, session, ("GET", f"{API}/experiments/get-by-name", named), may_lack=True)
        if "experiment" not in found:
            return None
        wanted = {
            "experiment_ids": [found["experiment"]["experiment_id"]],
            "order_by": ["attributes.start_time ASC", "attributes.run_id ASC"],
            "max_results": 1,
        }
        runs = _ask(self.registry, session, ("POST", f"{API}/runs/search", wanted)).get("runs", [])
        return str(runs[0]["info"]["run_id"]) if runs else None

    def _new_decoy_run(self, session: requests.Session) -> str:
        named = {"name": self.decoy_experiment}
        _ask(self.registry, session, ("POST", f"{API}/experiments/create", named), may_lack=True)
        wanted = {"experiment_name": self.decoy_experiment}
        found = _ask(self.registry, session, ("GET", f"{API}/experiments/get-by-name", wanted))
        run = {"experiment_id": found["experiment"]["experiment_id"], "run_name": "decoys", "start_time": 1}
        made = _ask(self.registry, session, ("POST", f"{API}/runs/create", run))
        return str(made["run"]["info"]["run_id"])


def _pages(
    registry: Registry, session: requests.Session, asked: Asked, name: str, *, may_lack: bool = False
) -> Iterator[dict[str, Any]]:
    """All entries of an answer that comes in pages."""
    method, path, words = asked
    page: str | None = None
    while True:
        more = words | ({"page_token": page} if page else {})
        answer = _ask(registry, session, (method, path, more), may_lack=may_lack)
        yield from answer.get(name) or []
        page = answer.get("next_page_token")
        if not page:
            return


def _ask(registry: Registry, session: requests.Session, asked: Asked, *, may_lack: bool = False) -> dict[str, Any]:
    """One call. `may_lack`: a server that does not have the thing, or has it already, answers with nothing."""
    method, path, words = asked
    sent: dict[str, Any] = {"params": words} if method == "GET" else {"json": words}
    with whole_within(ANSWER_S):
        answer = session.request(method, registry.service.url.rstrip("/") + path, timeout=ANSWER_S, **sent)
    if answer.status_code in (401, 403):
        raise Unreadable(f"the registry refused the searching identity ({answer.status_code} for {path})")
    if may_lack and answer.status_code in (400, 404, 405, 501):
        return {}
    if answer.status_code != 200:
        raise Unreadable(f"the registry answered {answer.status_code} for {path}")
    content = answer.json()
    return content if isinstance(content, dict) else {}


def _bytes(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except TooSlow as error:
        raise Unreadable(f"the registry gave {error}") from None
    except requests.RequestException as error:
        raise Unreadable(f"the registry did not answer ({type(error).__name__})") from None
