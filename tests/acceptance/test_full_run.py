"""The whole suite against the real reference platform, and what stays behind when a run is killed."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from acceptance.outcome import Outcome
from acceptance.record.summary import summarize
from acceptance.reporting.allure_results import STATUS
from acceptance.reporting.listing import listing

pytestmark = [pytest.mark.platform, pytest.mark.xdist_group("platform")]

SCRIPTS = Path(sys.executable).parent
ROWS = [f"E2E-{number:02d}" for number in range(1, 11)]
WHOLE = "not @performance and not @slo and not @chaos"
"""Without load and faults: they need the machine for themselves (`make acceptance`, `make campaigns`)."""
EVERY_TIME = "@e2e or @AIA-04 or @GDPR-06 or @GDPR-11 or @PCI-01 or @SOX-02 or @SEC-01 or @SCAN-07"
"""The end-to-end layer, what is asked of a run as a whole, and what the embedded platform cannot have."""


@dataclass(frozen=True)
class Ended:
    """A run that ended: its exit code, its folder and what it printed."""

    code: int
    folder: Path
    printed: str

    @property
    def summary(self) -> dict:
        return json.loads((self.folder / "run.json").read_text("utf-8"))


def environment(reports: Path) -> dict[str, str]:
    own = {"ACCEPTANCE_REPORTS_DIR": str(reports), "XDG_STATE_HOME": str(reports / "state")}
    return {**os.environ, **own}


def run(reports: Path, *words: str) -> Ended:
    done = subprocess.run(
        [SCRIPTS / words[0], *words[1:]],
        env=environment(reports),
        capture_output=True,
        text=True,
        timeout=2400,
        check=False,
    )
    return Ended(done.returncode, reports / "latest", done.stdout + done.stderr)


def processes_of(run_id: str) -> list[str]:
    """Command lines of the processes that belong to a run's platform or that name the run."""
    found = []
    for process in psutil.process_iter():
        try:
            place = " ".join(process.environ().values()) + " ".join(process.cmdline())
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        if run_id in place and process.status() != psutil.STATUS_ZOMBIE:
            found.append(f"{process.pid} {' '.join(process.cmdline())[:120]}")
    return found


@pytest.fixture(scope="module")
def full_run(alone, tmp_path_factory) -> Ended:
    tags = WHOLE if os.environ.get("CAMPAIGN") == "full" else EVERY_TIME
    # Other tests run beside this one: more processes would keep the machine so busy that nothing can be told.
    started = ("acceptance", "run", "--env", "local", "--parallel", "2", "--tags", tags)
    return run(tmp_path_factory.mktemp("full"), *started)


def test_every_requirement_of_the_layer_is_satisfied(full_run):
    controls = {control["id"]: control["outcome"] for control in full_run.summary["controls"]}
    assert {row: controls.get(row) for row in ROWS} == dict.fromkeys(ROWS, "satisfied"), full_run.printed[-3000:]
    assert full_run.code == 0
    assert full_run.summary["complete"] is True
    assert full_run.summary["problems"] == []


def test_the_only_gaps_are_accepted_ones(full_run):
    """The cache of the embedded platform has no TLS, and a list of advisories is not part of this project."""
    found = [one for one in full_run.summary["scenarios"] if one["outcome"] != "satisfied"]
    assert {one["outcome"] for one in found} == {"not_assessed"}
    gaps = {one["name"].split(" [")[0]: one["reason"] for one in found}
    accepted = {one["scenario"].split(" [")[0] for one in full_run.summary["accepted_gaps"]}
    assert set(gaps) <= accepted
    assert "no TLS" in gaps["The connection to the cache is encrypted and an unencrypted one is refused"]


def test_coverage_of_the_api_is_measured_and_listed(full_run):
    coverage = full_run.summary["api_coverage"]
    assert coverage["exercised"] / coverage["documented"] > 0.95
    assert len(coverage["not_exercised"]) == coverage["documented"] - coverage["exercised"]
    told = "\n".join(listing(summarize(full_run.folder)))
    for missing in coverage["not_exercised"]:
        assert missing in told


def test_the_run_leaves_no_process_and_no_debt(full_run):
    assert processes_of(full_run.summary["run_id"]) == []
    # Who the customers were is kept for a day, so that a search can still ask for them; it is no debt.
    files = (full_run.folder.parent / "state").rglob("*.jsonl")
    owed = [path for path in files if path.parent.name != "customers"]
    assert [path.read_text("utf-8") for path in owed] == [""] * len(owed)


