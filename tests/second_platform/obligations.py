"""What the second platform is held to, by control: asserted on a company whose platform is in memory."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Mapping

from tests.second_platform import scorecard
from tests.second_platform.company import GOOD, POOR, Company
from tests.second_platform.worker import Message, handle

DAY_MS = 86_400_000


def scores_follow_from_the_figures(company: Company) -> None:
    """In range, with the level of its points, the same for the same figures, and never worse for less debt."""
    number, card = company.known_customer(), company.read(company.call("ana", "GET", company.dialect.path("scorecard")))
    points = []
    for debt in (1.5, 1, 0.6, 0.3, 0):
        scored = company.score(number, figures=company.figures({**POOR, "debt": debt}))
        assert scored.status_code == company.dialect.codes["scored"]
        answer = company.read(scored)
        assert card["lowest"] <= answer["points"] <= card["highest"]
        assert answer["level"] == [each for each in card["levels"] if each["at_least"] <= answer["points"]][-1]["level"]
        points.append(answer["points"])
    assert points == sorted(points) and points[0] < points[-1]


def a_request_is_answered_once(company: Company) -> None:
    """The same key gets the same answer, and another request under that key is refused."""
    number = company.known_customer()
    first, again = (company.score(number, key="the same key").json() for _ in range(2))
    assert first == again
    other = company.score(number, key="the same key", figures=company.figures(POOR))
    assert other.status_code == company.dialect.codes["conflict"]


def senseless_figures_are_refused_by_name(company: Company) -> None:
    """Each figure out of its range, or of another type, is named and not repeated."""
    number = company.known_customer()
    for name, unit in company.dialect.units.items():
        for wrong in (unit.highest + 987_654_321, unit.lowest - 987_654_321, "987654321", None):
            refused = company.score(number, figures={**company.figures(GOOD), name: wrong})
            assert refused.status_code == company.dialect.codes["invalid"], (name, wrong)
            assert company.read(refused)["problem"]["fields"] == [company.dialect.fields[name]]
            assert "987654321" not in refused.text


def events_lead_to_one_result(company: Company) -> None:
    """A request by event has one result equal to the interface's, under a key of its own; nonsense is put aside."""
    if "events" not in company.dialect.services:
        return
    assert company.platform is not None
    dialect, number = company.dialect, company.known_customer()
    sent = company.platform.events.sent = defaultdict(list)
    value = json.dumps(dialect.outwards({"number": number, "product": dialect.products[0]})).encode()
    headers = {dialect.headers["message"]: "m-1", dialect.headers["message_reference"]: "r-1"}
    for place in ("0-1", "0-2"):
        handle(company.platform, company.known, Message(dialect.topics["requests"], place, headers, value))
    ((key, result_headers, result),) = sent[dialect.topics["results"]]
    assert result_headers == {dialect.headers["message_reference"]: "r-1"} and number not in str(result)
    told, scored = dialect.inwards(result), company.read(company.score(number))
    assert key == told["id"] and told["points"] == scored["points"]
    handle(company.platform, company.known, Message(dialect.topics["requests"], "0-3", {}, b'{"secret-detail'))
    ((_, _, aside),) = sent[dialect.topics["dead"]]
    assert "secret-detail" not in str(aside) and "0-3" in str(aside)


def no_score_without_consent_for_the_product(company: Company) -> None:
    """A consent for one product opens no other, and one for another purpose opens nothing; on both ways in."""
    for given in range(len(company.dialect.products)):
        number = company.new_number()
        company.register(number)
        company.consent(number, given, "marketing")
        assert company.score(number, given).status_code == company.dialect.codes["no_basis"]
        company.consent(number, given)
        for asked in range(len(company.dialect.products)):
            expected = company.dialect.codes["scored" if asked == given else "no_basis"]
            assert company.score(number, asked).status_code == expected, (given, asked)


def withdrawal_ends_scoring_at_once(company: Company) -> None:
    """After a withdrawal nothing is scored, and what was decided stays."""
    number = company.known_customer()
    before = company.read(company.score(number))
    assert company.consent(number, method="DELETE").status_code == company.dialect.codes["changed"]
    assert company.score(number).status_code == company.dialect.codes["no_basis"]
    kept = company.call("duarte", "GET", f"{company.dialect.path('scores')}/{before['id']}")
    assert company.read(kept) == before


