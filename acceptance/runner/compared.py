"""The claims compared with the suite, the profile and the platform's defects as they are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from behave.model import Feature

from acceptance.catalogue.catalogue import Control
from acceptance.catalogue.claims import Claim
from acceptance.catalogue.key import Now, changed
from acceptance.outcome import AcceptanceError
from acceptance.platform.defects import Defect, listed, provision_with_defects
from acceptance.profile import Profile, find_profile
from acceptance.runner.selection import named, parsed, text_of


def compared(
    claims: Iterable[Claim], controls: Mapping[str, Control], features: Path | None = None
) -> tuple[dict[str, str], dict[str, str]]:
    """The defects whose claims do not stand any more, with what changed.

    The platforms that the claims were made on are asked for their defects as they are.

    Returns:
        These; and the defects of which it cannot be told, with the reason.
    """
    listed_claims = list(claims)
    texts = texts_of(parsed(features))
    stale: dict[str, str] = {}
    untold: dict[str, str] = {}
    for env in sorted({claim.env for claim in listed_claims}):
        own = [one for one in listed_claims if one.env == env]
        try:
            profile = find_profile(env)
            defects = listed(provision_with_defects(profile)[1])
        except AcceptanceError as error:
            untold |= {one.defect: f"the defects of profile {env} cannot be asked for: {error}" for one in own}
            continue
        stale |= what_changed(own, now(texts, defects, controls, profile))
    return stale, untold


def now(texts: Mapping[str, str], defects: Iterable[Defect], controls: Mapping[str, Control], profile: Path) -> Now:
    """What keys are made of."""
    known = {one.id: one.as_claimed for one in defects}
    return Now(texts, known, controls, profile, frozenset(Profile.model_fields))


def what_changed(claims: Iterable[Claim], known: Now) -> dict[str, str]:
    """The defects whose claims do not stand any more, and what changed."""
    return {one.defect: what for one in claims if one.killed for what in [changed(one, known)] if what}


def texts_of(features: Iterable[Feature]) -> dict[str, str]:
    """The text of every scenario, by its name."""
    return {
        named(one): json.dumps(text_of(one), sort_keys=True) for feature in features for one in feature.walk_scenarios()
    }
