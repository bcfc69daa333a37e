"""MLflow with user accounts: `python -m reference_platform.registry` takes uvicorn's options.

Its AI gateway is switched off here, yet imported, and with data frames it would be half of the server's memory.
"""

import sys
from types import ModuleType

import uvicorn
from fastapi import APIRouter

from reference_platform.lean import absent

GATEWAY = "mlflow.server.gateway_api"
APPLICATION = "mlflow.server.auth:create_app"


def without_gateway() -> None:
    """Put a gateway without operations in the place of MLflow's own."""
    gateway = ModuleType(GATEWAY)
    gateway.gateway_router = APIRouter()  # type: ignore[attr-defined]
    gateway.list_models = lambda: []  # type: ignore[attr-defined]
    sys.modules[GATEWAY] = gateway


if __name__ == "__main__":
    without_gateway()
    with absent("pandas", "pyarrow", "scipy", "sklearn"):
        import mlflow.server.auth  # noqa: F401
    uvicorn.main(["--factory", APPLICATION, *sys.argv[1:]])
