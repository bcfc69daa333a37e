"""Every command of docs/first-hour.md runs as it is written there: an address, a token, an empty folder."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "first-hour.md").read_text("utf-8")
PUBLISHED = "https://scores.example"
"""The address in the page, in whose place the test's own is used."""
FIRST_RESULT_WITHIN_S = 300
"""From nothing to the first assessed scenario."""
ANSWER = {"description": "it is", "content": {"application/json": {"schema": {"type": "object"}}}}
DESCRIPTION = {
    "openapi": "3.1.0",
    "info": {"title": "Scores", "version": "1"},
    "security": [{"token": []}],
    "paths": {
        "/alive": {"get": {"security": [], "responses": {"200": ANSWER}}},
        "/readiness": {"get": {"security": [], "responses": {"200": ANSWER}}},
        "/scores/{score_id}": {"get": {"responses": {"200": ANSWER, "404": ANSWER}}},
    },
}


class _Platform(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path.startswith("/scores/"):
            known = self.headers.get("Authorization") == "Bearer the-token-of-the-suite"
            self._say(404 if known else 401, {})
        else:
            found = {"/openapi.json": DESCRIPTION, "/alive": {}, "/readiness": {}}.get(self.path)
            self._say(404 if found is None else 200, found or {})

    def _say(self, status: int, content: Any) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Platform)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def commands() -> list[str]:
    """The lines of the page's shell blocks, in order."""
    return [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.S) for line in block.splitlines() if line]


def test_from_an_address_and_a_token_to_an_own_result(address: str, tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment |= {"XDG_STATE_HOME": str(tmp_path / ".state")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    codes: dict[str, int] = {}
    said: dict[str, str] = {}
    begun = time.monotonic()
    for line in commands():
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").partition("=")
            environment[name] = value
            continue
        words = line.replace(PUBLISHED, address).split()
        done = subprocess.run(
            words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=300
        )
        codes[words[1]], said[words[1]] = done.returncode, done.stdout + done.stderr
    took_s = time.monotonic() - begun
    assert (codes["init"], codes["verify"], codes["controls"], codes["sentences"]) == (0, 0, 0, 0), said
    assert (codes["doctor"], codes["run"]) == (2, 2), said
    assert "ok         scoring API " in said["doctor"]
    assert "identity suite of scoring_api" in said["doctor"]
    assert "service database" in said["doctor"]
    assert "reports/latest" not in said["run"]
    run = json.loads((tmp_path / "reports" / "latest" / "run.json").read_text())
    outcomes = {one["name"]: one["outcome"] for one in run["scenarios"]}
    assert "satisfied" in outcomes.values(), outcomes
    assert not {"violated", "inconclusive"} & set(outcomes.values()), outcomes
    assert took_s < FIRST_RESULT_WITHIN_S
    profile = (tmp_path / "profiles" / "our-bank.yaml").read_text()
    assert len(profile.splitlines()) <= 20
    assert yaml.safe_load(profile)["services"].keys() == {"scoring_api"}


def test_the_page_shows_every_step() -> None:
    assert [line.split()[1] for line in commands() if line.startswith("acceptance")] == [
        *("init", "doctor", "run", "verify", "controls", "sentences")
    ]
