"""Customer master data, fetched from the CRM and handed to the pipeline."""

import ssl
from uuid import uuid4

import httpx
from pydantic import ValidationError

from reference_platform.api.broker import Broker
from reference_platform.api.problems import Problem, not_found
from reference_platform.api.wire import CrmCustomer

TIMEOUT_S = 1.0
TOPIC = "crm-customers"


def crm_client(url: str, token: str, tls: ssl.SSLContext) -> httpx.AsyncClient:
    """A client that knows the CRM's address and our token."""
    return httpx.AsyncClient(
        base_url=url,
        headers={"Authorization": f"Bearer {token}"},
        verify=tls,
        timeout=TIMEOUT_S,
        trust_env=False,
    )


class Crm:
    """The CRM over HTTP. It is never asked twice for one import: the caller decides whether to try again."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def customer(self, customer_id: str) -> CrmCustomer:
        """A customer as the CRM has them.

        Raises Problem 404 when it knows none, 502 when it refuses or breaks its contract, 504 when it does
        not answer within 2 s.
        """
        try:
            response = await self._http.get(f"/customers/{customer_id}")
        except httpx.TimeoutException as error:
            raise Problem(504, "integration-timeout", "The CRM did not answer in time.") from error
        except httpx.HTTPError as error:
            raise refused() from error
        if response.status_code == 404:
            raise not_found("customer")
        if response.status_code != 200:
            raise refused()
        try:
            customer = CrmCustomer.model_validate_json(response.content)
        except ValidationError as error:
            raise broken_contract() from error
        if customer.customer_id != customer_id:
            raise broken_contract()
        return customer

    async def close(self) -> None:
        """Drop the connections."""
        await self._http.aclose()


class CrmImport:
    """Brings a customer from the CRM to the pipeline."""

    def __init__(self, crm: Crm, broker: Broker) -> None:
        self._crm = crm
        self._broker = broker

    async def start(self, customer_id: str) -> str:
        """Fetch the customer and publish the record; returns its id, which is its correlation id too.

        Raises Problem 404, 502, 503 or 504."""
        customer = await self._crm.customer(customer_id)
        record_id = str(uuid4())
        record = {
            "record_id": record_id,
            "customer_id": customer_id,
            "event_time": customer.event_time.isoformat(),
            "features": customer.features.model_dump(exclude_none=True),
        }
        if customer.contact:
            record["contact"] = customer.contact.model_dump()
        await self._broker.publish(TOPIC, customer_id, record, correlation_id=record_id)
        return record_id


def refused() -> Problem:
    """502: the CRM is there and does not serve us."""
    return Problem(502, "integration-refused", "The CRM refused the request.")


def broken_contract() -> Problem:
    """502: the CRM answered something else than agreed."""
    return Problem(502, "integration-contract-broken", "The CRM's answer does not follow its contract.")
