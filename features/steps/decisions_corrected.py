"""What copies and explanations say once the figures of a customer were corrected."""

from hamcrest import empty, only_contains
from scene import Scene

from acceptance.checks import check
from acceptance.platform.answers import Answer
from acceptance.requirements.customers import copying, journeys
from acceptance.requirements.decisions import correcting, explaining
from acceptance.runner.steps import given, then, when

PROVIDED = ("age", "income", "employment_years")
"""The figures that a customer provides; the others are reported or worked out."""


class DecisionsCorrectedScene(Scene):
    """What steps about copies and explanations after a correction hand on."""

    new_score: Answer


@given("the customer has had a copy of everything and a portable one")
def both_copies_were_made(scene: DecisionsCorrectedScene) -> None:
    for operation in ("export_everything", "export_provided"):
        journeys.copy_to_be_judged(scene.suite, scene.customer, operation)


@then("a copy of everything made now holds every corrected figure")
def the_copy_of_everything_is_corrected(scene: DecisionsCorrectedScene) -> None:
    content = journeys.copy_to_be_judged(scene.suite, scene.customer, "export_everything")
    check(copying.lacking(content, scene.correction), empty(), "corrected figures that the copy of everything lacks")


@then("a portable copy made now holds the corrected figures that the customer provided")
def the_portable_copy_is_corrected(scene: DecisionsCorrectedScene) -> None:
    content = journeys.copy_to_be_judged(scene.suite, scene.customer, "export_provided")
    provided = {figure: scene.correction[figure] for figure in PROVIDED}
    check(copying.lacking(content, provided), empty(), "corrected figures that the portable copy lacks")


@given("the explanation of the customer's first score has been asked for")
def an_earlier_explanation(scene: DecisionsCorrectedScene) -> None:
    explaining.asked_of_all(scene.suite, scene.journey.request_id)


@when("all of the customer's figures are corrected on request, one after the other, to the worst that is accepted")
def correct_each_figure_to_the_worst(scene: DecisionsCorrectedScene) -> None:
    values = correcting.to_the_worst(scene.suite.product, scene.customer)
    scene.correction = {str(word): value for word, value in values.items()}
    for word, value in values.items():
        correcting.correct(scene.suite, scene.customer, word, value)


@when("the customer is scored from stored figures")
def scored_from_stored_figures(scene: DecisionsCorrectedScene) -> None:
    customer_id = scene.customer.customer_id
    scene.new_score = scene.suite.platform.operations.do("score_from_stored_figures", customer_id=customer_id)


@then("the explanation of that score, whoever gives it, names the corrected figures")
def the_explanation_names_the_correction(scene: DecisionsCorrectedScene) -> None:
    told = explaining.figures_told_by_all(scene.suite, scene.new_score.words["request_id"])
    wrong = [explaining.differing(figures, scene.correction) for figures in told]
    check(wrong, only_contains([]), "corrected figures that an explanation names otherwise")
