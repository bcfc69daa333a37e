"""A description is read wherever it is published, in JSON or YAML, and whoever does not show it is named."""

import pytest

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.access import Unreachable
from acceptance.platform.published import published
from acceptance.profile.http_services import ScoringApi
from acceptance.profile.permissions import Permissions
from tests.acceptance.platform.answering import answering

YAML = b"""
openapi: 3.0.3
paths:
  /scores:
    get:
      responses:
        200: {description: fine}
        404:
          content: {application/json: {schema: {type: object, properties: {on: {type: string, default: 2026-11-30}}}}}
"""
READ = {"get": {"responses": {"200": {"description": "fine"}}}}


def of(url, **said):
    return published(ScoringApi(url=url, tokens={"reader": "its-own-token"}, **said), Permissions())


def test_yaml_is_read_with_status_codes_words_and_days_as_texts():
    with answering(lambda _: (200, YAML)) as service:
        responses = of(service.url)["paths"]["/scores"]["get"]["responses"]
    assert list(responses) == ["200", "404"]
    fields = responses["404"]["content"]["application/json"]["schema"]["properties"]
    assert fields == {"on": {"type": "string", "default": "2026-11-30"}}


def test_a_description_behind_a_token_is_read_by_whom_the_profile_names():
    def guarded(asked):
        good = asked.headers.get("Authorization") == "Bearer its-own-token"
        return (200, {"paths": {"/scores": READ}}) if good else (401, {})

    with answering(guarded) as service:
        assert of(service.url, openapi_identity="reader")["paths"] == {"/scores": READ}
        with pytest.raises(NotAssessed, match=r"not shown to everybody \(401\).*openapi_identity") as refused:
            of(service.url)
    assert refused.value.cause is Cause.BINDING


def test_a_portal_for_developers_is_asked_without_any_token():
    with answering(lambda _: (200, {"paths": {"/scores": READ}})) as portal, answering(lambda _: (404, {})) as service:
        found = of(service.url, openapi=f"{portal.url}/scoring/v2.json?raw=1", openapi_identity="reader")
        assert found["paths"] == {"/scores": READ}
        assert (portal.asked[0].headers.get("Authorization"), service.asked) == (None, [])


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((404, {}), "publishes no description at"),
        ((500, {}), "publishes no description at"),
        ((200, {"nothing": 1}), "no description with paths"),
        ((200, b"<html>: [sign in"), "neither JSON nor YAML"),
        ((200, b"just words"), "no description with paths"),
    ],
)
def test_what_is_no_description_is_named(answer, told):
    with answering(lambda _: answer) as service, pytest.raises(NotAssessed, match=told):
        of(service.url)


def test_a_portal_that_does_not_answer_says_nothing_of_the_service():
    with pytest.raises(NotAssessed, match="the description cannot be had"):
        of("https://scores.example", openapi="http://127.0.0.1:1/openapi.yaml")
    with pytest.raises(Unreachable):
        of("http://127.0.0.1:1")
