"""The audit log, for auditors."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from reference_platform.api.audit import Wanted, actor_of
from reference_platform.api.identity import GuardedRoute
from reference_platform.api.openapi import operation
from reference_platform.api.wire import Identifier, Moment
from reference_platform.api.wire_audit import (
    AuditEntriesAnswer,
    AuditEntryAnswer,
    EventName,
    ResourceName,
    VerificationAnswer,
)
from reference_platform.api.wire_model_changes import LONGEST_NUMBER

router = APIRouter(route_class=GuardedRoute, prefix="/audit", tags=["audit"])


@router.get("/entries", **operation(AuditEntriesAnswer, roles=["auditor"], problems=[422, 503]))
async def entries(
    request: Request,
    event: Annotated[EventName | None, Query()] = None,
    actor: Annotated[Identifier | None, Query()] = None,
    resource: Annotated[ResourceName | None, Query()] = None,
    correlation: Annotated[Identifier | None, Query()] = None,
    since: Annotated[Moment | None, Query()] = None,
    after: Annotated[int, Query(ge=0, le=LONGEST_NUMBER)] = 0,
) -> AuditEntriesAnswer:
    """Read up to 1,000 entries; each reading leaves an entry itself."""
    wanted = Wanted(event, actor, resource, correlation, since, after)
    found = await request.app.state.parts.audit.read(wanted, actor_of(request))
    return AuditEntriesAnswer(entries=[AuditEntryAnswer(**vars(entry)) for entry in found])


@router.get("/verification", **operation(VerificationAnswer, roles=["auditor"], problems=[503]))
async def verification(request: Request) -> VerificationAnswer:
    """Check every link of the log, and the log against its copy; the result becomes an entry."""
    found = await request.app.state.parts.audit.verify(actor_of(request))
    return VerificationAnswer(
        whole=found.first_bad is None, copied=found.copied, first_bad=found.first_bad, reason=found.reason
    )
