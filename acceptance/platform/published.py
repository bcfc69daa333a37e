"""Where a scoring API's description is published, and what comes from there: JSON or YAML."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from acceptance.outcome import Cause, ConfigurationError, NotAssessed
from acceptance.platform.access import ServiceError
from acceptance.platform.http import Exchange, HttpClient
from acceptance.profile.http_services import HttpService, ScoringApi
from acceptance.profile.permissions import Permissions
from acceptance.yaml_document import foreign


def published(place: ScoringApi, permissions: Permissions) -> Mapping[str, Any]:
    """The description that a scoring API publishes.

    Raises:
        NotAssessed: there is none where the profile says, it is shown to nobody that the profile names, or it cannot be
            read.
        Unreachable: nobody answers there.
    """
    found = _asked(place, permissions)
    if found.status in {*place.no_identity, *place.no_right, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        raise NotAssessed(
            f"the description at {place.openapi} is not shown to "
            f"{place.openapi_identity or 'everybody'} ({found.status}): name who may read it "
            "(scoring_api.openapi_identity)",
            Cause.BINDING,
        )
    if found.status != HTTPStatus.OK:
        raise NotAssessed(
            f"the scoring API publishes no description at {place.openapi} ({found.status})", Cause.PLATFORM
        )
    content = found.content if isinstance(found.content, dict) else _yaml(found, place.openapi)
    if not isinstance(content, dict) or "paths" not in content:
        raise NotAssessed(f"what stands at {place.openapi} is no description with paths", Cause.PLATFORM)
    return content


def _asked(place: ScoringApi, permissions: Permissions) -> Exchange:
    where = urlsplit(place.openapi)
    service: HttpService = place
    path, identity = place.openapi, place.openapi_identity
    if where.netloc:
        # Another host gets none of our tokens.
        service = HttpService(url=f"{where.scheme}://{where.netloc}", ca_file=place.ca_file, timeout_s=place.timeout_s)
        path, identity = where.path + (f"?{where.query}" if where.query else ""), None
    reader = HttpClient("scoring_api", service, permissions)
    try:
        return reader.get(path or "/", identity=identity)
    except ServiceError as error:
        if where.netloc or identity is not None:  # says nothing of the service that is described
            raise NotAssessed(f"the description cannot be had: {error}", Cause.BINDING) from None
        raise
    finally:
        reader.close()


def _yaml(found: Exchange, where: str) -> Any:
    try:
        return foreign(found.body.decode("utf-8-sig", "replace"), Path(where))
    except ConfigurationError as error:
        raise NotAssessed(f"the description is neither JSON nor YAML: {error.sentence}", Cause.PLATFORM) from None
