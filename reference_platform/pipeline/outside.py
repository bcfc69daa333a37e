"""What the pipeline asks of others over HTTP: scores, bureau reports, and the delivery of notifications."""

import ssl
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import httpx

from reference_platform.api.wire import FeatureValues
from reference_platform.pipeline.outages import Away
from reference_platform.pipeline.records import Rejected

SCORING_TIMEOUT_S = 10.0
BUREAU_TIMEOUT_S = 1.0
NOTIFICATION_TIMEOUT_S = 2.0
VAULT_TIMEOUT_S = 5.0
LOWEST_BUREAU_SCORE, HIGHEST_BUREAU_SCORE = 300, 850

REJECTIONS = {
    "/problems/no-lawful-basis": ("no-lawful-basis", "no lawful basis for credit scoring is recorded"),
    "/problems/not-found": ("unknown-customer", "no features are stored for the customer"),
    "/problems/request-id-taken": ("request-id-taken", "the id was used for another customer"),
    "/problems/invalid-request": ("invalid-record", "the Scoring API does not accept the record"),
}


def client(url: str, token: str, ca_file: str, timeout_s: float) -> httpx.Client:
    """A client that may be used by several threads."""
    return httpx.Client(
        base_url=url,
        headers={"Authorization": f"Bearer {token}"},
        verify=ssl.create_default_context(cafile=ca_file),
        timeout=timeout_s,
        trust_env=False,
    )


class Scorer:
    """The Scoring API: the one place that scores."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def score(self, request_id: str, customer_id: str, features: FeatureValues | None) -> dict[str, Any]:
        """The answer of POST /score; the same `request_id` gets the same answer.

        Raises Rejected when this request can never be answered, Away when it cannot be now.
        """
        wanted: dict[str, Any] = {"request_id": request_id, "customer_id": customer_id}
        if features is not None:
            wanted["features"] = features.model_dump()
        try:
            response = self._http.post("/score", json=wanted)
            answer = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Away("the Scoring API does not respond") from error
        if response.status_code == 200:
            return answer
        if response.status_code < 500 and answer.get("type") in REJECTIONS:
            raise Rejected(*REJECTIONS[answer["type"]])
        raise Away(f"the Scoring API answers {response.status_code}")

    def result(self, request_id: str) -> dict[str, Any]:
        """The result of an earlier request as it holds now. Raises Away."""
        try:
            response = self._http.get(f"/results/{request_id}")
            answer = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Away("the Scoring API does not respond") from error
        if response.status_code != 200:
            raise Away(f"the Scoring API answers {response.status_code}")
        return answer


class Vault:
    """The card vault: the one place that keeps card numbers."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def keep(self, customer_id: str, card_number: str, used_at: datetime) -> None:
        """Hand a card in; raises Rejected where the customer has no lawful basis any more, else Away."""
        card = {"customer_id": customer_id, "card_number": card_number, "used_at": used_at.isoformat()}
        try:
            response = self._http.post("/cards", json=card)
        except httpx.HTTPError as error:
            raise Away("the card vault does not respond") from error
        if response.status_code == 403 and "no-lawful-basis" in response.text:
            raise Rejected("no-lawful-basis", "no lawful basis for credit scoring is recorded")
        if response.status_code == 422:
            raise Rejected("invalid-record", "the card vault does not accept the card")
        if not response.is_success:
            raise Away(f"the card vault answers {response.status_code}")


class Bureau:
    """The credit bureau. It is asked once, for a second: a customer does not wait for it."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def score_of(self, customer_id: str) -> int | None:
        """The bureau's score, or None when it has none, is away, or answers something else than agreed."""
        try:
            response = self._http.get(f"/reports/{customer_id}")
            report = response.json() if response.status_code == 200 else {}
            score = report.get("credit_score") if report.get("customer_id") == customer_id else None
        except (httpx.HTTPError, ValueError, AttributeError):
            return None
        if type(score) is int and LOWEST_BUREAU_SCORE <= score <= HIGHEST_BUREAU_SCORE:
            return score
        return None


@dataclass(frozen=True)
class Recipient:
    """Whom a notification is addressed to."""

    name: str = field(repr=False)
    email: str = field(repr=False)


@dataclass(frozen=True)
class Notification:
    """A message to a customer that a result is there; it says nothing of the result."""

    notification_id: str
    customer_id: str
    recipient: Recipient | None = None


class NotificationSink:
    """Takes notifications; the same `notification_id` twice is meant once."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def deliver(self, notification: Notification) -> bool:
        """Whether the sink took the notification and confirmed it as agreed."""
        message: dict[str, Any] = {
            "notification_id": notification.notification_id,
            "customer_id": notification.customer_id,
            "kind": "score_available",
        }
        if notification.recipient:
            message["recipient"] = asdict(notification.recipient)
        try:
            response = self._http.post("/notifications", json=message)
            confirmed = response.json().get("notification_id") == notification.notification_id
        except (httpx.HTTPError, ValueError, AttributeError):
            return False
        return response.is_success and confirmed

    def forget(self, customer_id: str) -> None:
        """Have the sink remove what it keeps about a customer; raises Away."""
        try:
            self._http.delete("/notifications", params={"customer_id": customer_id}).raise_for_status()
        except httpx.HTTPError as error:
            raise Away("the message service does not confirm that it forgets a customer") from error
