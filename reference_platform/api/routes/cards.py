"""The cards by which customers pay: taken, handed on to the vault, and shown as far as the caller may see them."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from reference_platform.api.identity import GuardedRoute
from reference_platform.api.openapi import operation
from reference_platform.api.wire import CardAnswer, CardRequest, CardsAnswer, Identifier

router = APIRouter(route_class=GuardedRoute, tags=["cards"])

CustomerId = Annotated[Identifier, Path()]


@router.put(
    "/customers/{customer_id}/card",
    **operation(CardAnswer, roles=["registrar"], problems=[404, 422, 503]),
)
async def keep(request: Request, customer_id: CustomerId, wanted: CardRequest) -> CardAnswer:
    """Keep a customer's card in the vault; a lawful basis must be recorded. The token stands for it from now on."""
    return await request.app.state.parts.card_vault.keep(customer_id, wanted.card_number)


@router.get(
    "/customers/{customer_id}/cards",
    **operation(CardsAnswer, roles=["registrar", "scorer", "auditor"], problems=[404, 422, 503]),
)
async def cards(request: Request, customer_id: CustomerId) -> CardsAnswer:
    """A customer's cards, each as far as the caller may see it."""
    caller = request.state.caller
    found = await request.app.state.parts.card_vault.of_customer(customer_id, caller)
    return CardsAnswer(customer_id=customer_id, cards=found)
