"""What step definitions are made with: given, when and then, the scene that they share, and words to choose from.

from acceptance.runner.steps import Scene, given

class KitchenScene(Scene):
    dish: str

@given("a dish of {what}")
def a_dish(scene: KitchenScene, what: str) -> None:
    scene.dish = what
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

import behave
from behave.runner import Context
from parse_type import TypeBuilder

from acceptance.outcome import Cause

Step = TypeVar("Step", bound=Callable[..., None])


class NotSet(AttributeError):
    """A step reads what no step before it has set: the sentences of the scenario do not fit together."""

    cause = Cause.SUITE


class Scene:
    """What the steps of one scenario know of each other, and nothing of any other scenario.

    A file of steps declares the names that it uses in a class of its own. All these classes are views of one scene:
    what a step of one file sets, a step of another one reads under the same name.
    """

    _context: Context

    def __init__(self, context: Context) -> None:
        self.__dict__ = context.shared
        self._context = context

    if not TYPE_CHECKING:  # a type checker knows the names from the classes, and must not believe in others

        def __getattr__(self, name: str) -> Any:
            raise NotSet(f"no earlier step of this scenario has set {name!r}, which this step needs")

    @property
    def table(self) -> list[dict[str, str]]:
        """The table below the sentence of this step, row by row.

        Raises:
            ValueError: there is none.
        """
        found = self._context.table
        if found is None:
            raise ValueError("this step needs a table below its sentence; write one")
        return [dict(row.items()) for row in found]

    def at_the_end(self, tidy_up: Callable[[], object]) -> None:
        """Calls `tidy_up` when the scenario has ended, however it ends."""
        self._context.add_cleanup(tidy_up)


def given(sentence: str) -> Callable[[Step], Step]:
    """Makes a function the meaning of a sentence after Given."""
    return _meaning(behave.given(sentence))


def when(sentence: str) -> Callable[[Step], Step]:
    """Makes a function the meaning of a sentence after When."""
    return _meaning(behave.when(sentence))


def then(sentence: str) -> Callable[[Step], Step]:
    """Makes a function the meaning of a sentence after Then."""
    return _meaning(behave.then(sentence))


def _meaning(register: Callable[[Callable[..., None]], object]) -> Callable[[Step], Step]:
    def of(step: Step) -> Step:
        kind = _scene_of(step)

        @wraps(step)
        def run(context: Context, *words: Any, **named: Any) -> None:
            step(kind(context), *words, **named)

        register(run)
        return step

    return of


def _scene_of(step: Callable[..., None]) -> type[Scene]:
    """The class of the first argument.

    Raises:
        TypeError: it is not said, or no scene.
    """
    first = next(iter(inspect.signature(step).parameters), "")
    kind = get_type_hints(step).get(first)
    if not (isinstance(kind, type) and issubclass(kind, Scene)):
        raise TypeError(f"{step.__name__}: the first argument of a step is a scene; write the class of its scene")
    return kind


def choose(**words: Iterable[str]) -> None:
    """Lets sentences of this file choose between words: `choose(Colour=["red", "blue"])` for `{colour:Colour}`."""
    behave.register_type(**{name: TypeBuilder.make_choice(list(listed)) for name, listed in words.items()})
