"""The last search of a run: every customer of it, wherever none of them must be found."""

from __future__ import annotations

from collections.abc import Sequence

from hamcrest import empty

from acceptance.checks import check, check_asked_within
from acceptance.outcome import Cause, Inconclusive, NotAssessed
from acceptance.profile.privacy import Privacy
from acceptance.requirements.customers.searching import places, unlisted
from acceptance.requirements.service import measurements
from acceptance.subjects.canaries import Canary
from acceptance.suite import Suite


def everybody(suite: Suite) -> list[Canary]:
    """What to search for of every customer that this run has made: the number, and the word in name and address.

    Raises:
        NotAssessed: the run has made none.
    """
    known = suite.everybody.all()
    if not known:
        raise NotAssessed("this run has made no customer", Cause.ENVIRONMENT)
    words = [suite.canary("text", word) for _, word in known]
    return [*words, *(suite.canary("identifier", number) for number, _ in known)]


def check_in_no_technical_record(suite: Suite, wanted: Sequence[Canary]) -> None:
    """Checks that no technical record, whenever it was written, and no replica's measurements name any of them."""
    report = suite.search.sweep(wanted, stores=suite.profile.agreed(Privacy).telemetry)
    check(places(report.finds), empty(), f"details of {len(wanted) // 2} customers in technical records")
    if measurements.agreed(suite):
        told = measurements.naming(measurements.of_all(suite), wanted)
        check(told, empty(), f"details of {len(wanted) // 2} customers in measurements")
    report.require_searched()


def check_gone_everywhere_else(suite: Suite, wanted: Sequence[Canary]) -> None:
    """Checks that no place for customers' data has any of those who were erased when their scenario ended.

    Raises:
        NotAssessed: the suite's own customers stay here, or no place beside technical records is declared.
        Inconclusive: the removal of some failed, so that nothing can be said of them; their scenarios say why.
    """
    if suite.profile.own_customers.stay is not None:
        raise NotAssessed("the suite's own customers are not removed here (own_customers.stay)", Cause.ENVIRONMENT)
    agreed = suite.profile.agreed(Privacy)
    stores = [name for name in suite.profile.stores if name not in agreed.telemetry]
    if not stores:
        raise NotAssessed("the profile declares no store beside technical records", Cause.BINDING)

    never_removed = _never_removed(suite)
    erased = [one for one in wanted if one.value not in never_removed]

    def found() -> list[str]:
        report = suite.search.sweep(erased, stores=stores)
        beyond = unlisted(report.finds, agreed.kept)
        if not beyond:
            report.require_searched()
        return places(beyond)

    meaning = f"what is found of {len(erased) // 2} customers who were erased"
    check_asked_within(suite.limits.erasure_s, found, empty(), meaning)
    if never_removed:
        raise Inconclusive(f"{len(never_removed) // 2} customers of this run could not be removed", Cause.PLATFORM)


def _never_removed(suite: Suite) -> set[str]:
    """The numbers and the words of this run's customers whose removal is still owed: it failed."""
    owed = {str(one.words.get("customer_id")) for one in suite.still_owed() if one.name == "remove_customer"}
    return {told for number, word in suite.everybody.all() if number in owed for told in (number, word)}
