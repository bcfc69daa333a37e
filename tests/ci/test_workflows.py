"""The pipelines call commands that exist, with options that exist, and are given no more rights than they need."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from acceptance.cli import main

ROOT = Path(__file__).parents[2]
WORKFLOWS = {path.name: yaml.safe_load(path.read_text()) for path in sorted((ROOT / ".github/workflows").glob("*.yml"))}
GITLAB = yaml.safe_load((ROOT / "ci/gitlab-ci.yml").read_text())
TELL = ROOT / "ci/tell_regression.py"


def steps(workflow: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for job in workflow["jobs"].values():
        yield from job["steps"]


def scripts() -> Iterator[str]:
    """Every piece of shell in every pipeline."""
    for workflow in WORKFLOWS.values():
        yield from (step["run"] for step in steps(workflow) if "run" in step)
    yield from GITLAB["default"]["before_script"]
    for job in GITLAB.values():
        yield from job.get("script", ()) if isinstance(job, dict) else ()


def accepts(arguments: list[str]) -> None:
    """Reads a command line as `acceptance` would, and runs nothing of it."""
    command: click.Command | None = main
    context: click.Context | None = None
    while isinstance(command, click.Group):
        context = click.Context(command, parent=context, info_name="acceptance")
        name, *arguments = arguments
        command = command.get_command(context, name)
        assert command is not None, name
    assert command is not None
    command.make_context("acceptance", arguments, parent=context)


def test_each_call_of_the_suite_is_one_that_it_takes():
    found = [call for script in scripts() for call in re.findall(r"\.venv/bin/acceptance ([^|>;\n]*)", script)]
    assert len(found) > 9
    for call in found:
        accepts([re.sub(r"^\$\w+$", "100", word) for word in shlex.split(call)])
    with pytest.raises(click.UsageError):
        accepts(["run", "--bogus"])


def test_each_target_of_make_and_each_script_is_there_and_is_shell():
    makefile = (ROOT / "Makefile").read_text()
    for script in scripts():
        for target in re.findall(r"^make (\S+)", script, re.M):
            assert re.search(rf"^{target}:", makefile, re.M), target
        for path in re.findall(r"\.venv/bin/python (\S+)", script):
            assert (ROOT / path).is_file()
        assert subprocess.run(["bash", "-n", "-c", script], check=False).returncode == 0, script


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_has_no_rights_by_default_ends_in_time_and_pins_every_action(name: str):
    workflow = WORKFLOWS[name]
    assert workflow["permissions"] == {}
    assert workflow["concurrency"]["group"]
    for job in workflow["jobs"].values():
        assert 0 < job["timeout-minutes"] < 360
        assert set(job["permissions"].items()) <= {("contents", "read"), ("security-events", "write")}
    used = [step["uses"] for step in steps(workflow) if "uses" in step]
    assert [one for one in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", one)] == []
    checkouts = [step["with"] for step in steps(workflow) if step.get("uses", "").startswith("actions/checkout@")]
    assert all(one["persist-credentials"] is False for one in checkouts)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_nothing_from_outside_is_put_into_a_script(name: str):
    assert [step["run"] for step in steps(WORKFLOWS[name]) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("name", WORKFLOWS)
def test_what_was_made_is_kept_whatever_came_of_it(name: str):
    kept = [step for step in steps(WORKFLOWS[name]) if "upload-artifact" in step.get("uses", "")]
    assert len(kept) == len(WORKFLOWS[name]["jobs"])
    assert all(step["if"] == "always()" and step["with"]["if-no-files-found"] == "error" for step in kept)


def test_they_run_when_they_should():
    on = {name: workflow[True] for name, workflow in WORKFLOWS.items()}  # YAML reads `on` as true
    assert {"push", "pull_request"} <= on["integration.yml"].keys()
    assert on["performance.yml"]["schedule"] == [{"cron": "0 2 * * 1"}]
    assert {key: one["default"] for key, one in on["performance.yml"]["workflow_dispatch"]["inputs"].items()} == {
        "users": "100",
        "seconds": "600",
    }
    assert on["security.yml"]["schedule"] == [{"cron": "0 3 * * *"}]
    assert "push" in on["security.yml"]


def test_the_wrapper_hands_its_options_on():
    assert (ROOT / "tests/run-integration-tests.sh").read_text().splitlines()[1:] == [
        'exec "$(dirname "$0")/../.venv/bin/acceptance" run "$@"'
    ]
    accepts(["run", "--parallel", "2", "--verbose", "--coverage", "--performance-only", "--env", "staging"])


class Chat(BaseHTTPRequestHandler):
    """Takes one message, and answers as it is told to."""

    said: list[dict[str, str]] = []  # noqa: RUF012
    status = 200

    def do_POST(self) -> None:
        self.said.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def chat() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Chat)
    Chat.said, Chat.status = [], 200
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def told(folder: Path, change: str, webhook: str) -> int:
    one = {"name": "answer time p95", "unit": "ms", "baseline": 30.0, "current": 45.5, "change": change}
    steady = {**one, "name": "good answers", "change": "no difference"}
    path = folder / "compared.json"
    path.write_text(json.dumps({"change": change, "comparisons": [one, steady]}))
    command = [sys.executable, str(TELL), str(path), "10", "https://ci.example/1"]
    return subprocess.run(command, env={"CHAT_WEBHOOK": webhook}, check=False, timeout=60).returncode


def test_a_regression_is_told_with_metric_figures_threshold_and_link(tmp_path: Path, chat: str):
    assert told(tmp_path, "regression", chat) == 0
    line = "- answer time p95: accepted 30 ms, now 45.5 ms, threshold 10 %"
    assert Chat.said == [{"text": f"Performance became worse:\n{line}\nhttps://ci.example/1"}]


def test_without_a_regression_nothing_is_sent(tmp_path: Path, chat: str):
    assert told(tmp_path, "improvement", chat) == 0
    assert Chat.said == []


def test_a_chat_that_refuses_is_not_passed_over(tmp_path: Path, chat: str):
    Chat.status = 403
    assert told(tmp_path, "regression", chat) == 1
