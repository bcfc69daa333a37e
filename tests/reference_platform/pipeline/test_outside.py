"""What others answer is checked: an outage is waited for, a refusal is final, a broken report is no report."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from reference_platform.pipeline.outages import Away
from reference_platform.pipeline.outside import Bureau, Notification, NotificationSink, Recipient, Scorer
from reference_platform.pipeline.records import Rejected
from reference_platform.pipeline.settings import MissingSetting, Settings, settings_from
from reference_platform.pipeline.trainings import Outcome, outcome_of


def answering(answer: Any, status: int = 200) -> httpx.Client:
    """A client whose other side always answers the same, or fails."""

    def respond(_request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(status, **({"content": answer} if isinstance(answer, bytes) else {"json": answer}))

    return httpx.Client(transport=httpx.MockTransport(respond), base_url="https://other-side")


@pytest.mark.parametrize(
    ("status", "kind", "reason"),
    [
        (403, "no-lawful-basis", "no-lawful-basis"),
        (404, "not-found", "unknown-customer"),
        (409, "request-id-taken", "request-id-taken"),
        (422, "invalid-request", "invalid-record"),
    ],
)
def test_a_refusal_of_the_scoring_api_is_final(status: int, kind: str, reason: str) -> None:
    with pytest.raises(Rejected) as rejected:
        Scorer(answering({"type": f"/problems/{kind}"}, status)).score("r1", "c1", None)
    assert rejected.value.reason == reason


@pytest.mark.parametrize(
    "http",
    [
        answering({"type": "/problems/dependency-unavailable"}, 503),
        answering({"type": "/problems/internal-error"}, 500),
        answering({"type": "/problems/not-authenticated"}, 401),
        answering({"type": "/problems/not-permitted"}, 403),
        answering(b"<html>", 502),
        answering(httpx.ConnectError("refused")),
        answering(httpx.ReadTimeout("slow")),
    ],
)
def test_everything_else_is_an_outage_of_the_scoring_api(http: httpx.Client) -> None:
    with pytest.raises(Away):
        Scorer(http).score("r1", "c1", None)


@pytest.mark.parametrize(
    ("http", "expected"),
    [
        (answering({"customer_id": "c1", "credit_score": 640}), 640),
        (answering({"customer_id": "c2", "credit_score": 640}), None),
        (answering({"customer_id": "c1", "credit_score": "640"}), None),
        (answering({"customer_id": "c1", "credit_score": True}), None),
        (answering({"customer_id": "c1", "credit_score": 900}), None),
        (answering({"unexpected": []}), None),
        (answering([1]), None),
        (answering(b"no json"), None),
        (answering({}, 404), None),
        (answering({}, 503), None),
        (answering(httpx.ReadTimeout("slow")), None),
    ],
)
def test_only_a_report_as_agreed_counts(http: httpx.Client, expected: int | None) -> None:
    assert Bureau(http).score_of("c1") == expected


@pytest.mark.parametrize(
    ("http", "expected"),
    [
        (answering({"notification_id": "n1"}, 202), True),
        (answering({"notification_id": "n2"}, 202), False),
        (answering({"unexpected": []}), False),
        (answering({"notification_id": "n1"}, 503), False),
        (answering(httpx.ConnectError("refused")), False),
    ],
)
def test_a_notification_is_delivered_when_the_sink_confirms_it(http: httpx.Client, expected: bool) -> None:
    assert NotificationSink(http).deliver(Notification("n1", "c1")) is expected


def test_a_notification_is_addressed_when_contact_data_is_known() -> None:
    sent = []

    def take(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content))
        return httpx.Response(202, json={"notification_id": "n1"})

    sink = NotificationSink(httpx.Client(transport=httpx.MockTransport(take), base_url="https://sink"))
    for recipient in (None, Recipient("Anna", "anna@example.invalid")):
        assert sink.deliver(Notification("n1", "c1", recipient))
    message = {"notification_id": "n1", "customer_id": "c1", "kind": "score_available"}
    assert sent == [message, {**message, "recipient": {"name": "Anna", "email": "anna@example.invalid"}}]
    assert "anna" not in repr(Notification("n1", "c1", recipient)).lower()


@pytest.mark.parametrize(
    ("exit_code", "output", "complaint", "expected"),
    [
        (
            0,
            'noise\n{"version": "3", "run_id": "r", "artifact_sha256": "d"}\n',
            "",
            Outcome("succeeded", "3", "r", "d"),
        ),
        (1, "", "warning\ntraining failed: no\n", Outcome("failed", failure="training failed: no")),
        (-9, "", "", Outcome("failed", failure="it said nothing")),
    ],
)
def test_a_training_ends_with_its_version_or_with_one_sentence(
    exit_code: int, output: str, complaint: str, expected: Callable
) -> None:
    assert outcome_of(exit_code, output, complaint) == expected


def test_missing_settings_are_all_named_at_once() -> None:
    values = {name.upper(): "1" for name in Settings.__dataclass_fields__}
    assert settings_from(values).ca_file == "1"
    with pytest.raises(MissingSetting, match="BUREAU_URL, BUREAU_TOKEN"):
        settings_from({**values, "BUREAU_URL": "", "BUREAU_TOKEN": ""})
