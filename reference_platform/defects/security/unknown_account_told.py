"""Whoever mistypes the name of an account is helped by an answer that says so."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def says_so(original: Any) -> Any:
    async def sign_in(self: Any, account: str, *more: Any) -> Any:
        from reference_platform.api.problems import Problem

        try:
            return await original(self, account, *more)
        except Problem as problem:
            if problem.status != 401:
                raise
            row = await self._database.row("select 1 from accounts where account = $1", account)
            hint = "The password does not fit." if row else "There is no such account."
            raise Problem(401, "sign-in-refused", hint) from None

    return sign_in


DEFECT = Defect(
    id="sec-02-unknown-account-told",
    title="A refused sign-in tells whether there is such an account",
    must_catch=("SEC-02",),
    changes=("api",),
    replaces={"reference_platform.api.accounts:Accounts.sign_in": says_so},
    reason="in what refusals differ",
)
