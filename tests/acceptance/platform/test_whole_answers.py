"""A question has a limit on its whole answer, however the bytes trickle in, and says who did not answer."""

from __future__ import annotations

import pytest

from acceptance.instruments.search import object_store as searched
from acceptance.instruments.search.mlflow import Registry
from acceptance.platform import object_store, transport
from acceptance.platform.access import Unreachable
from acceptance.platform.http import HttpClient
from acceptance.platform.object_store import ObjectStoreClient
from acceptance.platform.transport import session_for
from acceptance.platform.whole_answers import TooSlow, whole_within
from acceptance.profile.http_services import HttpService
from acceptance.profile.permissions import Permissions
from acceptance.profile.services import ObjectStore
from tests.acceptance.platform.silent import silent, taking_at_most

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
BEHAVIOURS = {
    "nothing": (b"", b""),
    "a line that never ends": (b"x", b""),
    "headers that never end": (b"X-More: 1\r\n", HEAD),
    "a body that never ends": (b" ", HEAD + b"Content-Length: 100000\r\n\r\n"),
    "chunks that never end": (b"1\r\nx\r\n", HEAD + b"Transfer-Encoding: chunked\r\n\r\n"),
}


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_answer_that_trickles_ends_in_time_and_names_service_and_address(behaviour, scheme):
    drip, head = BEHAVIOURS[behaviour]
    with silent(drip, head) as port, taking_at_most(5):
        url = f"{scheme}://127.0.0.1:{port}"
        client = HttpClient("scoring_api", HttpService(url=url, timeout_s=1), Permissions())
        with pytest.raises(Unreachable, match=f"scoring_api did not answer GET /x: .*{url}"):
            client.get("/x")


def test_a_kept_connection_is_limited_as_well():
    head = HEAD + b"Content-Length: 2\r\n\r\n{}"
    with silent(b"HTTP/1.1", head) as port, taking_at_most(5):
        client = HttpClient("api", HttpService(url=f"http://127.0.0.1:{port}", timeout_s=1), Permissions())
        assert client.get("/x").content == {}
        with pytest.raises(Unreachable, match="did not answer"):
            client.get("/x")


def test_an_answer_without_a_length_that_is_cut_is_not_taken_for_whole():
    with silent(b"x", HEAD + b"\r\n") as port, taking_at_most(5):
        session = session_for(f"http://127.0.0.1:{port}", None, Permissions())
        with pytest.raises(TooSlow, match="no whole answer within 1 s"), whole_within(1):
            session.get(f"http://127.0.0.1:{port}", timeout=30)


def store(port: int) -> ObjectStore:
    return ObjectStore(
        endpoint=f"http://127.0.0.1:{port}",
        access_key="me",
        secret_key="me-secret",
        scratch_bucket="scratch",
        required_buckets=[],
    )


@pytest.mark.parametrize("behaviour", ["nothing", "headers that never end", "a body that never ends"])
def test_a_silent_object_store_is_given_up(behaviour, monkeypatch):
    monkeypatch.setattr(object_store, "WHOLE_ANSWER_S", 1)
    drip, head = BEHAVIOURS[behaviour]
    with (
        silent(drip, head) as port,
        taking_at_most(5),
        pytest.raises(Unreachable, match=f"the object store at http://127.0.0.1:{port} did not answer"),
    ):
        ObjectStoreClient(store(port), Permissions()).buckets()


def test_the_searcher_of_objects_gives_up_too_and_no_file_or_variable_steers_it(monkeypatch, tmp_path):
    (tmp_path / "config").write_text("[default]\nendpoint_url = https://elsewhere.invalid\n", "utf-8")
    monkeypatch.setattr(transport, "SILENCE_S", 1)
    for name, value in {
        "AWS_PROFILE": "of somebody else",
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_ENDPOINT_URL_S3": "https://elsewhere.invalid",
        "AWS_MAX_ATTEMPTS": "50",
        "http_proxy": "http://elsewhere.invalid:1",
    }.items():
        monkeypatch.setenv(name, value)
    with silent() as port, taking_at_most(20):
        server = searched.ObjectServer(store(port), Permissions())
        with pytest.raises(Exception, match=f'Read timeout on endpoint URL: "http://127.0.0.1:{port}'):
            server.client().list_buckets()


def test_nothing_from_outside_gives_a_session_credentials_or_a_proxy_to_this_machine(monkeypatch, tmp_path):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password of-netrc\n", "utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("http_proxy", "http://proxy.invalid:1")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
    here, there = (session_for(url, None, Permissions()) for url in ("http://127.0.0.1:1", "http://platform.example"))
    assert (here.proxies, here.trust_env, here.verify) == ({}, False, True)
    assert there.proxies["http"] == "http://proxy.invalid:1"
    assert Registry(HttpService(url="http://127.0.0.1:1"), Permissions()).session().auth is None
