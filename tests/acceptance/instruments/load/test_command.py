"""`acceptance load run`: the figures on paper and as JSON, and a sentence for everything that cannot be done."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import certifi
import pytest
import yaml
from click.testing import CliRunner

from acceptance.cli import main
from acceptance.profile.joining import join

LOCAL = Path("profiles/local.yaml")


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        status = 200 if self.headers["Authorization"] == "Bearer text-of-AUDITOR_TOKEN" else 401
        self.send_response(status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with a profile `hand` whose scoring API is a small server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    local = join(LOCAL).content
    profile = {key: local[key] for key in ("description", "permissions", "services")} | {"name": "hand"}
    profile["permissions"]["load"]["max_requests_per_s"] = 300
    profile["operations"] = {"read_serving_model": {**local["operations"]["read_serving_model"], "answer": {}}}
    profile["services"]["scoring_api"] |= {"url": f"http://127.0.0.1:{server.server_port}", "ca_file": None}
    text = yaml.safe_dump(profile)
    for name in re.findall(r"\$\{([A-Z0-9_]+)\}", text):
        place = "4711" if name.endswith("_PORT") else "http://127.0.0.1:4711"
        place = "127.0.0.1:4711" if name.endswith(("_BOOTSTRAP", "_ADDRESS")) else place
        an_address = name.endswith(("_PORT", "_URL", "_ENDPOINT", "_BOOTSTRAP", "_ADDRESS"))
        monkeypatch.setenv(name, place if an_address else f"text-of-{name}")
    monkeypatch.setenv("CA_FILE", certifi.where())
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "hand.yaml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    server.shutdown()


def called(*arguments):
    operation = [] if "--operation" in arguments else ["--operation", "read_serving_model"]
    return CliRunner().invoke(main, ["load", "run", "--env", "hand", *operation, *arguments])


def test_a_load_by_hand_prints_its_table_and_its_progress(place):
    done = called("--rate", "20", "--rate", "40", "--seconds", "1.5")
    assert done.exit_code in (0, 2), done.output  # 2: this machine was too busy to keep the schedule
    assert "p99.9" in done.stdout and "40 a second" in done.stdout and "100 %" in done.stdout
    assert "sent/s" in done.stderr


def test_the_same_as_json(place):
    done = called("--users", "5", "--think", "0.1", "0.2", "--seconds", "1", "--json")
    figures = json.loads(done.stdout)
    assert figures["outcomes"].keys() == {"good"}
    assert figures["p50_s"] <= figures["p99_s"] <= figures["max_s"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--rate", "301"], 2, "this profile allows 300"),
        (["--rate", "0"], 3, "a rate of 0 requests a second is none"),
        (["--rate", "5", "--users", "5"], 3, "either --rate"),
        ([], 3, "either --rate"),
        (["--rate", "5", "--operation", "no_such_operation"], 2, "no operation 'no_such_operation'"),
        (["--rate", "5", "--word", "customer"], 3, "write NAME=VALUE"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(place, arguments, code, words):
    done = called(*arguments)
    assert done.exit_code == code, done.output
    assert words in done.stderr
