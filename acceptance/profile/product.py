"""What a product says otherwise than others: its scores, levels, figures, customer numbers and times."""

from __future__ import annotations

import math
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import Field, field_validator, model_validator

from acceptance.profile.block import Agreement, Block
from acceptance.profile.files import File

FigureName = Literal["age", "income", "bureau_score", "debt_ratio", "employment_years"]
PIECE = re.compile(r"\[((?:.-.|[^\]-])+)\](?:\{(\d+)\})?|([^\[\]{}])")
NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d{1,3})?")
ZONE = re.compile(r"\[[^\]]+\]$")
"""The name of a zone after the offset, as Java's `ZonedDateTime` writes it (RFC 9557): `12:00:00Z[UTC]`."""
OFFSET = re.compile(r"(Z|[+-]\d\d:?\d\d)$")
SCORE = "credit_score"
ABOUT_FIGURES = frozenset({"figures", "baseline", "before", "after", "points"})
"""Words of explanations that hold figures, or parts of a score."""
LEAST_ROOM = 1_000_000
"""So many numbers a shape must have, or else two runs would soon make the same customer."""


class Range(Block):
    """From where to where scores go, and which way they are better.

    Attributes:
        least, most: both included.
        whole: whether scores have no fractions.
        better: which scores are better: `lower` ones where a score is a probability of default, or a class.
        step: the finest difference that is written; by default a point, of fractions a thousandth of the range.
        written_as: whether answers and events have a score as a `number`, or as a `text` in quotation marks.
    """

    least: float
    most: float
    whole: bool
    written_as: Literal["number", "text"] = "number"
    better: Literal["higher", "lower"] = "higher"
    step: Annotated[float | None, Field(gt=0)] = None

    @model_validator(mode="after")
    def not_turned_round(self) -> Range:
        if self.least >= self.most:
            raise ValueError(f"least ({self.least:g}) must be below most ({self.most:g})")
        if self.step is not None and self.step > (self.most - self.least) / 10:
            raise ValueError(f"step ({self.step:g}) is so coarse that wrong scores could not be told from rounded ones")
        return self

    def holds(self, value: Any) -> bool:
        """Whether a value of an answer is a score; `true` is no number."""
        kinds = (int,) if self.whole else (int, float)
        return type(value) in kinds and self.least <= value <= self.most

    def merit(self, value: float) -> float:
        """How good a score is, so that more is better whichever way the product counts."""
        return value if self.better == "higher" else -value

    @property
    def rounding(self) -> float:
        """By how much rounding may move a score or a part of it."""
        if self.step is not None:
            return self.step
        return 1.0 if self.whole else (self.most - self.least) / 1000

    def __str__(self) -> str:
        return f"{'a whole number' if self.whole else 'a number'} from {self.least:g} to {self.most:g}"


class FigureRange(Block):
    """One figure that a score is made from, in the unit in which this product writes it.

    Attributes:
        least, most: what is accepted, both included.
        step: the finest difference that is written; all values are `least` and whole steps above it.
        usual: the figure of an ordinary applicant.
        better: which way a score may only rise; None where neither way is agreed to be better.
        in_a_year: of a figure that is a time, how many of its units make a year.
        written_as: whether requests and answers have it as a `number`, or as a `text` in quotation marks; `either`
            where a number is usual and one in quotation marks is taken for the same, by agreement.
    """

    least: float
    most: float
    written_as: Literal["number", "text", "either"] = "number"
    step: Annotated[float, Field(gt=0)]
    usual: float
    better: Literal["higher", "lower"] | None = None
    in_a_year: Annotated[float, Field(gt=0)] = 1

    @model_validator(mode="after")
    def in_order(self) -> FigureRange:
        if not self.least <= self.usual <= self.most or self.least == self.most:
            raise ValueError(
                f"least ({self.least:g}), usual ({self.usual:g}) and most ({self.most:g}) must be in this order"
            )
        return self

    @property
    def worst(self) -> float:
        """The end at which a score is lowest."""
        return self.most if self.better == "lower" else self.least

    @property
    def best(self) -> float:
        """The end at which a score is highest."""
        return self.least if self.better == "lower" else self.most

    @property
    def whole(self) -> bool:
        """Whether it is only ever a whole number."""
        return self.step.is_integer() and self.least.is_integer()

    @property
    def decimals(self) -> int:
        """How many decimals tell all its values apart."""
        return 0 if self.whole else max(len(repr(value).partition(".")[2]) for value in (self.step, self.least))

    def written(self, value: float) -> float:
        """The nearest accepted value, as a whole number where the figure is one."""
        steps = round((min(max(value, self.least), self.most) - self.least) / self.step)
        steps = min(steps, math.floor((self.most - self.least) / self.step + 1e-9))
        near = self.least + steps * self.step
        return round(near) if self.whole else round(near, self.decimals)

    def as_told(self, value: float) -> float:
        """A figure that somebody else wrote, as this product writes it; one that is not accepted stays outside."""
        if self.least <= value <= self.most:
            return self.written(value)
        return int(value) if self.whole and value.is_integer() else value

    def just_outside(self, end: Literal["lowest", "highest"]) -> float:
        """The first value beyond an end, by one step."""
        value = self.least - self.step if end == "lowest" else self.most + self.step
        return round(value) if self.whole else round(value, self.decimals)


