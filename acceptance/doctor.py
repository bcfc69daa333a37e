"""Looks at one profile with the eyes of a run: what answers, what refuses, what is not bound."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from acceptance.instruments.search.search import decoys_for
from acceptance.instruments.search.store import Store
from acceptance.instruments.search.stores import stores_of
from acceptance.leftovers import Leftovers
from acceptance.outcome import ExitCode, NotAssessed
from acceptance.platform.access import require
from acceptance.platform.provision import provided_platform
from acceptance.profile import Profile, load
from acceptance.record.ledger import Ledger
from acceptance.requirements.service.services import sign_of_life
from acceptance.suite import Suite

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


def examine(path: Path, environment: Mapping[str, str], say: Callable[..., None]) -> ExitCode:
    """Prints one line for each service and binding of the profile.

    Returns:
        0 when all is well, 2 when something would leave a requirement unassessed.
    """
    with (
        provided_platform(path, f"doctor-{os.getpid()}", environment, lambda line: say(line, err=True)) as filled,
        TemporaryDirectory() as folder,
    ):
        profile = load(path, filled)
        ledger = Ledger(Path(folder) / "record.jsonl")
        suite = Suite(profile, "doctor", ledger, Leftovers(Path(folder), profile.name))
        try:
            findings = [*_services(suite), *_bindings(profile), *_stores(suite)]
        finally:
            suite.close()
    for finding in findings:
        open_rows = f" -> not assessed: {finding.leaves_open}" if finding.leaves_open and not finding.well else ""
        mark, colour = ("ok     ", "green") if finding.well else ("missing", "red")
        say(f"{mark}  {finding.what:<38} {finding.says}{open_rows}", fg=colour)
    bad = sum(not finding.well for finding in findings)
    say(f"{len(findings) - bad} of {len(findings)} are well." + (f" {bad} need attention." if bad else ""))
    return ExitCode.GAPS if bad else ExitCode.OK


def _services(suite: Suite) -> Iterable[Finding]:
    titles = [integration.title for integration in suite.profile.integrations.values()]
    for service in (*SERVICES, *titles):
        try:
            sign = sign_of_life(suite, service)
        except (NotAssessed, Exception) as error:  # noqa: BLE001 - a doctor reports every illness and goes on
            yield Finding(service, False, str(error), "what needs it")
        else:
            yield Finding(service, sign.alive, sign.says, "what needs it")


def _bindings(profile: Profile) -> Iterable[Finding]:
    for kind, expected, bound in (
        ("operation", EXPECTED_OPERATIONS, {**profile.operations, **profile.procedures}),
        ("event", EXPECTED_MESSAGES, profile.messages),
        ("received event", EXPECTED_RECEIVED, profile.received),
        ("population", EXPECTED_POPULATIONS, profile.populations),
    ):
        for name, rows in expected.items():
            yield Finding(f"{kind} {name}", name in bound, "bound" if name in bound else "not bound", rows)


def _stores(suite: Suite) -> Iterable[Finding]:
    """Whether each declared store can be read by its searcher, and a decoy planted in it and removed."""
    privacy = suite.profile.privacy
    if not suite.profile.stores:
        yield Finding("stores to search", False, "none declared", f"{SEARCH_OF_ALL}, {SEARCH_OF_TELEMETRY}")
    for store in stores_of(suite.profile):
        rows = SEARCH_OF_ALL
        if privacy is not None and store.name in privacy.telemetry:
            rows += f", {SEARCH_OF_TELEMETRY}"
        for what, look in (("can be read", _reading), ("takes a decoy", _planting)):
            try:
                well, says = look(suite, store)
            except (NotAssessed, Exception) as error:  # noqa: BLE001 - a doctor reports every illness and goes on
                well, says = False, str(error)
            yield Finding(f"store {store.name} {what}", well, says, rows)


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
