"""Looks at one profile with the eyes of a run: what answers, what refuses, what is not bound."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from acceptance.instruments.search.search import decoys_for
from acceptance.instruments.search.store import Store
from acceptance.instruments.search.stores import stores_of
from acceptance.leftovers import Leftovers
from acceptance.outcome import ExitCode
from acceptance.platform.access import require
from acceptance.platform.provision import provided_platform
from acceptance.platform.whole_answers import TooSlow, answered_within
from acceptance.profile import Profile, load
from acceptance.profile.joining import folder_of_agreements
from acceptance.record.ledger import Ledger
from acceptance.requirements.service.services import sign_of_life
from acceptance.suite import Suite

PATIENCE_S = 45
"""How long everything that is looked at may take together."""
CLOSING_S = 5
SERVICES = ("scoring API", "model registry", "database", "cache", "object store", "event broker")
EXPECTED_OPERATIONS = {
    "record_lawful_basis": "every scenario with a customer",
    "remove_customer": "every scenario with a customer",
    "score": "E2E-06, E2E-07, E2E-08, E2E-09",
    "score_from_stored_figures": "E2E-10",
    "read_result": "E2E-06",
    "read_figures": "E2E-07",
    "fetch_customer": "E2E-08",
    "train_model": "E2E-09",
    "read_training": "E2E-09",
    "promote_model": "E2E-09",
    "read_serving_model": "E2E-09",
    "record_experiment": "E2E-02",
    "remove_experiment": "E2E-02",
}
EXPECTED_MESSAGES = {
    "customer_record": "E2E-07, E2E-08",
    "transaction": "E2E-07",
    "scoring_request": "E2E-07, E2E-08",
    "scoring_request_from_stored_figures": "E2E-07",
}
EXPECTED_RECEIVED = {"scoring_result": "E2E-07, E2E-08", "rejected_message": "E2E-07"}
EXPECTED_POPULATIONS = {"experiments": "E2E-02", "notifications": "E2E-08"}
SEARCH_OF_ALL = "GDPR-01, GDPR-05, GDPR-06, GDPR-07, PCI-01"
"""What a search of every declared store decides: one store that cannot be searched leaves all of it open."""
SEARCH_OF_TELEMETRY = "GDPR-11"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `leaves_open` names what cannot be assessed while it is not well."""

    what: str
    well: bool
    says: str
    leaves_open: str = ""


@dataclass(frozen=True)
class Probe:
    """One thing to look at; `look` returns whether it is well and what it says, or raises why not."""

    what: str
    leaves_open: str
    look: Callable[[], tuple[bool, str]]


def examine(path: Path, environment: Mapping[str, str], say: Callable[..., None]) -> ExitCode:
    """Prints one line for each service and binding of the profile, within a minute whatever hangs.

    Returns:
        0 when all is well, 2 when something would leave a requirement unassessed.
    """
    with (
        provided_platform(path, f"doctor-{os.getpid()}", environment, lambda line: say(line, err=True)) as filled,
        TemporaryDirectory() as folder,
    ):
        profile = load(path, filled)
        ledger = Ledger(Path(folder) / "record.jsonl")
        suite = Suite(profile, "doctor", ledger, Leftovers(Path(folder), profile.name), folder_of_agreements(path))
        try:
            findings = looked([*_services(suite), *_bindings(profile), *_stores(suite)], PATIENCE_S)
        finally:
            with suppress(TooSlow):
                answered_within(CLOSING_S, suite.close)
    for finding in findings:
        open_rows = f" -> not assessed: {finding.leaves_open}" if finding.leaves_open and not finding.well else ""
        mark, colour = ("ok     ", "green") if finding.well else ("missing", "red")
        say(f"{mark}  {finding.what:<38} {finding.says}{open_rows}", fg=colour)
    bad = sum(not finding.well for finding in findings)
    say(f"{len(findings) - bad} of {len(findings)} are well." + (f" {bad} need attention." if bad else ""))
    return ExitCode.GAPS if bad else ExitCode.OK


