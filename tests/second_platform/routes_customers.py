"""Routes about customers: record, figures, consents, documents, copy, erasure and legal hold."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Response

from tests.second_platform.access import Caller

BASE = ("no_identity", "no_right", "invalid", "not_ready")
GONE = (*BASE, "unknown", "erased_customer")


def router(desk: Any) -> APIRouter:
    """The routes in the dialect of the desk."""
    routes, platform, known = APIRouter(), desk.platform, desk.shapes
    path, number = desk.dialect.path, Annotated[str, Path(pattern=desk.dialect.number_shape)]
    product, purpose = Literal[desk.dialect.products], Literal[tuple(desk.dialect.purposes.values())]
    one = path("customers", "{number}")

    @routes.put(one, **desk.described("registered", *BASE, "erased_customer", "conflict"))
    def register(
        number: number, body: known.Record, caller: Annotated[Caller, desk.caller("clerk", "channel")]
    ) -> Response:
        if not platform.register(caller, number, body.model_dump()):
            raise platform.refuse(caller, "registered", number, "conflict", "What is known of this customer is newer.")
        return desk.done("registered")

    @routes.get(one, response_model=known.Customer, **desk.described(None, *GONE))
    def read(number: number, caller: Annotated[Caller, desk.caller("clerk", "privacy")]) -> Any:
        return platform.customer(caller, number)

    @routes.patch(one + path("figures"), **desk.described("changed", *GONE, "conflict"))
    def correct(
        number: number, body: known.Correction, caller: Annotated[Caller, desk.caller("clerk", "privacy")]
    ) -> Response:
        changes = body.figures.model_dump(exclude_none=True)
        if not changes:
            raise platform.refuse(caller, "corrected", number, "invalid", "There is nothing to correct.")
        platform.correct(caller, number, changes, body.moment)
        return desk.done("changed")

    consent = one + path("consents", "{product}", "{purpose}")

    @routes.put(consent, **desk.described("consented", *GONE))
    def agree(
        number: number,
        product: product,
        purpose: purpose,
        body: known.Consent,
        caller: Annotated[Caller, desk.caller("clerk", "channel")],
    ) -> Response:
        platform.consent(caller, number, product, purpose, body.model_dump())
        return desk.done("consented")

    @routes.delete(consent, **desk.described("changed", *GONE))
    def withdraw(
        number: number, product: product, purpose: purpose, caller: Annotated[Caller, desk.caller("clerk", "channel")]
    ) -> Response:
        platform.withdraw(caller, number, product, purpose)
        return desk.done("changed")

    @routes.get(one + path("consents"), response_model=known.Consents, **desk.described(None, *BASE))
    def consents(number: number, caller: Annotated[Caller, desk.caller("clerk", "privacy", "auditor")]) -> Any:
        return {"items": platform.consents(caller, number)}

    @routes.get(one + path("copy"), response_model=known.Copy, **desk.described(None, *GONE))
    def copy(number: number, caller: Annotated[Caller, desk.caller("privacy")]) -> Any:
        return platform.copy(caller, number)

    @routes.post(one + path("erasure"), **desk.described("erased", *BASE, "unknown", "conflict"))
    def erase(number: number, caller: Annotated[Caller, desk.caller("privacy")]) -> Response:
        platform.erase(caller, number)
        return desk.done("erased")

    @routes.get(one + path("erasure"), response_model=known.Erasure, **desk.described(None, *BASE, "unknown"))
    def erasure(number: number, caller: Annotated[Caller, desk.caller("privacy", "auditor")]) -> Any:
        return platform.erasure(caller, number)

    @routes.put(one + path("hold"), **desk.described("changed", *BASE, "unknown"))
    def hold(number: number, body: known.Hold, caller: Annotated[Caller, desk.caller("privacy")]) -> Response:
        platform.hold(caller, number, body.hold)
        return desk.done("changed")

    if "documents" in desk.dialect.services:
        _documents(desk, routes, one, number)
    return routes


def _documents(desk: Any, routes: APIRouter, one: str, number: Any) -> None:
    platform, name = desk.platform, Annotated[str, Path(pattern="^[a-z0-9.-]{1,60}$")]
    document = one + desk.dialect.path("documents", "{name}")

    @routes.put(document, **desk.described("registered", *GONE))
    def store(
        number: number,
        name: name,
        body: desk.shapes.Document,
        caller: Annotated[Caller, desk.caller("clerk", "channel")],
    ) -> Response:
        platform.store_document(caller, number, name, body.text)
        return desk.done("registered")

    @routes.get(document, response_model=desk.shapes.KnownDocument, **desk.described(None, *BASE, "unknown"))
    def fetch(number: number, name: name, caller: Annotated[Caller, desk.caller("clerk", "privacy")]) -> Any:
        platform.note(caller, "read", number)
        return {"name": name, "text": platform.document(number, name)}
