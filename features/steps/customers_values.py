"""In which fields the details of customers stand."""

from typing import Any

from hamcrest import empty, greater_than
from scene import Scene

from acceptance.checks import check
from acceptance.requirements.customers import life, values_in_place
from acceptance.requirements.customers.life import Life
from acceptance.runner.steps import then, when


class CustomersValuesScene(Scene):
    """What steps about the fields of details hand on."""

    told_places: dict[str, Any]
    whole_life: Life


@when("the customer has done whatever else the platform offers, and all that is told of the customer is looked through")
def look_through(scene: CustomersValuesScene) -> None:
    scene.whole_life = life.lived(scene.suite, scene.journey)
    scene.told_places = values_in_place.told(scene.suite, scene.whole_life)


@then("name, e-mail address and income stand nowhere but in their own fields")
def details_are_in_their_fields(scene: CustomersValuesScene) -> None:
    values_in_place.require_seen(scene.suite, scene.whole_life, scene.told_places)
    check(len(scene.told_places), greater_than(1), "answers and events that tell of the customer")
    wrong = values_in_place.misplaced(scene.suite, scene.whole_life, scene.told_places)
    check(wrong, empty(), f"details beside their own fields, in {len(scene.told_places)} places")
