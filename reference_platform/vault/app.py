"""The vault's operations, wired in one place."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, FastAPI, Path, Request

from reference_platform.api.audit import AuditLog, actor_of
from reference_platform.api.database import Database
from reference_platform.api.identity import GuardedRoute, Tokens
from reference_platform.api.openapi import operation
from reference_platform.api.problems import add_problem_handlers, unavailable
from reference_platform.api.wire import Identifier
from reference_platform.vault.cards import Card, Cards
from reference_platform.vault.display import shown
from reference_platform.vault.watch import Watch
from reference_platform.vault.wire import (
    CardAnswer,
    CardRequest,
    CardsAnswer,
    Health,
    NumberAnswer,
    NumbersAnswer,
    NumbersRequest,
    PurgeAnswer,
    RotationAnswer,
    Token,
    WatchAnswer,
)

router = APIRouter(route_class=GuardedRoute)

# Every role of the scoring platform that is shown cards. The vault applies the rule; nobody else gets the digits.
DISPLAY_ROLES = ("scorer", "registrar", "auditor", "privacy_officer")


@dataclass(frozen=True)
class Parts:
    """Everything an operation may use."""

    tokens: Tokens
    database: Database
    audit: AuditLog
    cards: Cards
    watch: Watch


def answer_of(card: Card, role: str) -> CardAnswer:
    """A card as somebody with this role sees it."""
    digits = shown(card.issuer_digits, card.last_four, [role])
    return CardAnswer(token=card.token, shown=digits, last_used_at=card.last_used_at)


@router.get("/health", **operation(Health, problems=[503]))
async def health(request: Request) -> Health:
    """Whether the vault can work: database and watch."""
    await request.app.state.parts.database.row("select 1")
    if not request.app.state.parts.watch.alive:
        raise unavailable("watch")
    return Health(status="ok")


@router.post("/cards", **operation(CardAnswer, status=201, roles=["tokeniser"], problems=[403, 422, 503]))
async def keep(request: Request, wanted: CardRequest) -> CardAnswer:
    """Keep a customer's card; the same card of the same customer keeps its token."""
    cards = request.app.state.parts.cards
    return answer_of(await cards.keep(wanted.customer_id, wanted.card_number, wanted.used_at), "scorer")


@router.get("/customers/{customer_id}/cards", **operation(CardsAnswer, roles=["tokeniser"], problems=[422, 503]))
async def of_customer(
    request: Request, customer_id: Annotated[Identifier, Path()], shown_to: str = "scorer"
) -> CardsAnswer:
    """The cards of a customer, as far as the role `shown_to` may see them."""
    cards = await request.app.state.parts.cards.of_customer(customer_id)
    role = shown_to if shown_to in DISPLAY_ROLES else "scorer"
    return CardsAnswer(customer_id=customer_id, cards=[answer_of(card, role) for card in cards])


@router.get(
    "/cards/{token}/number",
    **operation(NumberAnswer, roles=["card_officer"], people_only=True, problems=[404, 409, 422, 503]),
)
async def number(request: Request, token: Annotated[Token, Path()]) -> NumberAnswer:
    """A card's number, for a person whose duty needs it; leaves one entry in the audit log."""
    [found] = await request.app.state.parts.cards.numbers([token], actor_of(request))
    return NumberAnswer(**vars(found))


@router.post(
    "/cards/numbers",
    **operation(NumbersAnswer, roles=["card_officer"], people_only=True, problems=[404, 409, 422, 503]),
)
async def numbers(request: Request, wanted: NumbersRequest) -> NumbersAnswer:
    """The numbers of several cards, all or none; leaves one entry for each."""
    found = await request.app.state.parts.cards.numbers(wanted.tokens, actor_of(request))
    return NumbersAnswer(cards=[NumberAnswer(**vars(one)) for one in found])


@router.post("/keys/rotations", **operation(RotationAnswer, roles=["key_custodian"], people_only=True, problems=[503]))
async def rotate(request: Request) -> RotationAnswer:
    """Seal with a new key from now on; what earlier keys sealed stays readable."""
    return RotationAnswer(key_id=await request.app.state.parts.cards.rotate(actor_of(request)))


@router.post("/purges", **operation(PurgeAnswer, roles=["key_custodian"], problems=[503]))
async def purge(request: Request) -> PurgeAnswer:
    """Remove every card that was not used for the longest time that cards are kept."""
    cards = request.app.state.parts.cards
    return PurgeAnswer(limit_days=cards.limit_days, removed=await cards.purge())


@router.get("/incidents", **operation(WatchAnswer, roles=["card_officer", "key_custodian"], problems=[503]))
async def incidents(request: Request) -> WatchAnswer:
    """Card numbers that were found where none may be, and when the watch last came round."""
    return await request.app.state.parts.watch.report()


def create_app(parts: Parts) -> FastAPI:
    """The vault over the given parts. Connections open and close with the application's life."""

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(parts.database.connect()), asyncio.create_task(parts.watch.run())]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await parts.database.close()

    app = FastAPI(
        title="Card vault",
        version="1.0.0",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    app.router.route_class = GuardedRoute
    app.state.parts = parts
    add_problem_handlers(app)
    app.include_router(router)
    return app
