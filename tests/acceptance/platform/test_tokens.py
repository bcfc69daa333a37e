"""Tokens are asked for, renewed before and after their end, and never blamed on the platform."""

import base64
import json
import time

import pytest

from acceptance.outcome import Cause
from acceptance.platform.access import CredentialRefused, ServiceError, Unreachable
from acceptance.platform.http import HttpClient, lives_on_s
from acceptance.platform.tokens import TokenSource, ended, tokens_of
from acceptance.profile.authentication import ClientCertificate, ClientCredentials
from acceptance.profile.http_services import HttpService
from acceptance.profile.permissions import Permissions
from acceptance.record.redaction import redactor
from tests.acceptance.platform.answering import answering
from tests.acceptance.platform.authority import Authority


class Tokens:
    """A token service: token-1, token-2 and so on; each is good for `lives_s` or until it is withdrawn."""

    def __init__(self, lives_s=300.0, secret="its-own-secret"):
        self.lives_s, self.given, self.good, self.secret = lives_s, 0, {}, secret

    def __call__(self, asked):
        words = base64.b64encode(f"suite:{self.secret}".encode()).decode()
        in_body = f"client_id=suite&client_secret={self.secret}" in asked.body
        if asked.headers.get("Authorization") != f"Basic {words}" and not in_body:
            return 401, {"error": "invalid_client"}
        if "grant_type=client_credentials" not in asked.body:
            return 400, {"error": "unsupported_grant_type"}
        self.given += 1
        self.good[f"token-number-{self.given}"] = time.monotonic() + self.lives_s
        return 200, {"access_token": f"token-number-{self.given}", "token_type": "Bearer", "expires_in": self.lives_s}

    def withdraw_all(self):
        self.good.clear()

    def platform(self, asked):
        """A platform that believes this token service."""
        token = asked.headers.get("Authorization", "").removeprefix("Bearer ")
        return (200, {"fine": True}) if self.good.get(token, 0) > time.monotonic() else (401, {})


def credentials(url, **more):
    return ClientCredentials(token_url=f"{url}/token", client_id="suite", client_secret="its-own-secret", **more)


def caller(url, place):
    service = HttpService(url=url, clients={"scorer": place})
    return HttpClient("scoring_api", service, Permissions(synthetic=True))


@pytest.mark.parametrize("sent_in", ["header", "body"])
def test_a_token_is_asked_for_once_and_used_by_everybody(sent_in):
    tokens = Tokens()
    with answering(tokens) as service, answering(tokens.platform) as platform:
        place = credentials(service.url, client_sent_in=sent_in, scope="score read", audience="scoring")
        for _ in range(3):
            assert caller(platform.url, place).call("POST", "/x", needs="synthetic", identity="scorer").status == 200
        assert tokens.given == 1
        assert "scope=score+read" in service.asked[0].body
        assert "audience=scoring" in service.asked[0].body
        assert ("its-own-secret" in service.asked[0].body) == (sent_in == "body")
        assert "token-number-1" not in redactor.text("it was token-number-1")


def test_a_token_that_ends_during_a_run_is_renewed_before_its_end():
    tokens = Tokens(lives_s=0.6)
    with answering(tokens) as service, answering(tokens.platform) as platform:
        client = caller(platform.url, credentials(service.url))
        end = time.monotonic() + 2
        while time.monotonic() < end:
            assert client.get("/x", identity="scorer").status == 200
        assert 3 <= tokens.given <= 12


def test_a_token_that_is_withdrawn_is_renewed_and_the_call_repeated_once():
    tokens = Tokens()
    with answering(tokens) as service, answering(tokens.platform) as platform:
        client = caller(platform.url, credentials(service.url))
        assert client.get("/x", identity="scorer").status == 200
        tokens.withdraw_all()
        assert client.call("POST", "/y", needs="synthetic", identity="scorer", content={"a": 1}).status == 200
        assert [one.body for one in platform.asked[1:]] == ['{"a": 1}'] * 2
        assert tokens.given == 2


def test_a_platform_that_refuses_even_a_new_token_is_not_violated_but_bound_wrongly():
    tokens = Tokens()
    with answering(tokens) as service, answering(lambda _: (401, {})) as platform:
        with pytest.raises(CredentialRefused, match="scoring_api refuses the tokens that 'scorer' is given") as refused:
            caller(platform.url, credentials(service.url)).get("/x", identity="scorer")
        assert refused.value.cause is Cause.BINDING
        assert len(platform.asked) == 2


def test_a_client_that_the_token_service_refuses_is_named_without_its_secret():
    with answering(Tokens(secret="another-secret")) as service:
        with pytest.raises(CredentialRefused, match="refused the client suite: invalid_client") as refused:
            TokenSource(credentials(service.url)).token()
        assert "its-own-secret" not in str(refused.value)


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"<html>sign in here</html>"),
        (200, {}),
        (302, {}),
        (200, []),
        (500, {"error": "server_error"}),
        (404, b""),
    ],
)
def test_what_is_no_token_service_is_called_so(answer):
    with answering(lambda _: answer) as service:
        with pytest.raises(ServiceError, match="without a token; is token_url its address") as refused:
            TokenSource(credentials(service.url)).token()
        assert refused.value.cause is Cause.BINDING


def test_a_token_service_that_is_not_there_is_the_environments_matter():
    with pytest.raises(Unreachable, match="gave suite no token") as refused:
        TokenSource(credentials("http://127.0.0.1:9")).token()
    assert refused.value.cause is Cause.ENVIRONMENT


