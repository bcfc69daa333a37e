"""Cards: their numbers are handed to the vault at once, and only tokens come back."""

import ssl
from datetime import datetime
from typing import Any

import httpx

from reference_platform.api.identity import Caller
from reference_platform.api.problems import no_lawful_basis, unavailable
from reference_platform.api.wire import CardAnswer

TIMEOUT_S = 2.0
# Of several roles, the one that is shown more. The vault knows what each may see.
SHOWN_MORE = ("registrar", "auditor", "scorer")


def vault_client(url: str, token: str, tls: ssl.SSLContext) -> httpx.AsyncClient:
    """A client that knows the vault's address and our token."""
    return httpx.AsyncClient(
        base_url=url,
        headers={"Authorization": f"Bearer {token}"},
        verify=tls,
        timeout=TIMEOUT_S,
        trust_env=False,
    )


class CardVault:
    """The vault over HTTP; every method raises Problem 503 when it is away."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def keep(self, customer_id: str, card_number: str) -> CardAnswer:
        """Hand a card in; raises Problem 403 where no lawful basis is recorded for the customer."""
        card = {"customer_id": customer_id, "card_number": card_number}
        return card_of(await self._asked("POST", "/cards", json=card))

    async def of_customer(self, customer_id: str, caller: Caller) -> list[CardAnswer]:
        """A customer's cards as the caller may see them."""
        role = next((role for role in SHOWN_MORE if role in caller.roles), "scorer")
        found = await self._asked("GET", f"/customers/{customer_id}/cards", params={"shown_to": role})
        return [card_of(card) for card in found["cards"]]

    async def close(self) -> None:
        """Drop the connections."""
        await self._http.aclose()

    async def _asked(self, method: str, path: str, **sent: Any) -> dict[str, Any]:
        try:
            response = await self._http.request(method, path, **sent)
        except httpx.HTTPError as error:
            raise unavailable("card vault") from error
        if response.status_code == 403 and "no-lawful-basis" in response.text:
            raise no_lawful_basis()
        if not response.is_success:
            raise unavailable("card vault")
        answer: dict[str, Any] = response.json()
        return answer


def card_of(answer: dict[str, Any]) -> CardAnswer:
    """A card as the vault tells of it."""
    used_at = datetime.fromisoformat(answer["last_used_at"])
    return CardAnswer(token=answer["token"], shown=answer["shown"], last_used_at=used_at)