class Replicas(Block):
    """How many instances answer, and the header of each answer that names which; None where none does.

    Attributes:
        number: how many.
        header: the header that names which.
    """

    number: Annotated[int, Field(ge=1), File.ENVIRONMENT]
    header: str | None = None


class Explanations(Block):
    """How an explanation weighs figures.

    Attributes:
        points: `given` to each figure, so that all of them and the base add up to the score; or `lost` against the
            figures of the declared `baseline`, where only figures that lost some are named.
        baseline: of points lost, the word of the answer that holds the figures against which they are counted.
        changes: whether `each` change that is named leads to another outcome, or all of them `together`.
        least_changes: how many figures an explanation names a change of, at least.
    """

    points: Literal["given", "lost"]
    baseline: str | None = None
    changes: Literal["each", "together"]
    least_changes: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def lost_against_something(self) -> Explanations:
        if (self.points == "lost") != (self.baseline is not None):
            raise ValueError(
                "points that are lost, and only those, need a baseline: a word of read_explanation's answer"
            )
        return self


class Silence(Block):
    """Events that must not lead to a score get no answer and are not set aside: that they were read is seen otherwise.

    Attributes:
        group: the consumer group whose committed place shows what the platform has read.
    """

    group: str


class Transactions(Block):
    """What loans and repayments do to a customer's figures.

    Attributes:
        income_in_a_year: how often the figure `income` comes in a year: 12 where it is a month's.
        debt_ratio_of_a_year: by how much a loan of a year's income raises the debt ratio, in the unit in which that is
            written: 1 of a ratio, 100 of percent.
    """

    income_in_a_year: Annotated[float, Field(gt=0)] = 1
    debt_ratio_of_a_year: Annotated[float, Field(gt=0)] = 1


