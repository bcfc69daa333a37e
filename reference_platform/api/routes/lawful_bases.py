"""On which basis a customer's data is processed, and how the customer ends it."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Request

from reference_platform.api.answers import lawful_bases_answer
from reference_platform.api.identity import GuardedRoute
from reference_platform.api.lawful_bases import Basis
from reference_platform.api.openapi import operation
from reference_platform.api.wire import (
    EndAnswer,
    EndRequest,
    Identifier,
    LawfulBasesAnswer,
    LawfulBasisAnswer,
    LawfulBasisRequest,
)

router = APIRouter(route_class=GuardedRoute, tags=["lawful bases"])

CustomerId = Annotated[Identifier, Path()]


@router.put(
    "/customers/{customer_id}/lawful-basis",
    **operation(LawfulBasisAnswer, roles=["registrar"], problems=[404, 422, 503]),
)
async def record_lawful_basis(
    request: Request, customer_id: CustomerId, wanted: LawfulBasisRequest
) -> LawfulBasisAnswer:
    """Record the lawful basis for one purpose; an earlier one ends and stays on record."""
    user = request.state.caller.user
    basis = Basis(**wanted.model_dump())
    recorded_at = await request.app.state.parts.lawful_bases.record(customer_id, basis, user)
    return LawfulBasisAnswer(customer_id=customer_id, recorded_by=user, recorded_at=recorded_at, **asdict(basis))


@router.get(
    "/customers/{customer_id}/lawful-bases",
    **operation(LawfulBasesAnswer, roles=["auditor", "privacy_officer"], problems=[404, 422, 503]),
)
async def lawful_bases(request: Request, customer_id: CustomerId) -> LawfulBasesAnswer:
    """Every basis there is or was for a customer, oldest first."""
    return lawful_bases_answer(customer_id, await request.app.state.parts.lawful_bases.history(customer_id))


@router.post(
    "/customers/{customer_id}/withdrawals",
    **operation(EndAnswer, roles=["registrar"], problems=[404, 409, 422, 503]),
)
async def withdraw(request: Request, customer_id: CustomerId, wanted: EndRequest) -> EndAnswer:
    """Withdraw a consent. It bites at once; earlier results stay on record."""
    parts, user = request.app.state.parts, request.state.caller.user
    ended_at = await parts.lawful_bases.withdraw(customer_id, wanted.purpose, wanted.channel, user)
    await parts.cache.try_to_forget(customer_id)
    return EndAnswer(customer_id=customer_id, purpose=wanted.purpose, ended_at=ended_at)


@router.post(
    "/customers/{customer_id}/objections",
    **operation(EndAnswer, roles=["registrar"], problems=[404, 409, 422, 503]),
)
async def object_to_processing(request: Request, customer_id: CustomerId, wanted: EndRequest) -> EndAnswer:
    """Object to a processing. It bites at once; earlier results stay on record."""
    parts, user = request.app.state.parts, request.state.caller.user
    ended_at = await parts.lawful_bases.object(customer_id, wanted.purpose, wanted.channel, user)
    await parts.cache.try_to_forget(customer_id)
    return EndAnswer(customer_id=customer_id, purpose=wanted.purpose, ended_at=ended_at)
