"""The first model and the first limits go into use as every later one does: a ticket, a reason, three people."""

from __future__ import annotations

import json
import ssl
import time
import urllib.error
import urllib.request
from typing import Any

from reference_platform.services import applications
from reference_platform.services.plan import Plan

FIRST_VERSION = "1"
FIRST_LIMITS = {"low": 675, "medium": 575, "high": 475}
WITHIN_S = 90
PAUSE_S = 1
UNAVAILABLE = 503
REASON = "first model of this platform, accepted by the model committee"


def probe(plan: Plan) -> None:
    """The API must reach its database; it cannot be ready before it has a model.

    Raises:
        OSError: it does not answer, or without its database.
    """
    _call(plan, "GET", "auditor", "/models/changes")


def put_into_use(plan: Plan) -> None:
    """Have limits and model requested, approved and deployed; on a busy machine a change may need several tries.

    Raises:
        OSError: the API refuses, or does not answer in time.
    """
    for what in ({"risk_bands": FIRST_LIMITS}, {"version": FIRST_VERSION}):
        deadline = time.monotonic() + WITHIN_S
        while not _changed(plan, what, last=time.monotonic() > deadline):
            time.sleep(PAUSE_S)


def _changed(plan: Plan, what: dict[str, Any], *, last: bool) -> bool:
    """Make one change, from its ticket on; False when something that it needs did not answer and there is time left."""
    try:
        ticket = _call(plan, "POST", "change_manager", "/models/tickets", {"summary": REASON, "approved": True})
        wanted = {**what, "reason": REASON, "ticket": ticket["ticket"]}
        change = _call(plan, "POST", "model_developer", "/models/changes", wanted)
        place = f"/models/changes/{change['change_id']}"
        _call(plan, "POST", "model_approver", f"{place}/approval")
        _call(plan, "POST", "model_operator", f"{place}/deployment")
    except urllib.error.HTTPError as error:
        if last or error.code != UNAVAILABLE:
            raise
        return False
    return True


def _call(plan: Plan, method: str, user: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    request = urllib.request.Request(
        f"{applications.api_url(plan)}{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "Authorization": f"Bearer {plan.credentials.api_tokens[user]}",
            "Content-Type": "application/json",
        },
    )
    context = ssl.create_default_context(cafile=str(plan.ca_file))
    with urllib.request.urlopen(request, timeout=20, context=context) as answer:
        return json.load(answer)
