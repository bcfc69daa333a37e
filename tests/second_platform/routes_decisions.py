"""Routes about decisions: scores, explanations, reviews and the scorecard."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path

from tests.second_platform.access import Caller
from tests.second_platform.routes_customers import BASE, GONE

READERS = ("clerk", "privacy", "auditor", "channel", "reviewer")


def router(desk: Any) -> APIRouter:
    """The routes in the dialect of the desk."""
    routes, platform, known = APIRouter(), desk.platform, desk.shapes
    path, identifier = desk.dialect.path, Annotated[str, Path(pattern="^[0-9a-f-]{36}$")]
    number = Annotated[str, Path(pattern=desk.dialect.number_shape)]
    key = Annotated[str, Header(alias=desk.dialect.headers["idempotency"], min_length=8, max_length=200)]
    one = path("scores", "{identifier}")

    @routes.post(
        path("scores"),
        response_model=known.Score,
        status_code=desk.code("scored"),
        **desk.described(None, *GONE, "no_basis", "conflict"),
    )
    def score(key: key, body: known.Request, caller: Annotated[Caller, desk.caller("channel", "clerk")]) -> Any:
        return platform.score(caller, key, body.model_dump(exclude_none=True))

    @routes.get(one, response_model=known.Score, **desk.described(None, *BASE, "unknown"))
    def read(identifier: identifier, caller: Annotated[Caller, desk.caller(*READERS)]) -> Any:
        return platform.evaluation(caller, identifier)

    @routes.get(path("customers", "{number}", "scores"), response_model=known.Scores, **desk.described(None, *BASE))
    def history(number: number, caller: Annotated[Caller, desk.caller(*READERS)]) -> Any:
        platform.note(caller, "read", number)
        return {"items": platform.evaluations_of(number)}

    @routes.get(one + path("explanation"), response_model=known.Explanation, **desk.described(None, *BASE, "unknown"))
    def explain(identifier: identifier, caller: Annotated[Caller, desk.caller(*READERS)]) -> Any:
        return platform.explain(caller, identifier)

    @routes.post(
        one + path("reviews"),
        response_model=known.Review,
        status_code=desk.code("contested"),
        **desk.described(None, *BASE, "unknown", "conflict"),
    )
    def contest(
        identifier: identifier,
        body: known.Statement,
        caller: Annotated[Caller, desk.caller("clerk", "channel", "reviewer")],
    ) -> Any:
        return platform.contest(caller, identifier, body.statement)

    case = path("reviews", "{identifier}")

    @routes.get(case, response_model=known.Review, **desk.described(None, *BASE, "unknown"))
    def review(identifier: identifier, caller: Annotated[Caller, desk.caller(*READERS)]) -> Any:
        return platform.review(caller, identifier)

    @routes.post(
        case + path("ruling"), response_model=known.Review, **desk.described(None, *BASE, "unknown", "conflict")
    )
    def rule(identifier: identifier, body: known.Ruling, caller: Annotated[Caller, desk.caller("reviewer")]) -> Any:
        overturned = body.outcome == desk.dialect.states["overturned"]
        return platform.rule(caller, identifier, overturned, body.why)

    @routes.get(path("scorecard"), response_model=known.Scorecard, **desk.described(None, *BASE))
    def scorecard(caller: Annotated[Caller, desk.caller(*READERS)]) -> Any:
        return platform.scorecard()

    return routes
