"""Whose rows a training must not use: with a basis for something else, or after a withdrawal or an objection."""

from hamcrest import empty, equal_to
from scene import Scene

from acceptance.checks import check
from acceptance.requirements.customers import searching, trained_otherwise, training
from acceptance.requirements.customers.trained_otherwise import WILLING
from acceptance.requirements.models import models
from acceptance.runner.steps import given, then, when


class CustomersTrainedScene(Scene):
    """What steps about trainings hand on."""

    endings: dict[str, str]


@given(
    "customers with a finished loan, each with another basis for something else than training, and one who allowed it"
)
def with_other_purposes(scene: CustomersTrainedScene) -> None:
    scene.mark = scene.suite.search.mark()
    scene.people = trained_otherwise.with_other_purposes(scene.suite)


@given("customers with a finished loan who all allow training now")
def who_allow_it_now(scene: CustomersTrainedScene) -> None:
    scene.endings = {row["customer"]: row["training"] for row in scene.table}
    scene.mark = scene.suite.search.mark()
    scene.people = trained_otherwise.who_allow_it_now(scene.suite, scene.endings)


@given("a model was trained on a set that contains the row of each of them")
def trained_on_all(scene: CustomersTrainedScene) -> None:
    version = models.train(scene.suite, seed=models.seed_of(scene.suite))
    registered, people = training.set_of(scene.suite, version), scene.people
    report = training.searched(scene.suite, list(people.values()), scene.mark)
    without = [
        name
        for name, customer in people.items()
        if not any(registered.key in find.place for find in training.finds_of(scene.suite, report, customer))
    ]
    check(without, empty(), "customers whose row is not in the first set although they allow it")


@when("each of them but the first withdraws or objects, and the platform trains and registers another model")
def end_and_train_again(scene: CustomersTrainedScene) -> None:
    suite = scene.suite
    for name, customer in scene.people.items():
        training.end_state(suite, customer, scene.endings[name])
    scene.mark = suite.search.mark()
    scene.version = suite.platform.registry.version(models.train(suite, seed=models.seed_of(suite) + 1))


@then("no training set, model file or record of that training contains a row of anybody else")
def nobody_else_is_in_it(scene: CustomersTrainedScene) -> None:
    others = [customer for name, customer in scene.people.items() if name != WILLING]
    finds = [find for customer in others for find in training.finds_of(scene.suite, scene.finds, customer)]
    check(searching.places(finds), empty(), f"rows of {len(others)} customers that must not be there")


@then('the register of training sets names "{name}" alone with that set')
def the_register_names_one(scene: CustomersTrainedScene, name: str) -> None:
    named = trained_otherwise.in_the_register(scene.suite, scene.people, scene.set)
    check(named, equal_to([name]), "customers whose rows are in the set, as the register says")
