"""What a run made up is gone when it has ended: no store and no report holds it, but for what is documented to stay."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from acceptance.instruments.search.files import FileStore
from acceptance.instruments.search.finder import Finder
from acceptance.instruments.search.partition import Bounds, scan
from acceptance.instruments.search.search import scan_here, sweep
from acceptance.instruments.search.stores import stores_of
from acceptance.platform.provision import PROVISIONED
from acceptance.subjects.canaries import Canary
from acceptance.suite import Suite

pytestmark = pytest.mark.platform

SELECTION = "" if os.environ.get("CAMPAIGN") == "full" else "@GDPR-01 or @GDPR-06 or @E2E-06 or @E2E-08"
GONE_WITHIN_S = 90
"""An erasure takes about 10 s, decoys in the event broker leave by their retention of a minute."""
# The run is watched from inside: each value it makes up is written to a file of the test's, which nobody else sees.
WATCH = """
import os
import sys
from acceptance.subjects import canaries, customers

made_canary, made_customer = canaries.new_canary, customers.new_customer

def note(id_, kind, value):
    with open(os.environ["WATCHED_VALUES"], "a") as file:
        file.write(f"{id_}\\t{kind}\\t{value}\\n")

def canary(*words, **named):
    made = made_canary(*words, **named)
    decoy = "decoy-" if sys._getframe(1).f_code.co_name == "decoys_for" else ""
    note(decoy + made.id, made.kind, made.value)
    return made

def customer(*words, **named):
    made = made_customer(*words, **named)
    for kind in ("name", "e-mail", "identifier"):
        note(f"customer-{kind}-{made.customer_id[-12:]}", kind, made.details()[kind])
    return made

canaries.new_canary, customers.new_customer = canary, customer
"""
# Documented: a decoy in the logs is a request that was logged, and a log is not altered.
STAYS = {("service logs", "decoy-*")}
# A decoy in the registry is a row of the registry's own tables for a moment: when the database happens to look at them
# then, its statistics keep the word, which is nobody's, until it looks again.
STATISTICS = "pg_catalog.pg_stats"


@dataclass(frozen=True)
class Ended:
    """A run that ended, with the values it made up."""

    folder: Path
    canaries: list[Canary]


@pytest.fixture(scope="module")
def ended(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Ended:
    folder = tmp_path_factory.mktemp("residue")
    (folder / "sitecustomize.py").write_text(WATCH)
    watched = folder / "values"
    own = {
        "PYTHONPATH": str(folder),
        "WATCHED_VALUES": str(watched),
        "ACCEPTANCE_REPORTS_DIR": str(folder / "reports"),
        "XDG_STATE_HOME": str(folder / "state"),
        PROVISIONED: "1",
    }
    words = [Path(sys.executable).with_name("acceptance"), "run", "--parallel", "2", "--no-report"]
    words += ["--tags", SELECTION] if SELECTION else []
    done = subprocess.run(
        words, env={**os.environ, **environment, **own}, capture_output=True, text=True, timeout=1500, check=False
    )
    told = folder / "reports" / "latest" / "run.json"
    assert told.exists(), done.stdout[-3000:] + done.stderr[-3000:]
    summary = json.loads(told.read_text("utf-8"))
    # What a scenario said of the platform is another test's matter; what it left behind is this one's.
    assert summary["complete"], done.stdout[-3000:] + done.stderr[-1000:]
    assert summary["outcomes"]["satisfied"] > 50
    lines = [line.rstrip("\n").split("\t") for line in watched.open()]
    values: dict[str, Canary] = {}
    for id_, kind, value in lines:
        values.setdefault(value, Canary(id_, kind, value))  # a customer's identifier may be searched for as well
    return Ended(folder / "reports" / "latest", list(values.values()))


def test_no_store_holds_what_the_run_made_up(suite: Suite, ended: Ended, figure: Callable[[str], None]) -> None:
    stores = stores_of(suite.profile)
    decoys = {store.name: suite.canary("name") for store in stores}

    @retry(
        retry=retry_if_result(bool),
        stop=stop_after_delay(GONE_WITHIN_S),
        wait=wait_fixed(5),
        retry_error_callback=_last,
    )
    def left() -> list[str]:
        report = sweep(stores, ended.canaries, decoys, None, Bounds(), scan_here)
        for store in stores:
            store.remove(decoys[store.name].id)
        report.require_searched()
        return sorted(
            f"{find.canary_id} in the {find.store}: {find.place} ({find.encoding})"
            for find in report.finds
            if not any(find.store == store and fnmatchcase(find.canary_id, name) for store, name in STAYS)
            and not (find.canary_id.startswith("decoy-") and STATISTICS in find.place)
        )

    remaining = left()
    figure(f"residue in the stores: {len(remaining)} of {len(ended.canaries)} values of a run")
    assert remaining == []


def test_no_report_holds_what_the_run_made_up_nor_a_secret(
    environment: dict[str, str], ended: Ended, figure: Callable[[str], None]
) -> None:
    secrets = {
        name: value
        for name, value in environment.items()
        if name.endswith(("PASSWORD", "TOKEN", "SECRET_KEY", "SECRET")) and len(value) >= 12
    }
    assert len(secrets) > 10
    # The record tells whom it is about by a customer's id, which leads to nobody.
    details = [canary for canary in ended.canaries if not canary.id.startswith("customer-identifier-")]
    wanted = [*details, *(Canary(name, "identifier", value) for name, value in secrets.items())]
    finder = Finder(wanted)
    folder = ended.folder.resolve()
    store = FileStore("reports", folder, "*", None)
    with store.opened(None) as (parts, unread):
        scans = [scan(part, finder) for part in parts]
    assert unread == []
    read = sum(one.bytes for one in scans)
    assert read > 100_000
    figure(
        f"residue in reports: {sum(len(one.finds) for one in scans)} finds of {len(wanted)} values in {read:,} bytes"
    )
    assert sorted((hit.canary_id, hit.place, hit.encoding) for one in scans for hit in one.finds) == []


def _last(state: object) -> list[str]:
    return state.outcome.result()  # type: ignore[attr-defined]