def looked(probes: Iterable[Probe], patience_s: float) -> list[Finding]:
    """What all probes found, side by side; one that has not come back after `patience_s` is not waited for."""
    deadline = time.monotonic() + patience_s
    begun = [(probe, _begun(probe)) for probe in probes]
    return [_found(probe, answer, max(0.0, deadline - time.monotonic()), patience_s) for probe, answer in begun]


def _begun(probe: Probe) -> Future[tuple[bool, str]]:
    answer: Future[tuple[bool, str]] = Future()

    def look() -> None:
        try:
            answer.set_result(probe.look())
        except BaseException as error:  # noqa: BLE001 - a doctor reports every illness and goes on
            answer.set_exception(error)

    Thread(target=look, daemon=True).start()
    return answer


def _found(probe: Probe, answer: Future[tuple[bool, str]], left_s: float, patience_s: float) -> Finding:
    if not wait([answer], left_s).done:
        return Finding(probe.what, False, f"no answer within {patience_s:g} s", probe.leaves_open)
    error = answer.exception()
    well, says = (False, str(error) or type(error).__name__) if error is not None else answer.result()
    return Finding(probe.what, well, says, probe.leaves_open)


def _services(suite: Suite) -> Iterable[Probe]:
    titles = [integration.title for integration in suite.profile.integrations.values()]
    for service in (*SERVICES, *titles):
        yield Probe(service, "what needs it", partial(_sign, suite, service))


def _sign(suite: Suite, service: str) -> tuple[bool, str]:
    sign = sign_of_life(suite, service)
    return sign.alive, sign.says


def _bindings(profile: Profile) -> Iterable[Probe]:
    for kind, expected, bound in (
        ("operation", EXPECTED_OPERATIONS, {**profile.operations, **profile.procedures}),
        ("event", EXPECTED_MESSAGES, profile.messages),
        ("received event", EXPECTED_RECEIVED, profile.received),
        ("population", EXPECTED_POPULATIONS, profile.populations),
    ):
        for name, rows in expected.items():
            answer = (name in bound, "bound" if name in bound else "not bound")
            yield Probe(f"{kind} {name}", rows, partial(_known, answer))


def _known(answer: tuple[bool, str]) -> tuple[bool, str]:
    return answer


def _stores(suite: Suite) -> Iterable[Probe]:
    """Whether each declared store can be read by its searcher, and a decoy planted in it and removed."""
    privacy = suite.profile.privacy
    if not suite.profile.stores:
        nothing = partial(_known, (False, "none declared"))
        yield Probe("stores to search", f"{SEARCH_OF_ALL}, {SEARCH_OF_TELEMETRY}", nothing)
    for store in stores_of(suite.profile):
        rows = SEARCH_OF_ALL
        if privacy is not None and store.name in privacy.telemetry:
            rows += f", {SEARCH_OF_TELEMETRY}"
        yield Probe(f"store {store.name} can be read", rows, partial(_reading, suite, store))
        yield Probe(f"store {store.name} takes a decoy", rows, partial(_planting, suite, store))


def _reading(_suite: Suite, store: Store) -> tuple[bool, str]:
    with store.opened(None) as (parts, unread):
        if not unread:
            return bool(parts), f"{len(parts)} parts" if parts else "there is nothing in it"
        others = f" (and {len(unread) - 1} more)" if len(unread) > 1 else ""
        return False, f"{unread[0].place}: {unread[0].reason}{others}"


def _planting(suite: Suite, store: Store) -> tuple[bool, str]:
    require(suite.profile.permissions, "synthetic", "planting a decoy")
    decoy = decoys_for([store], suite.run_id)[store.name]
    owed = suite.owe("decoys", "search", **{store.name: decoy.id})
    store.plant(decoy.id, decoy.value)
    suite.settle(owed)
    return True, "planted and removed"
