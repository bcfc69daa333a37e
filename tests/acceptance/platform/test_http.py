"""The client refuses what the profile does not permit, and says in a sentence when nobody answers."""

import http.server
import json
import threading

import pytest

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.access import Unreachable
from acceptance.platform.http import HttpClient
from acceptance.profile.model import HttpService, Permissions


class Echo(http.server.BaseHTTPRequestHandler):
    """Answers with what it was sent."""

    def _answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        content = {"method": self.command, "path": self.path, "headers": dict(self.headers), "body": body.decode()}
        sent = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    do_GET = do_POST = do_PUT = do_DELETE = _answer

    def log_message(self, *_):
        """Nothing: the tests' output stays readable."""


@pytest.fixture
def echo():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def client(url, seen=None, **permissions):
    service = HttpService(url=url, tokens={"scorer": "a-token"}, timeout_s=2)
    return HttpClient("echo", service, Permissions(**permissions), seen.append if seen is not None else None)


def test_an_identity_sends_its_token_and_json(echo):
    seen = []
    answer = client(echo, seen, synthetic=True).call(
        "POST", "/x", needs="synthetic", identity="scorer", content={"income": float("nan")}
    )
    assert answer.content["headers"]["Authorization"] == "Bearer a-token"
    assert answer.content["body"] == '{"income": NaN}'
    assert (answer.status, answer.content_type, seen) == (200, "application/json", [answer])


def test_the_proxy_of_the_environment_is_used_but_for_what_it_leaves_out(echo, monkeypatch):
    monkeypatch.setenv("http_proxy", echo)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert client("http://platform.invalid").get("/x").content["path"] == "http://platform.invalid/x"
    assert client(echo).get("/x").content["path"] == "/x"


def test_a_token_takes_the_place_of_the_identitys_own(echo):
    answer = client(echo).call("GET", "/x", needs="read", identity="scorer", token="another")
    assert answer.content["headers"]["Authorization"] == "Bearer another"


@pytest.mark.parametrize(
    ("permissions", "needs"),
    [
        ({}, "synthetic"),
        ({}, "write"),
        ({"synthetic": True}, "write"),
        ({"write": True}, "destroy"),
        ({"read": False}, "read"),
    ],
)
def test_what_is_not_permitted_is_not_sent(echo, permissions, needs):
    seen = []
    with pytest.raises(NotAssessed) as refused:
        client(echo, seen, **permissions).call("POST", "/x", needs=needs)
    assert refused.value.cause is Cause.ENVIRONMENT
    assert seen == []


def test_write_includes_the_synthetic_tenant(echo):
    assert client(echo, write=True).call("POST", "/x", needs="synthetic").status == 200


def test_nobody_there_is_the_platforms_matter():
    with pytest.raises(Unreachable, match="echo did not answer GET /x: connection refused or cut") as error:
        client("http://127.0.0.1:9").get("/x")
    assert error.value.cause is Cause.PLATFORM
