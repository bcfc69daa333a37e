"""What is proven now: the claims, compared with the suite, the profile and the platform's defects as they are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from behave.model import Feature

from acceptance.catalogue.catalogue import CONTROLS, Control, Framework, controls_of
from acceptance.catalogue.claims import Claim, ControlProof, proofs_of, read_claims
from acceptance.catalogue.key import Now, changed
from acceptance.outcome import AcceptanceError
from acceptance.platform.defects import Defect, listed, provision_with_defects
from acceptance.profile import find_profile
from acceptance.runner.selection import named, parsed, text_of


@dataclass(frozen=True)
class Proven:
    """What is known of every control, and the claims it rests on."""

    proofs: Mapping[str, ControlProof] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    stale: Mapping[str, str] = field(default_factory=dict)


def proven(
    frameworks: Sequence[Framework], features: Iterable[Feature] | Path = Path("features"), catalogue: Path = CONTROLS
) -> Proven:
    """What is proven now. The platforms that the claims were made on are asked for their defects as they are.

    Raises:
        ConfigurationError: a file of claims cannot be read.
    """
    claims = read_claims(catalogue)
    texts = texts_of(parsed(features) if isinstance(features, Path) else features) if claims else {}
    stale: dict[str, str] = {}
    for env in sorted({claim.env for claim in claims.values()}):
        own = [one for one in claims.values() if one.env == env]
        try:
            profile = find_profile(env)
            defects = listed(provision_with_defects(profile)[1])
        except AcceptanceError as error:
            stale |= {one.defect: f"the defects of profile {env} cannot be asked for: {error}" for one in own}
            continue
        stale |= what_changed(own, now(texts, defects, controls_of(frameworks), profile))
    today = datetime.now(UTC).date()
    return Proven(proofs_of(frameworks, claims, stale, today), claims, stale)


def now(texts: Mapping[str, str], defects: Iterable[Defect], controls: Mapping[str, Control], profile: Path) -> Now:
    """What keys are made of."""
    return Now(texts, {one.id: one.as_claimed for one in defects}, controls, profile)


def what_changed(claims: Iterable[Claim], known: Now) -> dict[str, str]:
    """The defects whose claims do not stand any more, and what changed."""
    return {one.defect: what for one in claims if one.killed for what in [changed(one.key, known)] if what}


def texts_of(features: Iterable[Feature]) -> dict[str, str]:
    """The text of every scenario, by its name."""
    return {
        named(one): json.dumps(text_of(one), sort_keys=True) for feature in features for one in feature.walk_scenarios()
    }
