"""Fictitious customers and the figures that a score is made from, in the units of the product under test."""

from __future__ import annotations

import itertools
import math
import random
import secrets
import string
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from acceptance.profile.product import FigureName, FigureRange, Product
from acceptance.subjects.canaries import CanaryKind
from acceptance.subjects.names import Spelled

Figure = FigureName
FIGURES: dict[str, Figure] = {
    "age": "age",
    "income": "income",
    "bureau score": "bureau_score",
    "debt ratio": "debt_ratio",
    "employment years": "employment_years",
}
"""What features call each figure -> the suite's word for it."""
SINGULAR_FROM = 1_000_000
"""From so many different incomes on, one chosen at random is told from all others where it is found."""
JITTER = 0.2
"""How far a person's figures differ from how well that person stands as a whole, as a share of all there is."""


@dataclass(frozen=True)
class Figures:
    """What a score is made from; what each may be, and in which unit, says the profile's block `product`."""

    age: float
    income: float
    bureau_score: float
    debt_ratio: float
    employment_years: float

    def words(self) -> dict[str, Any]:
        """The figures as words for the profile's templates."""
        return asdict(self)

    def with_(self, figure: Figure, value: Any) -> dict[str, Any]:
        """The words with one figure replaced by any value, also one that makes no sense."""
        return {**self.words(), figure: value}


@dataclass(frozen=True)
class Customer:
    """One fictitious customer. Number, name and address are unique to the scenario and carry no meaning.

    Attributes:
        word: the letters that name and address are made of: whoever finds them has found this customer.
        singular_income: the income as it is written, where it tells this customer from all others.
    """

    customer_id: str
    figures: Figures
    name: str
    email: str
    word: str = ""
    singular_income: str | None = None

    def details(self) -> dict[CanaryKind, str]:
        """Each detail that leads to this customer, by its kind, as it is written."""
        number: dict[CanaryKind, str] = {"number": self.singular_income} if self.singular_income else {}
        return {"name": self.name, "e-mail": self.email, "identifier": self.customer_id, **number}

    def words(self) -> dict[str, Any]:
        return {
            "customer_id": self.customer_id,
            "name": self.name,
            "email": self.email,
            **self.figures.words(),
        }


def new_customer(
    product: Product, figures: Figures | None = None, spelled: Spelled | None = None, number: str | None = None
) -> Customer:
    """A customer nobody has seen before; number (of the product's shape) and name are made up where none is given."""
    token = made_up_word()
    chosen = figures or usual(product)
    return Customer(
        customer_id=number or product.customer_number(next(_PLACES)),
        figures=chosen,
        name=spelled.name if spelled else f"Zz{token} Qx{token[::-1]}",
        email=spelled.email if spelled else f"canary+{token}@example.invalid",
        word=token,
        singular_income=_spoken(product.figures["income"], chosen.income),
    )


def made_up_word() -> str:
    """A word that nobody has said before, of letters alone: one with figures may be taken for the number of a card."""
    return "".join(random.SystemRandom().choices(string.ascii_lowercase, k=14))


_TRIES = 1000
"""Of incomes in ordinary steps one in three or four is singular."""
_PLACES: Iterator[int] = itertools.count(secrets.randbits(64))
"""Places in the order of customer numbers: each process counts on from a place of its own, far from all others."""


def usual(product: Product, **changed: float) -> Figures:
    """The figures of an ordinary applicant, some of them replaced."""
    return Figures(
        **{name: changed.get(name, product.figures[name].written(product.figures[name].usual)) for name in _NAMES}
    )


_NAMES = tuple(FIGURES.values())


def another_income(product: Product, customer: Customer) -> float:
    """An income other than the customer's: a tenth of the usual one more, or less where there is no room for more."""
    income, own = product.figures["income"], customer.figures.income
    more = income.written(own + income.usual / 10)
    return more if more != own else income.written(own - income.usual / 10)


def singular_income(product: Product) -> float:
    """An income that hardly anybody has, in the upper part of its range.

    No two neighbouring digits are equal; decimals are neither 0 nor above a half, so that cutting them off and rounding
    them away give the same number. Where incomes are told in steps that have no such number, as in halves, it is one
    whose digits come nearest to that.
    """
    income = product.figures["income"]
    tried = (
        income.written(random.SystemRandom().uniform(max(income.least, 0.3 * income.most), income.most))
        for _ in range(_TRIES)
    )
    best, fewest = income.most, math.inf
    for value in tried:
        whole, _, decimals = _text(income, value).partition(".")
        told = whole.rstrip("0") if income.step >= 10 else whole  # the zeros that every income ends with tell nothing
        odd = sum(a == b for a, b in itertools.pairwise(told)) + ("0" in decimals) + (decimals[:1] >= "5")
        if odd < fewest:
            best, fewest = value, odd
        if not odd:
            break
    return best


def _spoken(income: FigureRange, value: float) -> str | None:
    room = (income.most - income.least) / income.step
    return _text(income, value) if room >= SINGULAR_FROM else None


def _text(figure: FigureRange, value: float) -> str:
    return f"{value:.{figure.decimals}f}"


def varied_figures(product: Product, count: int, seed: int) -> list[Figures]:
    """Plausible figures of `count` people, from the weakest to the strongest, so that all levels occur.

    The same for the same seed.
    """
    chance = random.Random(seed)
    return [_person(product, chance) for _ in range(count)]


def _person(product: Product, chance: random.Random) -> Figures:
    stands = chance.random()

    def share() -> float:
        return min(max(stands + chance.uniform(-JITTER, JITTER), 0.0), 1.0)

    found = {name: figure.written(SPREAD[name](figure, share())) for name, figure in product.figures.items()}
    found["age"] = product.figures["age"].written(chance.uniform(21, 75) * product.figures["age"].in_a_year)
    work = product.figures["employment_years"]
    since_18 = (found["age"] / product.figures["age"].in_a_year - 18) * work.in_a_year
    found["employment_years"] = work.written(min(found["employment_years"], since_18))
    return Figures(**{name: found[name] for name in _NAMES})


def _around_usual(figure: FigureRange, share: float) -> float:
    return figure.usual * (0.25 + 2.75 * share)


def _whole_range(figure: FigureRange, share: float) -> float:
    return figure.worst + share * (figure.best - figure.worst)


SPREAD: Mapping[Figure, Callable[[FigureRange, float], float]] = {
    "age": _whole_range,
    "income": _around_usual,
    "bureau_score": _whole_range,
    "debt_ratio": lambda figure, share: figure.best + 0.6 * (1 - share) * (figure.worst - figure.best),
    "employment_years": lambda figure, share: 40 * share * figure.in_a_year,
}
"""How the figures of many people are spread, by how well somebody stands: 0 worst, 1 best."""


def graded(figures: Figures, figure: Figure, values: list[float]) -> list[Figures]:
    """The same person with one figure taking each of `values` in order."""
    return [Figures(**figures.with_(figure, value)) for value in values]
