"""The three parts of a change, asked for, approved and deployed: which two of them nobody takes alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import uuid4

from acceptance.platform.answers import Answer
from acceptance.profile.model_changes import ModelChanges
from acceptance.requirements.models import changes as changing
from acceptance.requirements.models import models
from acceptance.requirements.models.changes import Acting
from acceptance.suite import Suite

MODEL, LIMITS = "request_change", "request_cut_off_change"
"""How a change of each kind is asked for."""
SAYS_NOTHING: Mapping[str, str] = {
    "an empty reason": "",
    "a reason of blanks": " " * 24,
    "a full stop as its reason": ".",
    "a single word as its reason": "improvement",
    "one sign repeated as its reason": "- - - - - - - - -",
    "one word repeated as its reason": "Improvement improvement IMPROVEMENT",
}
"""Reasons that are none, by what features call them."""


def take_ticket(suite: Suite, acting: Acting, ticket: str, asking: str) -> None:
    """Sees to the ticket with which a change is asked for, in the features' words; one that was good is used up.

    Args:
        asking: how a change of this kind is asked for.

    Raises:
        ValueError: no feature says so.
    """
    match ticket:
        case "a ticket that nobody registered":
            acting.words["ticket"] = f"CHG-{uuid4().hex[:12]}"
        case "a ticket that was not approved":
            changing.must_take(suite, acting, "open_unapproved_ticket")
        case "a ticket that covered another change" | "a ticket that covered other limits":
            changing.must_take(suite, acting, "open_ticket", asking)
        case "a ticket that covered a change of limits":
            acting.words |= {"cut_offs": changing.other_cut_offs(suite)[1]}
            changing.must_take(suite, acting, "open_ticket", LIMITS)
        case "a ticket that covered a model":
            acting.words["version"] = models.another_model(suite, acting.before).version
            changing.must_take(suite, acting, "open_ticket", MODEL)
        case _:
            raise ValueError(ticket)


def identity_of(suite: Suite, who: str) -> str:
    """As `changes.identity_of`, and also whoever approves and whoever deploys by agreement."""
    agreed = suite.profile.agreed(ModelChanges)
    by_agreement = {"the person who approves": agreed.approves, "the person who deploys": agreed.deploys}
    return by_agreement.get(who) or changing.identity_of(suite, who)


def taken_by_one(suite: Suite, acting: Acting, identity: str, asking: str, parts: Collection[str]) -> None:
    """Lets one account take these parts of a change and the usual ones the others, up to its first refusal.

    Raises:
        Inconclusive: one of the others could not take theirs.
    """
    changing.must_take(suite, acting, "open_ticket")
    for step in (asking, "approve_change", "deploy_change"):
        if step not in parts:
            changing.must_take(suite, acting, step)
        elif not changing.take(suite, acting, step, identity=identity).succeeded:
            return


def tried_by_each(suite: Suite, acting: Acting, step: str, names: Collection[str]) -> list[Answer]:
    """What comes of a step that each of these tries to take, in the features' words.

    Raises:
        NotAssessed: the profile does not say who one of them is.
    """
    identities = [identity_of(suite, who) for who in names]
    return [changing.take(suite, acting, step, identity=identity) for identity in identities]


def tried_for_nothing(suite: Suite, acting: Acting, step: str) -> list[Answer]:
    """What comes of a step with each reason that says nothing, up to the first that is taken for one."""
    meant, answers = acting.words["reason"], list[Answer]()
    for reason in SAYS_NOTHING.values():
        acting.words["reason"] = reason
        answers.append(changing.take(suite, acting, step))
        if answers[-1].succeeded:
            break
    acting.words["reason"] = meant
    return answers


def in_emergency(suite: Suite, acting: Acting) -> Answer:
    """Brings the other model into use in an emergency, where a review can end it."""
    suite.platform.operations.require("review_change")
    suite.platform.operations.require("change_in_emergency", "change_id")
    return changing.take(suite, acting, "change_in_emergency")
