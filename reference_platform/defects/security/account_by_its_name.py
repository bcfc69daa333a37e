"""The analyst wanted to look at models too, and got an account there with a password that is easily remembered."""

from __future__ import annotations

from contextlib import suppress
from urllib.error import HTTPError

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.services import mlflow

NAME = "analyst"


def on(bench: Bench) -> None:
    account = {"username": NAME, "password": f"{NAME}123"}
    mlflow.call(bench.plan, "admin", "POST", "/api/2.0/mlflow/users/create", account)


def off(bench: Bench) -> None:
    with suppress(HTTPError):  # nobody of that name: it was never made
        mlflow.call(bench.plan, "admin", "DELETE", "/api/2.0/mlflow/users/delete", {"username": NAME})


DEFECT = Defect(
    id="sec-05-account-by-its-name",
    title="An account of the model registry has its name and 123 as the password",
    must_catch=("SEC-05",),
    on=on,
    off=off,
    reason="names whose password everybody guesses",
)
