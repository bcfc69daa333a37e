"""Who is calling, and whether they may: bearer tokens with roles.

The roles a route asks for stand in its OpenAPI operation (`x-required-roles`), and so does whether it is for
people only, never for services (`x-people-only`). The guard reads them from there: what is documented is what is
enforced. The guard runs before the body is read, so a stranger learns nothing about the contract.
Whoever is refused is in the audit log before they hear of it; when that cannot be written they get 503 instead.
"""

import hashlib
import json
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from reference_platform.api.audit import actor_of, resource_of
from reference_platform.api.ownership import NotYours, require_own
from reference_platform.api.problems import Problem, forbidden, invalid_body, unauthenticated
from reference_platform.audit.entry import Entry

REQUIRED_ROLES = "x-required-roles"
PEOPLE_ONLY = "x-people-only"
LARGEST_BODY = 16_384  # bytes
# Kinds of problem that refuse somebody for who they are, with what the audit log calls the act.
REFUSALS = {
    "not-authenticated": "authentication",
    "not-permitted": "access",
    "person-required": "access",
    "own-contest": "access",
    "second-person-required": "access",
}
ROLES = frozenset(
    {
        "scorer",
        "registrar",
        "privacy_officer",
        "change_manager",
        "model_developer",
        "model_approver",
        "model_operator",
        "auditor",
        "integration",
        "reviewer",
        *("tokeniser", "card_officer", "key_custodian"),
        "administrator",
    }
)
KINDS = frozenset({"person", "service"})


class BadTokensFile(Exception):
    """The tokens file cannot be used."""


@dataclass(frozen=True)
class Caller:
    """An authenticated user, the roles they hold, and whether they are a `person` or a `service`.

    `person` is who is behind the account: a person may have several, and stays one pair of eyes.
    """

    user: str
    roles: frozenset[str]
    kind: str
    person: str
    ends: float | None = None
    """When the token ends (seconds since 1970); None for one that goes on until it is taken away."""
    own_only: bool = False
    """Whether they may see and change only customers whom they brought: see `ownership`."""

    def has_ended(self) -> bool:
        return self.ends is not None and self.ends <= time.time()


class Tokens:
    """The known tokens, by digest: the tokens themselves are nowhere in this process or its files.

    Looking a digest up tells nothing through its timing, since nobody can choose the digest of a guess.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._callers: dict[str, Caller] = {}
        self.reload()

    def reload(self) -> None:
        """Read the file again; raises BadTokensFile and keeps the known tokens when it cannot be used."""
        try:
            entries = json.loads(self._path.read_text())
            self._callers = {
                digest: Caller(
                    entry["user"],
                    frozenset(entry["roles"]) & ROLES,
                    kind_of(entry["kind"]),
                    entry["person"],
                    entry.get("ends"),
                    bool(entry.get("own_only", False)),
                )
                for digest, entry in entries.items()
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadTokensFile(
                f"{self._path}: expected JSON {{digest: {{user, roles, kind, person}}}}, found {type(error).__name__}"
            ) from error

    def caller(self, token: str) -> Caller | None:
        """The caller who holds `token`, if it is known and has not ended."""
        caller = self._callers.get(hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest())
        return None if caller is None or caller.has_ended() else caller


def kind_of(word: str) -> str:
    """The word itself; raises ValueError when it is none of KINDS."""
    if word not in KINDS:
        raise ValueError(f"a token is held by one of {', '.join(sorted(KINDS))}")
    return word


class GuardedRoute(APIRoute):
    """A route that checks caller, role and size before anything of the request is read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        documented = self.openapi_extra or {}
        roles = documented.get(REQUIRED_ROLES, [])
        people_only = documented.get(PEOPLE_ONLY, False)
        takes_body = self.body_field is not None

        async def guarded(request: Request) -> Response:
            try:
                if roles:
                    await require_role(request, roles)
                    await require_own(request, request.path_params)
                if people_only:
                    require_person(request.state.caller)
                if takes_body:
                    require_readable_body(request)
                return await handle(request)
            except Problem as problem:
                if problem.kind in REFUSALS or isinstance(problem, NotYours):
                    await record_refusal(request, problem)
                raise

        return guarded


async def record_refusal(request: Request, problem: Problem) -> None:
    """Write a refusal to the audit log; raises Problem 503 when that is impossible."""
    log = request.app.state.parts.audit
    details = {"method": request.method, "operation": request.scope["route"].path, "reason": problem.kind}
    resource = await resource_of(request, log)
    await log.record(Entry(REFUSALS.get(problem.kind, "access"), "refused", resource, actor_of(request), details))


async def require_role(request: Request, roles: list[str]) -> None:
    """Find out who calls and keep it as `request.state.caller`; raises Problem 401 or 403."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    caller = request.app.state.parts.tokens.caller(token) if scheme.lower() == "bearer" else None
    if caller is None:
        caller = await signed_in(request, token) if scheme.lower() == "bearer" else None
    if caller is None:
        raise unauthenticated()
    request.state.caller = caller
    if caller.roles.isdisjoint(roles):
        raise forbidden(roles)


async def signed_in(request: Request, token: str) -> Caller | None:
    """The person who signed in and was given this token, while that lasts."""
    holder = await request.app.state.parts.accounts.holder(token)
    return Caller(holder[0], holder[1] & ROLES, "person", holder[0]) if holder else None


def require_person(caller: Caller) -> None:
    """Refuse a service: some decisions are for people (GDPR Art. 22). Raises Problem 403."""
    if caller.kind != "person":
        raise Problem(403, "person-required", "Only a person may decide this.")


def require_readable_body(request: Request) -> None:
    """Refuse a body that is not JSON, of unknown length or too large, before reading it."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise invalid_body("must be sent as application/json")
    length = request.headers.get("content-length", "")
    if not length.isdigit():
        raise invalid_body("must be sent with its length (Content-Length)")
    if int(length) > LARGEST_BODY:
        raise invalid_body(f"must be at most {LARGEST_BODY} bytes")
