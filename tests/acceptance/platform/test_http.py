"""The client refuses what the profile does not permit, and says in a sentence when nobody answers."""

import http.server
import json
import threading
from dataclasses import replace

import pytest

from acceptance.outcome import Cause, Inconclusive, NotAssessed
from acceptance.platform.access import Unreachable
from acceptance.platform.http import HttpClient, headers_of
from acceptance.profile.authentication import ClientCertificate
from acceptance.profile.http_services import HttpService
from acceptance.profile.permissions import Permissions
from tests.acceptance.platform.answering import answering
from tests.acceptance.platform.authority import Authority


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


def service_at(url, **more):
    return HttpService(url=url, tokens={"scorer": "a-token"}, timeout_s=2, **more)


def test_a_key_of_an_interface_is_sent_in_its_own_header(echo):
    service = service_at(
        echo,
        token_header="X-Api-Key",
        token_scheme="",
        headers={"X-Tenant": "t1"},
        secret_headers={"X-Gate": "gate-key"},
    )
    headers = HttpClient("echo", service, Permissions()).get("/x", identity="scorer").content["headers"]
    assert (headers["X-Api-Key"], headers["X-Tenant"], headers["X-Gate"]) == ("a-token", "t1", "gate-key")
    assert "Authorization" not in headers
    assert headers_of(service, "scorer") == {"X-Api-Key": "a-token", "X-Tenant": "t1", "X-Gate": "gate-key"}
    assert headers_of(service, None) == {"X-Tenant": "t1", "X-Gate": "gate-key"}


def test_twenty_fresh_calls_come_over_twenty_connections_of_a_server_that_would_keep_one():
    with answering(lambda _: (200, {})) as platform:
        caller = HttpClient("scoring_api", service_at(platform.url), Permissions())
        for _ in range(20):
            caller.call("GET", "/x", needs="read", fresh=True)
        for _ in range(5):
            caller.get("/x")
        ports = [one.port for one in platform.asked]
        assert len(set(ports[:20])) == 20
        assert len(set(ports[20:])) == 1
        assert not set(ports[:20]) & set(ports[20:])


def test_a_call_that_was_not_sent_over_a_connection_of_its_own_says_nothing(monkeypatch):
    with answering(lambda _: (200, {})) as platform:
        caller = HttpClient("scoring_api", service_at(platform.url), Permissions())
        caller.get("/x")
        kept = caller._session
        monkeypatch.setattr(caller, "_session", lambda way: kept(replace(way, fresh=False)))
        with pytest.raises(Inconclusive, match="was not sent over a connection of its own"):
            caller.call("GET", "/x", needs="read", fresh=True)


def test_a_proxy_between_leaves_nobody_sure_whose_connection_is_new(echo, monkeypatch):
    monkeypatch.setenv("http_proxy", echo)
    with pytest.raises(NotAssessed, match="a proxy stands before echo"):
        client("http://platform.invalid").call("GET", "/x", needs="read", fresh=True)


def test_each_identity_may_have_a_certificate_of_its_own(tmp_path):
    authority = Authority(tmp_path)
    shown = {
        name: ClientCertificate(certificate_file=str(file), key_file=str(file.with_suffix(".key")))
        for name in ("scorer", "auditor")
        for file in [authority.issue(name)]
    }
    with answering(lambda _: (200, {}), authority.server_context(asks_for_certificates=True)) as platform:
        service = HttpService(url=platform.url, ca_file=str(authority.file), certificates=shown, timeout_s=2)
        caller = HttpClient("scoring_api", service, Permissions())
        for name in ("scorer", "auditor", "scorer"):
            caller.get("/x", identity=name)
        caller.call("GET", "/x", needs="read", identity="auditor", fresh=True)
        assert [one.caller for one in platform.asked] == ["scorer", "auditor", "scorer", "auditor"]
        with pytest.raises(Unreachable):
            caller.get("/x")