def test_a_token_service_may_want_a_certificate_of_ours(tmp_path):
    authority = Authority(tmp_path)
    ours = authority.issue("suite", password=b"of the key")
    certificate = ClientCertificate(
        certificate_file=str(ours), key_file=str(ours.with_suffix(".key")), key_password="of the key"
    )
    with answering(Tokens(), authority.server_context(asks_for_certificates=True)) as service:
        place = credentials(service.url, ca_file=str(authority.file), certificate=certificate)
        assert TokenSource(place).token().value == "token-number-1"
        assert service.asked[0].caller == "suite"
        with pytest.raises(Unreachable):
            TokenSource(credentials(service.url, ca_file=str(authority.file))).token()
        with pytest.raises(Unreachable):
            TokenSource(credentials(service.url, certificate=certificate)).token()


def jwt(**claims):
    parts = ({"alg": "none"}, claims)
    return ".".join([*(base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in parts), "s"])


@pytest.mark.parametrize(
    ("token", "is_over"),
    [
        (jwt(exp=1_700_000_000), True),
        (jwt(exp=4_000_000_000), False),
        (jwt(sub="x"), False),
        (jwt(exp="soon"), False),
        (jwt(exp=1e300), False),
        ("a.b.c", False),
        ("opaque", False),
    ],
)
def test_a_token_that_tells_its_end_is_known_to_be_over(token, is_over):
    assert (ended(token) is not None) == is_over


def with_token(url, token, **codes):
    service = HttpService(url=url, tokens={"scorer": token}, **codes)
    return HttpClient("scoring_api", service, Permissions(synthetic=True))


def test_a_written_token_that_has_ended_is_the_bindings_matter():
    with answering(lambda _: (401, {})) as platform:
        with pytest.raises(
            CredentialRefused, match="the token of 'scorer' for scoring_api ended at 2023-11-14"
        ) as error:
            with_token(platform.url, jwt(exp=1_700_000_000)).call("POST", "/x", needs="synthetic", identity="scorer")
        assert error.value.cause is Cause.BINDING


def test_an_opaque_token_that_was_accepted_and_is_not_any_more_is_the_bindings_matter():
    good = [True]
    with answering(lambda _: (200 if good else 401, {})) as platform:
        client = with_token(platform.url, "an-opaque-token")
        client.get("/x", identity="scorer")
        good.clear()
        with pytest.raises(CredentialRefused, match="does not accept the token of 'scorer' any more"):
            client.call("POST", "/y", needs="synthetic", identity="scorer")


def test_a_refusal_of_one_call_alone_stays_the_platforms_answer():
    with answering(lambda asked: (401 if asked.method == "POST" else 200, {})) as platform:
        client = with_token(platform.url, "an-opaque-token")
        client.get("/x", identity="scorer")
        assert client.call("POST", "/y", needs="synthetic", identity="scorer").status == 401


def test_a_token_that_is_refused_in_a_platforms_own_code_is_the_bindings_matter():
    good = [True]
    with answering(lambda _: (200 if good else 498, {})) as platform:
        client = with_token(platform.url, "an-opaque-token", no_identity=[498])
        client.get("/x", identity="scorer")
        good.clear()
        with pytest.raises(CredentialRefused, match="does not accept the token of 'scorer' any more"):
            client.call("POST", "/y", needs="synthetic", identity="scorer")


def test_where_one_code_says_unknown_and_without_right_a_token_that_is_good_elsewhere_is_good():
    with answering(lambda asked: (403 if asked.method == "POST" else 200, {})) as platform:
        client = with_token(platform.url, jwt(exp=1_700_000_000), no_identity=[403])
        client.get("/x", identity="scorer")
        assert client.call("POST", "/y", needs="synthetic", identity="scorer").status == 403


def test_a_token_that_is_tried_on_purpose_may_be_refused():
    with answering(lambda _: (401, {})) as platform:
        client = with_token(platform.url, jwt(exp=1_700_000_000))
        assert client.call("GET", "/x", needs="read", identity="scorer", token="another").status == 401


def test_a_token_that_has_to_last_is_a_new_one_where_the_present_one_does_not(monkeypatch):
    tokens = Tokens(lives_s=300)
    with answering(tokens) as service:
        place = credentials(service.url)
        api = HttpService(url="https://127.0.0.1:1", clients={"scorer": place})
        source = tokens_of(place)
        assert source.token().value == source.lasting(200).value
        assert 290 < lives_on_s(api, "scorer", 200) <= 300
        moment = time.time()
        monkeypatch.setattr("acceptance.platform.tokens.time.time", lambda: moment + 150)
        assert lives_on_s(api, "scorer", 200) > 290, "a new one"
        assert lives_on_s(api, "scorer", 3600) <= 300
        assert tokens.given == 3


def test_of_a_token_whose_end_nobody_tells_nothing_is_said():
    api = HttpService(url="https://127.0.0.1:1", tokens={"reader": "opaque"})
    assert lives_on_s(api, "reader", 3600) is None
    with answering(lambda _: (200, {"access_token": "opaque", "token_type": "Bearer"})) as service:
        api = HttpService(url="https://127.0.0.1:1", clients={"scorer": credentials(service.url)})
        assert lives_on_s(api, "scorer", 3600) is None
