"""Faults that the platform can be started with, each as a real team makes it: a class that takes one part's place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.second_platform.access import Caller
from tests.second_platform.rights import Platform


class AnyProduct(Platform):
    """The register is asked whether the customer agreed to scoring at all, and not for which product."""

    def has_basis(self, number: str, product: str, purpose: str) -> bool:
        return any(super(AnyProduct, self).has_basis(number, each, purpose) for each in self.dialect.products)


class DebtForgotten(Platform):
    """The form for corrections was written before debts were asked for, and drops them."""

    def correct(self, caller: Caller, number: str, changes: dict[str, int], moment: int) -> None:
        kept = {name: value for name, value in changes.items() if name != "debt"}
        if kept:
            super().correct(caller, number, kept, moment)


class DocumentsStay(Platform):
    """Documents were moved to the object store later; nobody told the erasure."""

    def remove_documents(self, number: str) -> None:
        return


class StaleReplica(Platform):
    """One replica still runs a release that remembers figures in its own memory, where corrections do not reach."""

    def figures(self, number: str) -> dict[str, int]:
        if self.replica != 1:
            return super().figures(number)
        remembered: dict[str, dict[str, int]] = self.__dict__.setdefault("_remembered", {})
        if number not in remembered:
            remembered[number] = super().figures(number)
        return remembered[number]


class NobodyErased(Platform):
    """Erasure runs as a technical user since it was automated, and the log no longer says who asked."""

    def note(
        self, caller: Caller, event: str, number: str | None = None, result: str = "done", about: str = ""
    ) -> None:
        unnamed = Caller("", caller.kind, caller.roles, caller.origin, caller.reference)
        super().note(unnamed if event == "erased" else caller, event, number, result, about)


@dataclass(frozen=True)
class Fault:
    """A fault by name: what it is and which controls must catch it."""

    id: str
    part: type[Platform]
    must_catch: tuple[str, ...]
    may_also_catch: tuple[str, ...] = ()
    needs: str | None = None

    def told(self) -> dict[str, Any]:
        """What `defects list --json` says of it."""
        return {
            "id": self.id,
            "framework": "gdpr" if self.id.startswith("gdpr") else "pci_dss",
            "title": (self.part.__doc__ or "").rstrip("."),
            "must_catch": list(self.must_catch),
            "may_also_catch": list(self.may_also_catch),
            "reason": "",
        }


FAULTS = {
    fault.id: fault
    for fault in (
        Fault("gdpr-03-any-product", AnyProduct, ("GDPR-03",), ("GDPR-04", "E2E-07")),
        Fault("gdpr-06-documents-stay", DocumentsStay, ("GDPR-06",), needs="documents"),
        Fault("gdpr-09-debt-forgotten", DebtForgotten, ("GDPR-09",), ("GDPR-08",)),
        Fault("gdpr-09-stale-replica", StaleReplica, ("GDPR-09",), ("E2E-06", "E2E-07")),
        Fault("pci-11-nobody-erased", NobodyErased, ("PCI-11",)),
    )
}


def platform_class(names: Iterable[str]) -> type[Platform]:
    """The platform with these faults, or as it should be without any."""
    parts = tuple(FAULTS[name].part for name in names)
    return type("Platform", (*parts, Platform), {}) if parts else Platform