def nothing_is_kept_too_long(company: Company) -> None:
    """A purge removes who is over the limit, and neither who is below it nor who is on hold."""
    limit = int(time.time() * 1000) - company.dialect.kept_days * DAY_MS
    young, old, held = (company.new_number() for _ in range(3))
    for number, moment in ((young, limit + DAY_MS), (old, limit - DAY_MS), (held, limit - DAY_MS)):
        company.register(number, moment=moment)
    company.call("bruno", "PUT", company.customer(held, "hold"), {"hold": True})
    purged = company.read(company.call("noite", "POST", company.dialect.path("purge")))
    there = [company.call("ana", "GET", company.customer(number)).status_code for number in (young, old, held)]
    assert there == [200, company.dialect.codes["unknown"], 200]
    assert purged["removed"] == 1 and len(purged["held"]) == 1


def an_erased_customer_is_nowhere(company: Company) -> None:
    """After an erasure no store has the customer's details, and nothing brings the customer back."""
    number = company.known_customer()
    company.score(number)
    text = {"text": f"payslip of {number}"}
    if "documents" in company.dialect.services:
        company.call("ana", "PUT", company.customer(number, "documents") + "/payslip.txt", text)
    assert number in everything_stored(company)
    erased = company.call("bruno", "POST", company.customer(number, "erasure"))
    assert erased.status_code == company.dialect.codes["erased"]
    assert number not in everything_stored(company)
    gone = company.dialect.codes["erased_customer"]
    assert [company.register(number).status_code, company.score(number).status_code] == [gone, gone]
    told = company.read(company.call("duarte", "GET", company.customer(number, "erasure")))
    assert told["erased_by"] == "bruno" and told["kept"]


def everything_stored(company: Company) -> str:
    """All that the stores in memory hold, as one text."""
    assert company.platform is not None
    platform = company.platform
    rows = [platform.books.rows(f"select * from ${table}") for table in company.dialect.tables]
    return f"{rows} {platform.cache.held} {platform.documents.held} {dict(platform.events.sent)}"


def a_copy_is_whole_and_about_one_person(company: Company) -> None:
    """The copy has record, scores, consents and documents of the customer, and nothing of anybody else."""
    number, other = company.known_customer(), company.known_customer(POOR)
    scored = company.read(company.score(number))
    company.score(other)
    answer = company.call("bruno", "GET", company.customer(number, "copy"))
    copy = company.read(answer)
    assert copy["provided"]["number"] == number and copy["provided"]["figures"] == company.figures(GOOD)
    assert [each["id"] for each in copy["inferred"]] == [scored["id"]] and len(copy["consents"]) == 1
    assert other not in answer.text


def an_explanation_is_true(company: Company) -> None:
    """The stated change reaches the better level, and reasons are what cost most against the reference customer."""
    number = company.known_customer(POOR)
    scored = company.read(company.score(number))
    path = f"{company.dialect.path('scores')}/{scored['id']}{company.dialect.path('explanation')}"
    told = company.read(company.call("ana", "GET", path))
    assert told["figures"] == company.figures(POOR) and told["version"] == scored["version"]
    lost = [each["lost"] for each in told["reasons"]]
    assert lost == sorted(lost, reverse=True) and lost[-1] > 0
    own = {word: name for name, word in company.dialect.fields.items()}
    changed = {**told["figures"], **{own[each["figure"]]: each["value"] for each in told["changes"]}}
    assert company.read(company.score(number, figures=changed))["level"] == _next_level(company, scored["level"])


def _next_level(company: Company, word: str) -> str:
    words = [level.word for level in company.dialect.levels]
    return words[words.index(word) + 1]


def corrections_drive_the_next_score(company: Company) -> None:
    """Each figure that is corrected counts at once; an older correction is refused and changes nothing."""
    number = company.known_customer(POOR)
    company.score(number)
    for name in scorecard.WEIGHTS:
        assert company.correct(number, {name: GOOD[name]}).status_code == company.dialect.codes["changed"]
        current = company.read(company.call("ana", "GET", company.customer(number)))["figures"]
        assert current[name] == company.figures({name: GOOD[name]})[name]
        by_store, by_figures = company.score(number), company.score(number, figures=current)
        assert company.read(by_store)["points"] == company.read(by_figures)["points"]
    assert company.correct(number, POOR, moment=1).status_code == company.dialect.codes["conflict"]
    assert company.read(company.score(number))["points"] == scorecard.score(company.figures(GOOD), company.dialect)


