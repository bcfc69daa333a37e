"""Somebody tried the model registry with an account of the tutorial, and it is still there."""

from __future__ import annotations

from contextlib import suppress
from urllib.error import HTTPError

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.services import mlflow

NAME = "mlflow"


def on(bench: Bench) -> None:
    mlflow.call(
        bench.plan, "admin", "POST", "/api/2.0/mlflow/users/create", {"username": NAME, "password": f"{NAME}123"}
    )


def off(bench: Bench) -> None:
    with suppress(HTTPError):  # nobody of that name: it was never made
        mlflow.call(bench.plan, "admin", "DELETE", "/api/2.0/mlflow/users/delete", {"username": NAME})


DEFECT = Defect(
    id="sec-05-registry-account-guessed",
    title="The model registry lets in an account whose password everybody guesses",
    must_catch=("SEC-05",),
    on=on,
    off=off,
    reason="strangers who were let in",
)
