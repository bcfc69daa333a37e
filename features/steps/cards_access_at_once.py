"""Readings of card numbers, and refused calls, by several at the same moment."""

from hamcrest import equal_to
from scene import Scene

from acceptance.checks import check_every
from acceptance.requirements.cards import access_at_once
from acceptance.runner.steps import then, when


class AtOnceScene(Scene):
    """What steps about acts at the same moment hand on."""

    entries_of_refusals: dict[str, int]


@when("two persons with that duty read numbers of these cards, {count:d} in all, several at the same moment")
def read_at_the_same_moment(scene: AtOnceScene, count: int) -> None:
    scene.done = access_at_once.read_at_the_same_moment(scene.suite, scene.cards, count)


@when("{count:d} calls with a token that nobody was given are refused, several at the same moment")
def refused_at_the_same_moment(scene: AtOnceScene, count: int) -> None:
    scene.entries_of_refusals = access_at_once.refused_at_the_same_moment(scene.suite, scene.customer, count)


@then("each of the {count:d} refusals at the same moment has exactly one entry")
def each_has_one(scene: AtOnceScene, count: int) -> None:
    check_every([*scene.entries_of_refusals.values()], count, equal_to(1), "entries about each refusal")