class Product(Agreement):
    """How this product says things; the places of words in answers are with the operations.

    Attributes:
        score: the range of scores.
        levels: the words for levels of risk, from the best to the worst.
        granted: the outcome that a review can turn a refusal into.
        figures: what a score is made from.
        customer_numbers: their shape, of plain characters and `[a-z0-9]{12}` for twelve of those.
        customer_numbers_as: whether messages and answers have them as a `text`, or as a `number`.
        words: of this product's own, for its templates, such as which of several loans is asked for.
        times: how times are written in messages and answers.
        states: the words for the states of a contested case and of an erasure that the features name.
        replicas: None where neither their number nor their names are known.
        explanations: how figures are weighed.
        silence: how events that must not lead to a score are passed over; None where they are set aside.
        transactions: what loans and repayments do to figures; None where none come in.
    """

    called: ClassVar[str] = "product"

    score: Range
    levels: Annotated[list[str], Field(min_length=2)]
    granted: str
    figures: dict[FigureName, FigureRange]
    customer_numbers: str
    customer_numbers_as: Literal["text", "number"] = "text"
    words: dict[str, str] = {}
    times: Literal["iso", "seconds", "milliseconds"] = "iso"
    states: dict[str, str] = {}
    replicas: Replicas | None = None
    explanations: Explanations | None = None
    silence: Silence | None = None
    transactions: Transactions | None = None

    @field_validator("levels")
    @classmethod
    def each_level_once(cls, levels: list[str]) -> list[str]:
        if len(set(levels)) < len(levels):
            raise ValueError("each level stands once, from the best to the worst")
        return levels

    @model_validator(mode="after")
    def numbers_can_be_counted(self) -> Product:
        first, *others = signs_of(self.customer_numbers)
        if self.customer_numbers_as == "number" and not ("".join([first, *others]).isdecimal() and "0" not in first):
            raise ValueError(
                "customer_numbers that are numbers have digits only, and the first is not 0: [1-9][0-9]{8}"
            )
        return self

    @field_validator("figures")
    @classmethod
    def all_figures(cls, figures: dict[FigureName, FigureRange]) -> dict[FigureName, FigureRange]:
        if missing := [name for name in get_args(FigureName) if name not in figures]:
            raise ValueError(f"say least, most, step and usual of {', '.join(missing)} as well")
        return figures

    @field_validator("customer_numbers")
    @classmethod
    def a_shape_with_room(cls, shape: str) -> str:
        room = math.prod(len(signs) for signs in signs_of(shape))
        if room < LEAST_ROOM:
            raise ValueError(f"this shape has only {room} numbers; the suite needs room for {LEAST_ROOM}")
        return shape

    def written_number(self, word: str, value: Any) -> Any:
        """A figure or a score as this product writes it; what is no number is not changed."""
        if type(value) not in (int, float) or word not in self._texts:
            return value
        figure = self.figures.get(word)  # type: ignore[call-overload]
        return str(value) if figure is None else f"{value:.{figure.decimals}f}"

    def read_number(self, word: str, written: Any) -> Any:
        """A figure, a score or several in an answer as numbers, where this product writes them as texts."""
        if not self._texts or word not in self._texts | ABOUT_FIGURES:
            return written
        return _numbers_in(written)

    def is_text(self, word: str) -> bool:
        """Whether answers have this figure or score as a text in quotation marks."""
        return word in self._texts

    @property
    def _texts(self) -> set[str]:
        """The words for figures and scores that stand in quotation marks."""
        figures: set[str] = {name for name, figure in self.figures.items() if figure.written_as == "text"}
        return figures | ({SCORE} if self.score.written_as == "text" else set())

    def written_time(self, moment: datetime) -> Any:
        """A time as this product writes it."""
        if self.times == "iso":
            return moment.isoformat()
        return round(moment.timestamp() * (1000 if self.times == "milliseconds" else 1))

    def read_time(self, written: Any) -> Any:
        """A time that is a number, or names its distance from UTC, as ISO 8601 in UTC; everything else as it stands.

        A number may come as a text, as 64 bits do in JSON, or as a database has it; a time of a database stays one.
        """
        if isinstance(written, datetime):
            return written.astimezone(UTC) if written.utcoffset() is not None else written
        if self.times == "iso":
            return _in_utc(written)
        if not _is_number(written):
            return written
        try:
            seconds = float(written) / (1000 if self.times == "milliseconds" else 1)
            return datetime.fromtimestamp(seconds, UTC).isoformat()
        except (OverflowError, ValueError):  # no time that anybody lives in
            return written

    def some_number(self) -> str:
        """A number of the shape that nobody is likely to have."""
        return self.customer_number(secrets.randbelow(10**18))

    def customer_number(self, index: int) -> str:
        """The number of the shape at a place in their order; counting on gives another one each time, for long."""
        number = []
        for signs in reversed(signs_of(self.customer_numbers)):
            index, place = divmod(index, len(signs))
            number.append(signs[place])
        return "".join(reversed(number))


def signs_of(shape: str) -> list[str]:
    """For each place of a shape, the signs that may stand there.

    >>> signs_of("k-[0-3a]{2}")
    ['k', '-', '0123a', '0123a']

    Raises:
        ValueError: it is no such shape.
    """
    found: list[str] = []
    end = 0
    for piece in PIECE.finditer(shape):
        if piece.start() != end:
            break
        listed, times, plain = piece.groups()
        found += [_listed(listed)] * int(times or 1) if listed else [plain]
        end = piece.end()
    if end != len(shape) or not found:
        raise ValueError(f"{shape!r} is no shape: write plain characters, and [a-z0-9]{{12}} for twelve of those")
    return found


def _numbers_in(written: Any) -> Any:
    if isinstance(written, Mapping):
        return {name: _numbers_in(value) for name, value in written.items()}
    if not isinstance(written, str) or NUMBER.fullmatch(written) is None:
        return written
    return int(written) if written.removeprefix("-").isdecimal() else float(written)


def _is_number(written: Any) -> bool:
    number = isinstance(written, int | float | Decimal) and not isinstance(written, bool)
    return number or (isinstance(written, str) and NUMBER.fullmatch(written) is not None)


def _in_utc(written: Any) -> Any:
    try:
        plain = ZONE.sub("", written)
        if plain != written:
            return datetime.fromisoformat(plain).astimezone(UTC).isoformat() if OFFSET.search(plain) else written
        moment = datetime.fromisoformat(written)
        told = moment.utcoffset() is not None and not written.endswith(("Z", "+00:00"))
        return moment.astimezone(UTC).isoformat() if told else written
    except (TypeError, ValueError, OverflowError):  # the last: before the first day there is, or after the last one
        return written


def _listed(signs: str) -> str:
    spread = re.sub(r"(.)-(.)", lambda ends: "".join(map(chr, range(ord(ends[1]), ord(ends[2]) + 1))), signs)
    return "".join(dict.fromkeys(spread))