def test_no_secret_of_the_run_is_in_its_reports(full_run):
    """Tokens are long hex or base64 words after these names; the record speaks of them by their place."""
    text = (full_run.folder / "record.jsonl").read_text("utf-8")
    assert not re.search(r"Bearer [A-Za-z0-9]{16}|Basic [A-Za-z0-9+/]{16}", text)


def test_plain_behave_starts_and_stops_a_platform_by_itself(tmp_path):
    ended = run(tmp_path, "behave", "--tags=@E2E-03")
    assert ended.code == 0, ended.printed[-3000:]
    assert [(one["id"], one["outcome"]) for one in ended.summary["controls"]] == [("E2E-03", "satisfied")]
    assert "starting a platform" in ended.printed
    assert processes_of(ended.summary["run_id"]) == []


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("acceptance", "run", "--env", "nowhere"), 3, "No profile"),
        (("acceptance", "run", "--tags", "@gdrp-typo"), 3, "gdrp-typo"),
        (("acceptance", "run", "--critical", "--security-only"), 3, "at most"),
        (("acceptance", "run", "--parallel", "many"), 3, "parallel"),
        (("behave", "--tags=@no-such-tag"), 3, "no-such-tag"),
    ],
)
def test_wrong_use_ends_before_a_platform_starts_with_one_clear_sentence(tmp_path, words, code, sentence):
    ended = run(tmp_path, *words)
    assert (ended.code, sentence in ended.printed) == (code, True), ended.printed
    assert "Traceback" not in ended.printed
    assert "starting a platform" not in ended.printed


@pytest.fixture
def started(tmp_path) -> Iterator[tuple[subprocess.Popen, str]]:
    """A run that is in the middle of its scenarios; the process and the run's id."""
    process = subprocess.Popen(
        [SCRIPTS / "acceptance", "run", "--no-report"],
        env=environment(tmp_path),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    record = tmp_path / "latest" / "record.jsonl"
    try:
        until(lambda: record.exists() and "scenario_finished" in record.read_text("utf-8"), 240)
        yield process, (tmp_path / "latest").resolve().name
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(60)


def until(condition, deadline_s: float) -> None:
    end = time.monotonic() + deadline_s
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def test_a_killed_run_leaves_no_process(started):
    process, run_id = started
    assert processes_of(run_id)
    process.send_signal(signal.SIGKILL)
    process.wait()
    until(lambda: not processes_of(run_id), 30)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_ends_in_order(started, how):
    process, run_id = started
    process.send_signal(how)
    assert process.wait(60) == 130
    assert processes_of(run_id) == []


@pytest.mark.browser
def test_the_report_shows_every_scenario_with_the_status_of_the_record(full_run):
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    assert chromium is not None, "this test opens the report in Chromium; install it with the system's package manager"
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        page = browser.new_page(viewport={"width": 1400, "height": 4000})
        page.goto((full_run.folder.resolve() / "allure-report.html").as_uri())
        page.wait_for_selector("[data-testid=tree-section-title]")
        expand_all(page)
        shown = sorted(map(tuple, page.evaluate(LEAVES)))
        browser.close()
    assert shown == sorted((one["name"], STATUS[Outcome(one["outcome"])]) for one in full_run.summary["scenarios"])


LEAVES = """() => [...document.querySelectorAll('[data-testid=tree-leaf]')].map(leaf => [
    leaf.querySelector('[data-testid=tree-leaf-title]').textContent,
    leaf.querySelector('[data-testid^=tree-leaf-status-]').dataset.testid.split('-').pop(),
])"""
EXPAND = """async () => {
    const closed = () => [...document.querySelectorAll('[data-testid=tree-arrow]:not(:has(svg[class*=opened]))')];
    const drawn = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    for (let level = 0; closed().length; level++) {
        if (level == 10) throw new Error(`${closed().length} sections stay closed`);
        closed().forEach(arrow => arrow.dispatchEvent(new MouseEvent('click', {bubbles: true})));
        await drawn();
    }
}"""


def expand_all(page) -> None:
    """Opens every closed section, all of one level at once: the tree is drawn anew after each."""
    page.evaluate(EXPAND)
