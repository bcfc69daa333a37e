"""Whether the outcome of each change on record is the one that the log told."""

from hamcrest import empty, greater_than
from scene import Scene

from acceptance.checks import check
from acceptance.requirements.models import outcomes_told
from acceptance.runner.steps import then


class ModelsOutcomesScene(Scene):
    """What the reading of record and log has handed on."""


@then("no change on record has another outcome than the log told at the time")
def outcomes_are_as_told(scene: ModelsOutcomesScene) -> None:
    judged, wrong = outcomes_told.told_otherwise(scene.suite, scene.changes, scene.entries, scene.changes_afterwards)
    check(judged, greater_than(0), "changes on record that have an outcome")
    check(wrong, empty(), f"of {judged} changes, those with another outcome in the log than on record")
