"""Profiles that say less than the local one: whatever a company might leave out is left out."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator, Sequence
from typing import Any

Place = tuple[str, ...]
BLOCKS = (
    "operations",
    "procedures",
    "messages",
    "received",
    "populations",
    "integrations",
    "interruptions",
    "encrypted_hops",
    "privacy",
    "audit",
    "objectives",
    "model_changes",
    "performance",
    "card_test_range",
    "cards",
    "stores",
    "other_services",
    "chaos",
)
OPTIONAL_SERVICES = ("model_registry", "database", "cache", "object_store", "events")


def places(profile: dict[str, Any]) -> list[Place]:
    """Every place that a profile may lack: services, blocks, operations, words, tokens, entries of agreements."""
    found: list[Place] = [("services", name) for name in OPTIONAL_SERVICES]
    found += [(block,) for block in BLOCKS]
    found += [
        (block, name) for block in BLOCKS if isinstance(profile[block], dict) for name in _entries(profile, block)
    ]
    found += [("services", "scoring_api", "tokens", name) for name in profile["services"]["scoring_api"]["tokens"]]
    found += [("services", "events", "topics", name) for name in profile["services"]["events"]["topics"]]
    for block, part in (("operations", "answer"), ("operations", "refusals"), ("populations", "fields")):
        found += [(block, name, part, word) for name, one in profile[block].items() for word in one.get(part, {})]
    found += [("received", name, "fields", word) for name, one in profile["received"].items() for word in one["fields"]]
    for block, part in (
        ("privacy", "words"),
        ("privacy", "not_reviewers"),
        ("audit", "events"),
        ("audit", "outcomes"),
        ("audit", "users"),
        ("audit", "attempts"),
        ("audit", "identities"),
        ("audit", "tampering"),
        ("audit", "store_identities"),
        ("model_changes", "words"),
        ("model_changes", "people"),
        ("model_changes", "must_not_approve"),
        ("cards", "accesses"),
    ):
        found += [(block, part, name) for name in profile[block][part]]
    return found


def _entries(profile: dict[str, Any], block: str) -> Iterator[str]:
    needed = {"privacy", "audit", "objectives", "model_changes", "performance", "card_test_range", "cards"}
    if block not in needed:
        yield from profile[block]


def without(profile: dict[str, Any], cuts: Sequence[Place]) -> dict[str, Any]:
    """A profile without some places, and without what names them inside the profile itself."""
    thin = copy.deepcopy(profile)
    for place in cuts:
        _remove(thin, place)
    _remove_dangling(thin)
    return thin


def some_of(profile: dict[str, Any], seed: int, share: float) -> list[Place]:
    """A share of all places, at random; the same for the same seed."""
    chosen = random.Random(seed)
    return [place for place in places(profile) if chosen.random() < share]


def _remove(content: dict[str, Any], place: Place) -> None:
    *way, last = place
    for part in way:
        content = content.get(part, {})
    content.pop(last, None)


def _remove_dangling(profile: dict[str, Any]) -> None:
    """What names an operation or a topic that is gone: a profile with a name that leads nowhere is refused."""
    known = profile.get("operations", {})

    def keep(block: str, names: Any) -> None:
        entries = profile.get(block, {})
        profile[block] = {key: one for key, one in entries.items() if all(name in known for name in names(one) if name)}

    keep("procedures", lambda steps: steps)
    keep("interruptions", lambda one: (one["cut"], one["restore"]))
    keep(
        "integrations",
        lambda one: (*(one.get(k) for k in ("probe", "seed", "remove", "restore")), *one["faults"].values()),
    )
    keep("populations", lambda one: [one.get("operation")])
    topics = profile["services"].get("events", {}).get("topics")
    for block in ("messages", "received"):
        entries = profile.get(block, {})
        profile[block] = {key: one for key, one in entries.items() if topics is None or one["topic"] in topics}
    if "privacy" in profile:
        kept = profile["privacy"].get("recipients", {})
        profile["privacy"]["recipients"] = {k: v for k, v in kept.items() if v in profile["populations"]}
    if "cards" in profile:
        surfaces = profile["cards"]["surfaces"]
        profile["cards"]["surfaces"] = {
            k: v for k, v in surfaces.items() if v["operation"] in known and v.get("then", v["operation"]) in known
        }
    for service in profile.get("other_services", {}).values():
        if "allowed" in service:
            service["allowed"] = {name: who for name, who in service["allowed"].items() if name in known}
    _objectives(profile, known, topics)
    _chaos(profile.get("chaos", {}), known)


def _chaos(chaos: dict[str, Any], known: dict[str, Any]) -> None:
    if "orchestrator" not in chaos:
        chaos.pop("parts", None)
    for link in chaos.get("links", {}).values():
        link["harm"] = {
            name: doing for name, doing in link.get("harm", {}).items() if {doing["apply"], doing["undo"]} <= set(known)
        }


def _objectives(profile: dict[str, Any], known: dict[str, Any], topics: dict[str, Any] | None) -> None:
    if "objectives" not in profile:
        return
    agreed = profile["objectives"]
    if agreed["availability"].get("reported", {}).get("operation") not in known:
        agreed["availability"].pop("reported", None)
    if agreed.get("reading", {}).get("operation") not in known:
        agreed.pop("reading", None)
    if topics is not None and not set(agreed["freshness"]["inputs"]) <= set(topics):
        agreed["freshness"]["inputs"] = [name for name in agreed["freshness"]["inputs"] if name in topics]
