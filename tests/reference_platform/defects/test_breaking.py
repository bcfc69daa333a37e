"""Layers that break down do so on what their authors did not think of, and let everything else through as it is."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from reference_platform.defects.security._breaking import Looks, LooksFirst
from reference_platform.defects.security.long_number_breaks import keeps_numbers
from reference_platform.defects.security.null_inside_breaks import adds_up
from reference_platform.defects.security.other_form_breaks import reads_the_form

WHOLE = '{"features": {"income": 1}}'


async def repeats(request: Request) -> Response:
    return PlainTextResponse(f"{request.url.path} {(await request.body()).decode()}")


def client(looks: Looks) -> TestClient:
    app = Starlette(routes=[Route("/{rest:path}", repeats, methods=["GET", "POST", "PATCH"])])
    app.add_middleware(LooksFirst, looks=looks)
    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("body", "status"),
    [(WHOLE, 200), ('{"features": {"income": null}}', 500), ('{"features": null}', 200), ("{", 200), ("", 200)],
)
def test_only_null_inside_of_the_figures_breaks_a_score(body: str, status: int):
    answer = client(adds_up).post("/score", content=body)
    assert (answer.status_code, answer.text if status == 200 else "") == (
        status,
        f"/score {body}"[: 999 * (status == 200)],
    )


@pytest.mark.parametrize(("number", "status"), [("c-1", 200), ("9" * 200, 200), ("9" * 201, 500)])
def test_only_a_very_long_number_breaks_a_reading(number: str, status: int):
    assert client(keeps_numbers).get(f"/customers/{number}/features").status_code == status


@pytest.mark.parametrize(
    ("kind", "status"), [("application/json", 200), ("application/json; charset=utf-8", 200), ("text/plain", 500)]
)
def test_only_another_form_breaks_a_correction(kind: str, status: int):
    answer = client(reads_the_form).patch("/customers/c-1/features", content=WHOLE, headers={"Content-Type": kind})
    assert answer.status_code == status


def test_other_calls_are_let_through():
    assert client(adds_up).post("/else", content='{"features": {"income": null}}').status_code == 200
    assert client(reads_the_form).post("/score", content="x", headers={"Content-Type": "x/y"}).status_code == 200
