"""Places in parsed JSON as files of a profile name them: dotted, or by a JMESPath expression (jmespath.org)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator

DOTTED = re.compile(r"[\w.-]*")


@lru_cache(maxsize=256)
def expression(place: str) -> Any:
    """A place that is not dotted, to be searched by.

    Raises:
        jmespath.exceptions.JMESPathError: it is no expression.
    """
    import jmespath

    return jmespath.compile(place)


def require_place(place: str) -> str:
    """A place that can be looked at.

    Raises:
        ValueError: it is neither dotted nor an expression of JMESPath.
    """
    if DOTTED.fullmatch(place) is not None:
        return place
    from jmespath.exceptions import JMESPathError, JMESPathTypeError

    try:
        expression(place).search({})
    except JMESPathTypeError:
        return place  # a function that takes something else than nothing
    except JMESPathError as error:
        told = " ".join(str(error).split("\n")[0].split())
        raise ValueError(
            f"{place!r} is no place in an answer ({told}); a name with other signs than letters, digits, dots, hyphens "
            "and underscores stands in double quotation marks"
        ) from None
    return place


Place = Annotated[str, AfterValidator(require_place)]
