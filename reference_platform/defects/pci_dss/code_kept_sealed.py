"""The security code is taken along and sealed with the number: encrypted, and so supposed to be fine."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from reference_platform.defects.defect import Defect

CODE: ContextVar[str] = ContextVar("code", default="")


def takes_the_code(original: Any) -> Any:
    from pydantic import ConfigDict, model_validator

    class CardRequest(original):
        """Takes a code as well, and keeps it in mind."""

        model_config = ConfigDict(extra="ignore")

        @model_validator(mode="before")
        @classmethod
        def note_the_code(cls, values: Any) -> Any:
            CODE.set(str(values.get("cvv", "")) if isinstance(values, dict) else "")
            return values

    return CardRequest


def passes_the_code_on(original: Any) -> Any:
    async def _asked(self: Any, method: str, path: str, **sent: Any) -> Any:
        if "json" in sent and CODE.get():
            sent["json"] = {**sent["json"], "cvv": CODE.get()}
        return await original(self, method, path, **sent)

    return _asked


def seals_both(original: Any) -> Any:
    def seal(keys: Any, token: str, number: str) -> Any:
        return original(keys, token, f"{number};{CODE.get()}" if CODE.get() else number)

    return seal


DEFECT = Defect(
    id="pci-05-code-kept-sealed",
    title="The security code is kept, encrypted together with the number",
    must_catch=("PCI-05",),
    changes=("api", "vault"),
    replaces={
        "reference_platform.api.wire:CardRequest": takes_the_code,
        "reference_platform.api.card_vault:CardVault._asked": passes_the_code_on,
        "reference_platform.vault.wire:CardRequest": takes_the_code,
        "reference_platform.vault.sealing:seal": seals_both,
    },
    reason="differ in length",
)
