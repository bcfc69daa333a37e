"""What the database tells of cards and of the audit log to whoever has no business with them."""

from hamcrest import equal_to
from scene import Scene

from acceptance.checks import check_every
from acceptance.requirements.access.powers import Reached
from acceptance.requirements.cards import database_tells
from acceptance.runner.steps import then, when


class DatabaseTellsScene(Scene):
    """What steps about looking in the database hand on."""

    told_by_database: list[Reached]


@when("each identity of the database without business with cards looks wherever it may for that one")
def look_for_the_card(scene: DatabaseTellsScene) -> None:
    scene.told_by_database = database_tells.of_cards(scene.suite, scene.kept)


@when("an auditor reads the audit log, and each identity without business with it looks for that reading")
def look_for_the_reading(scene: DatabaseTellsScene) -> None:
    scene.told_by_database = database_tells.of_the_log(scene.suite)


@when("each identity without business with the key behind the names in the audit log looks wherever it may for it")
def look_for_the_key(scene: DatabaseTellsScene) -> None:
    scene.told_by_database = database_tells.of_the_key(scene.suite, scene.customer.customer_id)


@then("no column, table, view or procedure of the database tells any of them")
def nothing_tells_any(scene: DatabaseTellsScene) -> None:
    looked = sum(one.looked_at for one in scene.told_by_database)
    told = [one.told for one in scene.told_by_database]
    check_every(told, 1, equal_to("nothing"), f"where they are told what is no business of theirs, of {looked} places")
