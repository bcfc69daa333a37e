"""The files that a company begins with, as text: environment, product, agreements, purposes. Guesses are marked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import yaml

from acceptance.catalogue.needs import Needs
from acceptance.drafting.described import Described, Field, SignIn
from acceptance.drafting.matching import Match, probe_of
from acceptance.drafting.product import CHECK, FILL, product_block
from acceptance.drafting.wanted import WANTED

IDENTITY = "suite"
ONCE = "once"
"""The word that profiles have for something new in each call."""
_REFUSALS = {"unknown": (404, 410), "invalid": (400, 422), "not_permitted": (403, 409, 451), "taken": (409, 412)}
"""What the suite calls a refusal -> the codes that may mean it; two refusals may have the same."""
_PLACES = {
    "answer to a scoring request": "score",
    "result that an auditor reads": "read_result",
    "figures that an auditor reads": "read_figures",
    "newest decision": "read_decision",
}
"""A place of the list of purposes -> the operation whose answer it is."""
_LISTED = 6
"""Controls that are named in one comment."""


def environment_file(name: str, url: str, ca_file: str | None, sign_in: SignIn) -> str:
    """`profiles/NAME.yaml`: one address and one token."""
    ca = f"    ca_file: {scalar(ca_file)}\n" if ca_file else ""
    return (
        f"name: {name}\n"
        f"description: The scoring platform of {name}\n"
        f"platform: {name}        # how it does things: platforms/{name}.yaml\n"
        f"agreements: {name}      # what was agreed: agreements/{name}.yaml\n"
        "permissions:\n"
        "  read: true\n"
        "  synthetic: false   # true lets a run act as customers that it makes up\n"
        "services:\n"
        "  scoring_api:\n"
        f"    url: {scalar(url)}\n{ca}"
        "    tokens:\n"
        f"      {IDENTITY}: ${{{token_variable(name)}}}\n"
        f"{_sign_in(sign_in)}"
    )


def _sign_in(how: SignIn) -> str:
    """How a token is sent, where it is no bearer's."""
    text = ""
    if how.key_header not in (None, "Authorization"):
        text += f"    token_header: {scalar(how.key_header)}  {CHECK} the description names this header for keys\n"
        text += '    token_scheme: ""\n'
    if how.token_url is not None:
        text += (
            f"    {CHECK} OAuth clients are given tokens at {how.token_url}: such identities stand under `clients`\n"
        )
    return text


def token_variable(name: str) -> str:
    """The variable that the token of an environment is read from.

    >>> token_variable("our-bank")
    'OUR_BANK_TOKEN'
    """
    return re.sub("[^A-Z0-9]", "_", name.upper()) + "_TOKEN"


def agreements_file(name: str) -> str:
    """`agreements/NAME.yaml`: nothing is agreed before somebody has agreed it."""
    return (
        "# What the company has agreed, the same in every environment; docs/profile-reference.md explains every key.\n"
        f"# A list of purposes was drafted in {name}/purposes.yaml: nothing rests on it until somebody approved it.\n"
        "# Controls that do not apply, or that another system provides; each with a reason, who decided it, and when.\n"
        "scope: []\n"
    )


def purposes_file(matches: Mapping[str, Match]) -> str:
    """`agreements/NAME/purposes.yaml`: which fields appear where, as far as the description says."""
    lines = [
        "# Which fields may appear in which place, and what for. This draft holds what the interface describes today,",
        "# not what it should: give each field its purpose, take out what has none, then say who approved it and when:",
        "# approved_by: the data protection officer",
        "# approved_on: 2027-01-31",
        "places:",
    ]
    known = {place: matches[name] for place, name in _PLACES.items() if name in matches}
    places = {place: match for place, match in known.items() if match.call.answered}
    for place, match in places.items():
        fields = ", ".join(scalar(field.place) for field in match.call.answered)
        lines += [f"  {place}:  {CHECK} what {match.call} answers", f"    to be written: [{fields}]"]
    return "\n".join(lines if places else [*lines[:-1], "places: {}"]) + "\n"


def platform_file(source: str, calls: list[Described], matches: Mapping[str, Match], needs: Needs) -> str:
    """`platforms/NAME.yaml`: how the product does things, and what was not found."""
    head = [
        f"# How the product does things, drafted from {source}.",
        f"# What has `{CHECK}` beside or above it is a guess: compare it with your documents, then take the mark out.",
        "services:",
        "  scoring_api:",
        *_probes(source, calls),
        *_rights(calls),
        "",
        *product_block(matches),
        "",
        *(["operations:"] if matches else ["operations: {}"]),
    ]
    drafted = [line for match in matches.values() for line in _operation(match)]
    return "\n".join([*head, *drafted, "", *_missing(matches, needs)]) + "\n"


def _probes(source: str, calls: list[Described]) -> Iterator[str]:
    path = re.sub(r"^\w+://[^/]+", "", source) if "://" in source else "/openapi.json"
    yield f"    openapi: {scalar(path)}" + ("" if "://" in source else f"  {CHECK} where it publishes its description")
    for key, concept in (("health", "health"), ("readiness", "ready")):
        found = probe_of(calls, concept)
        if found is not None:
            yield f"    {key}: {scalar(found.path)}  {CHECK} its path speaks of it"


