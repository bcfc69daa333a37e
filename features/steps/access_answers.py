"""Answers on their way to whoever asked, and what they allow others."""

from hamcrest import empty, greater_than
from scene import Scene

from acceptance.checks import check
from acceptance.requirements.access import answers_on_the_way
from acceptance.requirements.access.answers_on_the_way import Read
from acceptance.requirements.access.attacks import About, require_whole_answers
from acceptance.runner.steps import then, when


class AnswerScene(Scene):
    """What steps about answers on their way hand on."""

    about: About
    read: Read


@when("all that can be read of the customer is read at every replica")
def read_everything(scene: AnswerScene) -> None:
    scene.read = answers_on_the_way.kept_on_the_way(scene.suite, scene.about)


@when("all that can be read of the customer is read at every replica as by pages of strangers")
def read_as_pages(scene: AnswerScene) -> None:
    scene.read = answers_on_the_way.open_to_pages(scene.suite, scene.about)


@then("no answer allows who passes it on to keep it and give it to somebody else")
def nothing_is_kept(scene: AnswerScene) -> None:
    check(scene.read.answers, greater_than(0), "answers about the customer")
    check(sorted(scene.read.open_to), empty(), "answers that may be kept on the way and given to somebody else")
    require_whole_answers(sorted(scene.read.unanswered))


@then("no answer allows such a page to have it")
def no_page_has_it(scene: AnswerScene) -> None:
    check(scene.read.answers, greater_than(0), "answers about the customer")
    check(sorted(scene.read.open_to), empty(), "what pages of strangers may have or do")
    require_whole_answers(sorted(scene.read.unanswered))
