"""The shapes of what goes in and out, in a dialect's words: what the published description is made from."""

# No `from __future__ import annotations` here: the types below are made at run time.
from types import SimpleNamespace
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    create_model,
)

from tests.second_platform.card_numbers import without_card_number
from tests.second_platform.dialect import Dialect


def shapes(dialect: Dialect) -> SimpleNamespace:
    """Every shape of one dialect; what comes in is strict and refuses unknown fields."""

    class In(BaseModel):
        model_config = ConfigDict(alias_generator=lambda name: dialect.fields[name], extra="forbid", strict=True)

    class Out(BaseModel):
        model_config = ConfigDict(alias_generator=lambda name: dialect.fields[name], validate_by_name=True)

    def spelled(otherwise: bool, name: str, kind: Any, outside: dict[str, Any]) -> tuple[Any, Any]:
        """A value as it is taken from outside and as it is told there, where it is written otherwise outside."""
        if not otherwise:
            return kind, kind
        meant, told = (lambda value: dialect.meant(name, value)), (lambda value: dialect.written(name, value))
        described = WithJsonSchema(outside)
        return Annotated[kind, BeforeValidator(meant), described], Annotated[kind, PlainSerializer(told), described]

    share, how = {"type": "number", "minimum": 0, "maximum": 1}, dialect.spelling
    read_moment, When = spelled(how.iso, "moment", int, {"type": "string", "format": "date-time"})
    read_number, Whose = spelled(how.counted, "number", str, {"type": "integer", "minimum": 1})
    _, Lost = spelled(how.risk, "lost", float, share)
    _, Risk = spelled(how.risk, "points", int, share)
    Moment = Annotated[read_moment, Field(ge=0, le=4_102_444_800_000)]
    Text = Annotated[str, AfterValidator(without_card_number)]
    Word = Annotated[Text, Field(min_length=1, max_length=200)]
    Number = Annotated[read_number, Field(pattern=dialect.number_shape)]
    Product = Literal[dialect.products]
    Outcome = Literal[dialect.states["approved"], dialect.states["declined"]]
    LevelWord = Literal[tuple(level.word for level in dialect.levels)]
    Points = Annotated[Risk, Field(ge=dialect.lowest_score, le=dialect.highest_score)]
    figures = {name: Annotated[int, Field(ge=unit.lowest, le=unit.highest)] for name, unit in dialect.units.items()}
    whole = {name: (kind, ...) for name, kind in figures.items()}
    some = {name: (kind | None, None) for name, kind in figures.items()}
    Figures = create_model("Figures", __base__=In, **whole)
    KnownFigures = create_model("KnownFigures", __base__=Out, **whole)
    Changes = create_model("Changes", __base__=In, **some)

    class Record(In):
        name: Word
        email: Word
        figures: Figures
        moment: Moment

    class Correction(In):
        figures: Changes
        moment: Moment

    class Consent(In):
        text: Word
        channel: Word

    class Request(In):
        number: Number
        product: Product
        figures: Figures | None = None

    class CustomerEvent(Record):
        number: Number

    class Statement(In):
        statement: Annotated[Text, Field(min_length=1, max_length=2000)]

    class Ruling(In):
        outcome: Literal[dialect.states["upheld"], dialect.states["overturned"]]
        why: Annotated[Text, Field(min_length=10, max_length=2000)]

    class Document(In):
        text: Annotated[Text, Field(max_length=100_000)]

    class Hold(In):
        hold: bool

    class Customer(Out):
        number: Whose
        name: str
        email: str
        figures: KnownFigures
        moment: When
        hold: bool
        pseudonym: str

    class KnownConsent(Out):
        product: Product
        purpose: Literal[tuple(dialect.purposes.values())]
        text: str
        channel: str
        given_at: When
        given_by: str
        ended_at: When | None

    class Consents(Out):
        items: list[KnownConsent]

    class Reason(Out):
        figure: str
        lost: Lost

    class Change(Out):
        figure: str
        value: int

    class Score(Out):
        id: str
        number: Whose
        product: Product
        points: Points
        level: LevelWord
        first_outcome: Outcome
        outcome: Outcome
        version: str
        reasons: list[Reason]
        decided_at: When

    class Scores(Out):
        items: list[Score]

    class Explanation(Out):
        id: str
        points: Points
        level: LevelWord
        version: str
        figures: KnownFigures
        baseline: KnownFigures
        reasons: list[Reason]
        changes: list[Change]

    class LevelOfCard(Out):
        level: LevelWord
        at_least: int
        outcome: Outcome

    class RangeOfCard(Out):
        figure: str
        lowest: int
        highest: int

    class Scorecard(Out):
        version: str
        lowest: int
        highest: int
        baseline: KnownFigures
        levels: list[LevelOfCard]
        ranges: list[RangeOfCard]

    class Review(Out):
        id: str
        evaluation: str
        number: Whose
        statement: str
        state: Literal[dialect.states["open"], dialect.states["upheld"], dialect.states["overturned"]]
        opened_at: When
        opened_by: str
        decided_at: When | None
        decided_by: str | None
        why: str | None

    class Provided(Out):
        number: Whose
        name: str
        email: str
        figures: KnownFigures
        moment: When

    class KnownDocument(Out):
        name: str
        text: str

    class Copy(Out):
        provided: Provided
        inferred: list[Score]
        consents: list[KnownConsent]
        reviews: list[Review]
        documents: list[KnownDocument]

    class Kept(Out):
        place: str
        why: str

    class Erasure(Out):
        pseudonym: str
        erased_at: When
        erased_by: str
        kept: list[Kept]

    class Purge(Out):
        removed: int
        held: list[str]

    class Who(Out):
        name: str
        kind: str
        origin: str

    class What(Out):
        event: str
        result: str
        object: str
        reference: str

    class Entry(Out):
        sequence: int
        who: Who
        what: What
        when: When

    class Audit(Out):
        items: list[Entry]

    class Part(Out):
        part: str
        state: Literal[dialect.states["yes"], dialect.states["no"]]

    class Readiness(Out):
        parts: list[Part]

    class Wrong(Out):
        why: str
        fields: list[str]

    class Problem(Out):
        problem: Wrong

    class Token(BaseModel):
        # These words are not the company's to choose: RFC 6749, section 5.1.
        access_token: str
        token_type: Literal["Bearer"]
        expires_in: int

    return SimpleNamespace(**{name: kind for name, kind in locals().items() if _is_shape(kind)})


def _is_shape(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
