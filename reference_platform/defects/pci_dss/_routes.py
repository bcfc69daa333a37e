"""Changes what a route does; FastAPI reads a function and its signature when its router joins the application."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from reference_platform.defects.defect import Replacement


def in_the_route(method: str, wrap: Callable[[Any], Any]) -> Replacement:
    """A replacement for a router, whose routes of one method do what `wrap` makes of their functions."""

    def change(router: Any) -> Any:
        for route in router.routes:
            if method in route.methods:
                original = route.endpoint
                route.endpoint = functools.wraps(original)(wrap(original))
                route.endpoint.__signature__ = inspect.signature(original, eval_str=True)
        return router

    return change