def _rights(calls: list[Described]) -> Iterator[str]:
    open_ones = ", ".join(scalar(str(one)) for one in calls if one.open)
    yield f"    public: [{open_ones}]  {CHECK} the description asks nobody who he is"
    closed = [one for one in calls if not one.open]
    if closed:
        yield f"    allowed:  {CHECK} who has a right to each call; the description does not say"
        yield from (f"      {scalar(str(one))}: [{IDENTITY}]" for one in closed)


def _operation(match: Match) -> Iterator[str]:
    wanted, call = match.wanted, match.call
    yield f"  {CHECK} {wanted.does}: {call} ({match.points:.1f} points)"
    yield from (f"  #   {reason}" for reason in match.why)
    if match.others:
        yield f"  {CHECK} it might as well be {' or '.join(map(str, match.others))}"
    yield f"  {wanted.name}:"
    yield "    service: scoring_api"
    if not call.open:
        yield f"    identity: {IDENTITY}"
    yield f"    method: {call.method}"
    yield from _path(match)
    yield from _body(match)
    good = [code for code in call.codes if 200 <= code < 300]
    if good and good != [200]:
        yield f"    success: {good}"
    refusals = {name: [code for code in codes if code in call.codes] for name, codes in _REFUSALS.items()}
    known = ", ".join(f"{name}: {codes}" for name, codes in refusals.items() if codes)
    if known:
        yield f"    refusals: {{{known}}}  {CHECK} which of these codes means what"
    if match.read:
        yield f"    answer: {{{', '.join(f'{word}: {scalar(place)}' for word, place in match.read.items())}}}"
    yield f"    needs: {'read' if call.method == 'GET' else wanted.needs}"


def _path(match: Match) -> Iterator[str]:
    """The path with what fills it; for a parameter that nothing fills, a word of its own that must be replaced."""
    by_place = {place: word for word, place in match.sent.items()}
    path, open_ones = match.call.path, []
    for name in match.call.parameters:
        word = by_place.get(name)
        if word is None:
            open_ones.append(name)
        path = path.replace(f"{{{name}}}", f"{{{word}}}" if word else f"{FILL}-{name}")
    if open_ones:
        yield f"    {CHECK} nothing of the suite fills {', '.join(open_ones)}: write what belongs there"
    yield f"    path: {scalar(path)}"
    if match.call.headers:
        yield f"    {CHECK} the description wants these headers; {{once}} is another word for each call"
        yield f"    headers: {{{', '.join(f'{scalar(name)}: {_word(ONCE)}' for name in match.call.headers)}}}"
    query = {name: by_place[name] for name in match.call.query if name in by_place}
    if query:
        yield f"    query: {{{', '.join(f'{scalar(name)}: {_word(word)}' for name, word in query.items())}}}"


def _body(match: Match) -> Iterator[str]:
    by_place = {place: word for word, place in match.sent.items()}
    fields = [one for one in match.call.sent if one.place in by_place or one.required]
    if not fields:
        return
    guessed = [one.place for one in fields if one.place not in by_place]
    if guessed:
        yield f"    {CHECK} the suite has no word for {', '.join(guessed)}: what is written there is an example"
    yield f"    body: {json.dumps(_nested(fields, by_place), ensure_ascii=False)}"


def _nested(fields: Iterable[Field], by_place: Mapping[str, str]) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for one in fields:
        *folders, last = one.place.split(".")
        inside = body
        for folder in folders:
            inside = inside.setdefault(folder, {})
        inside[last] = f"{{{by_place[one.place]}}}" if one.place in by_place else _example(one)
    return body


def _example(field: Field) -> Any:
    if field.example is not None:
        return field.example
    return {"integer": 0, "number": 0, "boolean": False, "array": [], "object": {}}.get(field.kind, FILL)


def _missing(matches: Mapping[str, Match], needs: Needs) -> Iterator[str]:
    """What the suite uses and nothing was found for, what most scenarios need first."""
    does = {one.name: one.does for one in WANTED}
    wanted = [need.removeprefix("operation ") for need in needs.all() if need.startswith("operation ")]
    scenarios = {name: len(needs.scenarios_for([f"operation {name}"])) for name in wanted if name not in matches}
    if scenarios:
        yield "# Not found in the description. Without it, what is named stays unassessed, wholly or in part:"
    for name, several in sorted(scenarios.items(), key=lambda one: (-one[1], one[0])):
        what = f", which {does[name]}" if name in does else ""
        yield f"#   {name}{what}: {several} scenario{'s' if several > 1 else ''}, {listed(needs, name)}"


def listed(needs: Needs, operation: str) -> str:
    """The controls that stay open without an operation, as far as they fit into a line."""
    ids = needs.controls_for([f"operation {operation}"])
    more = f" and {len(ids) - _LISTED} more" if len(ids) > _LISTED else ""
    return ", ".join(ids[:_LISTED]) + more


def _word(word: str) -> str:
    return scalar(f"{{{word}}}")


def scalar(value: object) -> str:
    """A value as it stands in YAML, in quotation marks where it needs them."""
    text = yaml.safe_dump(value, default_flow_style=True, width=10_000, allow_unicode=True).strip()
    text = text.removesuffix("...").strip()
    return (
        json.dumps(value, ensure_ascii=False)
        if set(text) & set(",[]{}#:") and not text.startswith(("'", '"'))
        else text
    )