def a_person_reviews(company: Company) -> None:
    """A contested refusal is decided by a person who did not open the case, and both outcomes stay."""
    number = company.known_customer({**POOR, "bureau": 0, "debt": 2})
    scored = company.read(company.score(number))
    assert scored["outcome"] == company.dialect.states["declined"]
    path = f"{company.dialect.path('scores')}/{scored['id']}"
    opened = company.call("eva", "POST", path + company.dialect.path("reviews"), {"statement": "I have a new job."})
    assert opened.status_code == company.dialect.codes["contested"]
    case = f"{company.dialect.path('reviews')}/{company.read(opened)['id']}{company.dialect.path('ruling')}"
    ruling = {"outcome": company.dialect.states["overturned"], "why": "the new job was not known"}
    codes = [company.call(who, "POST", case, ruling).status_code for who in ("robo", "eva", "carla")]
    assert codes == [company.dialect.codes["no_right"], company.dialect.codes["no_right"], 200]
    after = company.read(company.call("ana", "GET", path))
    states = company.dialect.states
    assert (after["first_outcome"], after["outcome"]) == (states["declined"], states["approved"])


def each_act_is_logged_with_its_actor(company: Company) -> None:
    """Every act, refused ones too, has an entry: who, from where, what, about whom, when, under which reference."""
    number, states = company.known_customer(), company.dialect.states
    company.score(number)
    company.call("bruno", "POST", company.customer(number, "erasure"), reference="ref-77")
    company.call("ana", "GET", company.dialect.path("audit"))
    entries = company.audit()
    events = company.dialect.events
    acts = [(each["who"]["name"], each["what"]["event"], each["what"]["result"]) for each in entries]
    for expected in (
        ("ana", events["registered"], states["done"]),
        ("loja", events["scored"], states["done"]),
        ("bruno", events["erased"], states["done"]),
        ("ana", events["denied"], states["refused"]),
    ):
        assert expected in acts, expected
    assert all(each["who"]["name"] and each["who"]["kind"] and each["when"] for each in entries)
    assert [each["what"]["event"] for each in company.audit(reference="ref-77")] == [events["erased"]]
    assert number not in str(entries)


def strangers_are_refused(company: Company) -> None:
    """Nobody without an identity, with a wrong one, with an old token or without the role gets in."""
    number, codes = company.known_customer(), company.dialect.codes
    assert company.call("", "GET", company.customer(number)).status_code == codes["no_identity"]
    wrong = company.session.get(company.customer(number), headers={company.dialect.headers["key"]: "guessed"})
    assert wrong.status_code == codes["no_identity"]
    assert company.call("ana", "GET", company.dialect.path("audit")).status_code == codes["no_right"]
    assert company.call("ana", "GET", company.customer(number, "copy")).status_code == codes["no_right"]


OBLIGATIONS: Mapping[str, Callable[[Company], None]] = {
    "E2E-06": scores_follow_from_the_figures,
    "E2E-06 once": a_request_is_answered_once,
    "E2E-06 senseless": senseless_figures_are_refused_by_name,
    "E2E-07": events_lead_to_one_result,
    "GDPR-03": no_score_without_consent_for_the_product,
    "GDPR-04": withdrawal_ends_scoring_at_once,
    "GDPR-05": nothing_is_kept_too_long,
    "GDPR-06": an_erased_customer_is_nowhere,
    "GDPR-07": a_copy_is_whole_and_about_one_person,
    "GDPR-08": an_explanation_is_true,
    "GDPR-09": corrections_drive_the_next_score,
    "GDPR-10": a_person_reviews,
    "PCI-11": each_act_is_logged_with_its_actor,
    "SEC-01": strangers_are_refused,
}


def broken(company: Company) -> set[str]:
    """The controls of the obligations that a company's platform does not honour."""
    found = set()
    for name, obligation in OBLIGATIONS.items():
        try:
            obligation(company)
        except AssertionError:
            found.add(name.split()[0])
    return found
