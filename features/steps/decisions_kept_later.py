"""Decisions, results and messages after some time."""

from hamcrest import empty, equal_to, greater_than
from scene import Scene

from acceptance.checks import check
from acceptance.requirements.decisions import kept_later
from acceptance.requirements.decisions.kept_later import Decided
from acceptance.runner.steps import given, then, when


class KeptLaterScene(Scene):
    """What steps about decisions after some time hand on."""

    decided_before: Decided


@given("{answers:d} decisions about fictitious customers were given by request, and {events:d} by event")
def decisions_were_given(scene: KeptLaterScene, answers: int, events: int) -> None:
    scene.decided_before = kept_later.decide(scene.suite, scene.listener, answers, events)
    check(
        len(scene.decided_before.answers) + len(scene.decided_before.requests),
        greater_than(0),
        "decisions that were given",
    )


@when("{seconds:g} seconds pass")
def seconds_pass(scene: KeptLaterScene, seconds: float) -> None:
    kept_later.pass_time(scene.listener, seconds)


@then("every replica tells each decision as it was given")
def told_as_given(scene: KeptLaterScene) -> None:
    check(kept_later.changed(scene.suite, scene.decided_before), empty(), "decisions that are told otherwise now")


@then("the newest decision about each customer is the last one that was given")
def newest_as_given(scene: KeptLaterScene) -> None:
    check(
        kept_later.newest_changed(scene.suite, scene.decided_before),
        empty(),
        "newest decisions that are told otherwise now",
    )


@then("each request that came by event has one result, which the platform tells as it was sent")
def one_result_each(scene: KeptLaterScene) -> None:
    check(
        kept_later.counted(scene.suite, scene.listener, scene.decided_before),
        equal_to({}),
        "results that are not one each",
    )
    check(
        kept_later.told_otherwise(scene.suite, scene.listener, scene.decided_before), empty(), "results told otherwise"
    )


@then("no customer has a message twice")
def no_message_twice(scene: KeptLaterScene) -> None:
    check(kept_later.messages(scene.suite, scene.decided_before), empty(), "messages that came more than once")
