"""The profile's populations, read as records in the suite's own words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform import pages
from acceptance.platform.answers import UNKNOWN, Answer, OperationFailed
from acceptance.platform.dialect import Dialect
from acceptance.platform.http import Exchange
from acceptance.platform.operations import Operations
from acceptance.platform.places import dig
from acceptance.platform.templates import OMIT, SQL_PLACEHOLDER, given_word
from acceptance.platform.told import Told
from acceptance.profile import Profile
from acceptance.profile.bindings import Population

if TYPE_CHECKING:
    from acceptance.platform.database import DatabaseClient


class Populations:
    """Reads the profile's populations as lists of records in the suite's words."""

    def __init__(self, profile: Profile, operations: Operations, database: Callable[[], DatabaseClient]) -> None:
        self._populations = profile.populations
        self._operations = operations
        self._database = database
        self._dialect = Dialect(profile.product)
        self.used: set[str] = set()
        """The populations that were read since somebody emptied this, each as `population NAME`."""

    def read(self, name: str, /, **words: Any) -> list[Told]:
        """All records of a population, in the suite's words. `words` fill the placeholders of its source.

        Raises:
            NotAssessed: the profile has no such population.
            Inconclusive: they cannot be read.
        """
        return [self.as_told(name, record) for record in self.raw(name, **words)]

    def as_told(self, name: str, record: Any) -> Told:
        """A record of a population, as the platform gives it, in the suite's words."""
        population = self._population(name)
        words = {word: dig(record, place) for word, place in population.fields.items()}
        if population.times_are_utc:
            words = {word: _in_utc(value) for word, value in words.items()}
        return Told(f"the population {name!r}", self._dialect.inwards(words))

    def require(self, name: str, *words: str) -> None:
        """Refuses a population that cannot be read here, before anything is done for it.

        Raises:
            NotAssessed: the population, or what it is read by, is not in the profile, or it lacks one of the words.
        """
        population = self._population(name)
        if population.operation is not None:
            self._operations.require(population.operation)
        else:
            self._database()
        for word in words:
            self.place_of(name, word)

    def in_pages(self, name: str) -> bool:
        """Whether the profile says how the pages of a population follow one another, so that `read` reads them all."""
        population = self._population(name)
        return bool(population.next) or population.next_link or population.page_size is not None

    def place_of(self, name: str, word: str) -> str:
        """Where a record of a population has a word.

        Raises:
            NotAssessed: the profile does not say.
        """
        return str(Told(f"the population {name!r}", self._population(name).fields)[word])

    def read_if_known(self, name: str, /, **words: Any) -> list[Told]:
        """As `read`; nothing where the platform says that it does not know whom or what the words are about."""
        try:
            return self.read(name, **words)
        except OperationFailed as error:
            if error.refusal == UNKNOWN:
                return []
            raise

    def held_by(self, name: str, answer: Answer) -> list[Any]:
        """The records of a population in an answer of its operation, also in one that refuses."""
        records = dig(answer.exchange.content, self._population(name).items)
        return records if isinstance(records, list) else []

    def raw(self, name: str, /, **words: Any) -> list[Any]:
        """All records of a population as the platform gives them."""
        population = self._population(name)
        if population.operation is not None:
            operation = population.operation

            def ask(**page: Any) -> Exchange:
                return self._operations.do(operation, **{**words, "next": OMIT, **page}).exchange

            return pages.records(name, population, ask)
        sql, which = population.sql, population.database
        assert sql is not None and which is not None, "the profile's model allows no other case"
        self._operations.copies.wait_before(f"population {name}")
        for word in SQL_PLACEHOLDER.findall(sql):
            given_word(words, word)
        return self._database().rows(sql, words, which)

    def _population(self, name: str) -> Population:
        if name not in self._populations:
            raise NotAssessed(f"the profile has no population {name!r}", Cause.BINDING)
        self.used.add(f"population {name}")
        return self._populations[name]


def _in_utc(value: Any) -> Any:
    """A time of a column without an offset, as one in UTC; anything else as it stands."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value
