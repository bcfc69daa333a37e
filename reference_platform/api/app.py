"""The application, wired in one place."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI

from reference_platform.api import openapi
from reference_platform.api.identity import GuardedRoute
from reference_platform.api.parts import Parts
from reference_platform.api.problems import add_problem_handlers
from reference_platform.api.routes import (
    accounts,
    audit,
    cards,
    customers,
    erasures,
    health,
    imports,
    lawful_bases,
    metrics,
    model_changes,
    models,
    retention,
    rights,
    scoring,
    stops,
)
from reference_platform.api.telemetry import Telemetry

DESCRIPTION = """Scores customers and keeps the duties that come with it.

Every error is a problem details object (RFC 9457) which names the fields concerned and never repeats a value.
"""


def create_app(parts: Parts) -> FastAPI:
    """The API over the given parts. Connections open and close with the application's life."""

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        jobs = (parts.database.connect(), parts.serving.follow(), parts.reconciliation.run(), parts.audit.watch())
        tasks = [asyncio.create_task(job) for job in jobs]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for part in (parts.database, parts.cache, parts.registry, parts.crm, parts.card_vault):
            await part.close()

    app = FastAPI(
        title="Scoring API",
        version="1.0.0",
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.router.route_class = GuardedRoute
    app.state.parts = parts
    add_problem_handlers(app)
    app.add_middleware(Telemetry)
    for routes in (
        health,
        scoring,
        stops,
        customers,
        cards,
        erasures,
        lawful_bases,
        retention,
        rights,
        imports,
        models,
        metrics,
        audit,
        accounts,
    ):
        app.include_router(routes.router)
    app.include_router(model_changes.router)
    app.include_router(model_changes.steps)
    app.openapi = lambda: openapi.document(app)  # type: ignore[method-assign]
    return app
