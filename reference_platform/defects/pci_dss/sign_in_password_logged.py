"""Failed sign-ins are logged with all that was sent, so that support can see the typing error."""

from __future__ import annotations

import logging
from typing import Any

from reference_platform.defects.defect import Defect


def logs_what_was_sent(original: Any) -> Any:
    async def sign_in(self: Any, account: str, password: str, origin: str, correlation: str | None) -> Any:
        try:
            return await original(self, account, password, origin, correlation)
        except Exception:
            logging.getLogger("sign-in").info("refused: %s / %s", account, password)
            raise

    return sign_in


DEFECT = Defect(
    id="pci-15-password-logged",
    title="The log holds passwords that were refused",
    must_catch=("PCI-15",),
    changes=("api",),
    replaces={"reference_platform.api.accounts:Accounts.sign_in": logs_what_was_sent},
    reason="places in which a password is readable",
)
