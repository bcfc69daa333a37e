"""Names of the product's own as passwords, and every way into the store of models."""

from hamcrest import empty, equal_to, greater_than
from scene import Scene

from acceptance.checks import check
from acceptance.requirements.access import names_as_passwords, registry_strangers, strangers
from acceptance.requirements.access.registry_strangers import Asked
from acceptance.requirements.access.strangers import Knocked
from acceptance.runner.steps import choose, then, when


class BehindScene(Scene):
    """What steps about services behind the scenes hand on."""

    asked_of_registry: Asked
    knocked_by_name: Knocked
    door_of_ours: str


choose(OurDoor=strangers.DOORS)


@when("somebody tries the {service:OurDoor} under each name that the platform itself uses, with a password made of it")
def knock_by_name(scene: BehindScene, service: str) -> None:
    scene.door_of_ours, scene.knocked_by_name = service, names_as_passwords.knock(scene.suite, service)


@then("none of these names lets them in")
def no_name_lets_in(scene: BehindScene) -> None:
    check(scene.knocked_by_name.tried, greater_than(0), "logins that were tried")
    check(scene.knocked_by_name.let_in, empty(), "names whose password everybody guesses")


@then("the suite itself was let in before and after it")
def suite_let_in(scene: BehindScene) -> None:
    strangers.require_own(scene.knocked_by_name, scene.door_of_ours)
    check(list(scene.knocked_by_name.own_let_in).count(False), equal_to(0), "times when the suite itself was refused")


@when("the model registry is asked in each of its usual ways by the suite, by nobody and with a wrong password")
def ask_the_registry(scene: BehindScene) -> None:
    scene.asked_of_registry = registry_strangers.ask(scene.suite)


@then("no way that answers the suite answers anybody of them")
def no_way_is_open(scene: BehindScene) -> None:
    check(scene.asked_of_registry.answered, greater_than(5), "ways that answer the suite's own login")
    check(scene.asked_of_registry.open, empty(), f"ways that are open, of {scene.asked_of_registry.answered}")
