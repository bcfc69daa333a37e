"""Signing in, and who may: accounts are made and changed by administrators, each change an entry of the audit log."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from reference_platform.api.audit import actor_of
from reference_platform.api.identity import GuardedRoute
from reference_platform.api.openapi import operation
from reference_platform.api.wire_accounts import (
    AccountAnswer,
    AccountName,
    AccountRequest,
    PasswordRequest,
    SignedInAnswer,
    SignInRequest,
)

router = APIRouter(route_class=GuardedRoute, tags=["accounts"])

Name = Annotated[AccountName, Path()]
ADMINISTRATOR = {"roles": ["administrator"], "people_only": True}


@router.post("/sessions", **operation(SignedInAnswer, status=201, problems=[401, 422, 503]))
async def sign_in(request: Request, wanted: SignInRequest) -> SignedInAnswer:
    """Sign in as a person; after ten failures the account is locked for 30 minutes."""
    who = actor_of(request)
    accounts = request.app.state.parts.accounts
    return SignedInAnswer(**vars(await accounts.sign_in(wanted.account, wanted.password, who.origin, who.correlation)))


@router.post("/accounts", **operation(AccountAnswer, status=201, problems=[409, 422, 503], **ADMINISTRATOR))
async def create(request: Request, wanted: AccountRequest) -> AccountAnswer:
    """Make an account for a person."""
    accounts, who = request.app.state.parts.accounts, actor_of(request)
    return AccountAnswer(**vars(await accounts.create(wanted.account, list(wanted.roles), wanted.password, who)))


@router.get(
    "/accounts/{account}", **operation(AccountAnswer, roles=["administrator", "auditor"], problems=[404, 422, 503])
)
async def find(request: Request, account: Name) -> AccountAnswer:
    """An account, and whether it is locked."""
    return AccountAnswer(**vars(await request.app.state.parts.accounts.find(account)))


@router.put("/accounts/{account}/password", **operation(AccountAnswer, problems=[404, 422, 503], **ADMINISTRATOR))
async def change_password(request: Request, account: Name, wanted: PasswordRequest) -> AccountAnswer:
    """Give an account another password; its sessions end, and so does a lock."""
    accounts, who = request.app.state.parts.accounts, actor_of(request)
    return AccountAnswer(**vars(await accounts.change("change password", account, who, wanted.password)))


@router.delete("/accounts/{account}/lock", **operation(AccountAnswer, problems=[404, 422, 503], **ADMINISTRATOR))
async def unlock(request: Request, account: Name) -> AccountAnswer:
    """Unlock an account, once it is certain who asks."""
    accounts, who = request.app.state.parts.accounts, actor_of(request)
    return AccountAnswer(**vars(await accounts.change("unlock", account, who)))


@router.delete("/accounts/{account}", **operation(AccountAnswer, problems=[404, 422, 503], **ADMINISTRATOR))
async def disable(request: Request, account: Name) -> AccountAnswer:
    """Disable an account for good; its sessions end, its name is never given again."""
    accounts, who = request.app.state.parts.accounts, actor_of(request)
    return AccountAnswer(**vars(await accounts.change("disable", account, who)))
