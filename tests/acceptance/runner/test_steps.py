"""Steps share one typed scene: what one sets another reads, in this scenario only."""

from types import SimpleNamespace
from typing import Any

import pytest
from behave.step_registry import registry

from acceptance.outcome import Cause
from acceptance.runner.steps import NotSet, Scene, choose, given, then, when
from acceptance.runner.watch import cause_of, described


class KitchenScene(Scene):
    dish: str


class TableScene(Scene):
    guests: int


def scenario(**known: Any) -> Any:
    tidied: list[Any] = []
    return SimpleNamespace(shared=known, table=None, add_cleanup=tidied.append, tidied=tidied)


@pytest.fixture
def defined():
    """Leaves behave's dictionary of sentences as it was."""
    before = {kind: list(steps) for kind, steps in registry.steps.items()}
    yield registry
    registry.steps.update(before)


def run(kind: str, sentence: str, context: Any) -> None:
    [step] = [one for one in registry.steps[kind] if one.match(sentence)]
    match = step.match(sentence)
    step.func(context, **{argument.name: argument.value for argument in match.arguments})


def test_what_a_step_sets_is_read_by_a_step_of_another_file():
    context = scenario(suite="the suite")
    KitchenScene(context).dish = "soup"
    TableScene(context).guests = 3
    assert (TableScene(context).dish, KitchenScene(context).guests, KitchenScene(context).suite) == (
        "soup",
        3,
        "the suite",
    )


def test_what_no_step_of_this_scenario_has_set_is_named_and_laid_to_the_suite():
    KitchenScene(scenario()).dish = "soup"
    with pytest.raises(NotSet, match="no earlier step of this scenario has set 'dish'") as raised:
        _ = KitchenScene(scenario()).dish
    assert cause_of(raised.value) is Cause.SUITE
    assert described(raised.value) == str(raised.value)
    assert not hasattr(KitchenScene(scenario()), "dish")


def test_a_sentence_runs_its_function_with_the_scene_that_it_asks_for(defined):
    choose(Course=["starter", "main dish"])

    @given("{count:d} of the {course:Course}")
    @when("there are {count:d} of the {course:Course}")
    def serve(scene: KitchenScene, count: int, course: str) -> None:
        scene.dish = f"{count} {course}"
        assert type(scene) is KitchenScene

    @then("it is {dish}")
    def it_is(scene: TableScene, dish: str) -> None:
        assert scene.dish == dish

    context = scenario()
    for kind, sentence in (("given", "2 of the starter"), ("when", "there are 3 of the main dish")):
        run(kind, sentence, context)
    run("then", "it is 3 main dish", context)
    assert not [one for one in defined.steps["given"] if one.match("2 of the dessert")]


def test_a_sentence_is_found_where_its_function_stands(defined):
    @given("a sentence of this very test")
    def here(scene: Scene) -> None: ...

    [step] = [one for one in defined.steps["given"] if one.match("a sentence of this very test")]
    assert (step.location.filename.endswith("test_steps.py"), step.location.line) == (
        True,
        here.__code__.co_firstlineno,
    )


@pytest.mark.parametrize("annotation", [None, str, Any])
def test_a_step_that_does_not_say_what_its_scene_is_is_refused(annotation):
    def step(scene): ...

    if annotation is not None:
        step.__annotations__["scene"] = annotation
    with pytest.raises(TypeError, match="step: the first argument of a step is a scene"):
        given("never mind")(step)


def test_a_table_is_read_row_by_row_and_missed_where_it_is_not():
    context = scenario()
    with pytest.raises(ValueError, match="needs a table"):
        _ = Scene(context).table
    context.table = [{"way": "by post"}]
    assert Scene(context).table == [{"way": "by post"}]


def test_what_has_to_be_done_at_the_end_is_left_to_the_scenario():
    context = scenario()
    Scene(context).at_the_end(context.tidied.clear)
    assert context.tidied == [context.tidied.clear]
