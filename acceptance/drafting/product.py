"""The block `product` as far as a description tells it: scores, levels, figures, customer numbers, times."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from acceptance.drafting.described import Field
from acceptance.drafting.matching import Match
from acceptance.drafting.vocabulary import concepts_in, words_of
from acceptance.drafting.wanted import FIGURES
from acceptance.profile.product import LEAST_ROOM, signs_of

CHECK = "# check:"
"""How the comment begins that stands beside everything that was guessed."""
FILL = "REPLACE"
"""Stands where the description says nothing and nothing can be guessed: somebody has to write it."""
ANY_NUMBER = "acceptance-[0-9a-f]{12}"
UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}"
COUNTED = "[1-9][0-9]{8}"
BETTER = {"income": "higher", "bureau_score": "higher", "debt_ratio": "lower", "employment_years": "higher"}
ORDINARY = {"age": 0.3, "income": 0.05, "bureau_score": 0.65, "debt_ratio": 0.15, "employment_years": 0.15}
"""How far from the least to the most an ordinary applicant is guessed to be."""
IN_A_YEAR = {"month": 12, "mese": 12, "monat": 12, "moi": 12, "day": 365, "dia": 365, "tag": 365, "jour": 365}
"""How a word begins that names a unit of time -> how many of them make a year."""


def product_block(matches: Mapping[str, Match]) -> list[str]:
    """The lines of the block; as comments, to be filled and opened, where the description leaves too much open."""
    if "score" not in matches:
        return ["# Nothing was found that scores a customer: the block `product` says how scores are written."]
    lines = list(_block(matches))
    head = f"{CHECK} how this product writes scores, levels, figures, numbers and times, as far as it is described"
    if not any(FILL in line for line in lines):
        return [head, *lines]
    how = f"# Nothing that takes a customer is assessed until {FILL} is replaced and the block is no comment any more."
    return [head, how, *(f"# {line}" for line in lines)]


def _block(matches: Mapping[str, Match]) -> Iterator[str]:
    score = matches["score"]
    sent, answered = score.call.sent, score.call.answered
    levels = _enum(_field(answered, score.read.get("risk_level")))
    yield "product:"
    yield f"  score: {_range(_field(answered, score.read.get('credit_score')))}"
    yield f"  levels: {json.dumps(levels, ensure_ascii=False) if levels else FILL}  {CHECK} from the best to the worst"
    granted = json.dumps(levels[0], ensure_ascii=False) if levels else FILL
    yield f"  granted: {granted}  {CHECK} the outcome that a review can turn a refusal into"
    yield "  figures:"
    for figure in FIGURES:
        yield f"    {figure}: {_figure(figure, _field(sent, score.sent.get(figure)))}"
    yield from _numbers(_field(sent, score.sent.get("customer_id")))
    yield f"  times: {_times(matches.values())}  {CHECK} iso, seconds or milliseconds since 1970"


def _field(fields: Iterable[Field], place: str | None) -> Field | None:
    return next((one for one in fields if one.place == place), None)


def _enum(field: Field | None) -> list[str]:
    return [str(one) for one in field.told.get("enum", [])] if field is not None else []


def _range(field: Field | None) -> str:
    least, most = _limits(field)
    whole = "true" if field is not None and field.kind == "integer" else "false"
    asks = f"  {CHECK} say `better: lower` where lower scores are better"
    return f"{{least: {least}, most: {most}, whole: {whole}}}{asks}"


def _limits(field: Field | None) -> tuple[str, str]:
    """The least and the most that a field takes, as they are written; of an open end the next step inside."""
    told = field.told if field is not None else {}
    found = []
    for bound, inwards in (("minimum", 1), ("maximum", -1)):
        inside, outside = told.get(bound), told.get(f"exclusive{bound.capitalize()}")
        if outside is True:  # OpenAPI 3.0: the bound itself is not included
            inside, outside = None, inside
        if isinstance(outside, int | float) and not isinstance(outside, bool):
            inside = outside + inwards * float(_step(field))
        found.append(FILL if inside is None else f"{inside:.15g}")
    return found[0], found[1]


def _step(field: Field | None) -> str:
    told = field.told if field is not None else {}
    return str(told.get("multipleOf") or ("1" if told.get("type") == "integer" else "0.01"))


def _figure(name: str, field: Field | None) -> str:
    least, most = _limits(field)
    usual = _usual(name, field, least, most)
    more = f", better: {BETTER[name]}" if name in BETTER else ""
    per_year = _in_a_year(field) if name in ("age", "employment_years") else 1
    more += f", in_a_year: {per_year}" if per_year != 1 else ""
    asks = f"{CHECK} what an ordinary applicant has" + (" and which way is better" if name in BETTER else "")
    return f"{{least: {least}, most: {most}, step: {_step(field)}, usual: {usual}{more}}}  {asks}"


def _usual(name: str, field: Field | None, least: str, most: str) -> str:
    example = field.example if field is not None else None
    if isinstance(example, int | float) and not isinstance(example, bool):
        return f"{example:.15g}"
    if FILL in (least, most):
        return FILL
    step = float(_step(field))
    steps = math.floor(ORDINARY[name] * (float(most) - float(least)) / step)
    return f"{round(float(least) + steps * step, 6):.15g}"


def _in_a_year(field: Field | None) -> int:
    words = words_of(field.place.rpartition(".")[2]) if field is not None else []
    return next((per for word in words for unit, per in IN_A_YEAR.items() if word.startswith(unit)), 1)


def _numbers(field: Field | None) -> Iterator[str]:
    told = field.told if field is not None else {}
    if told.get("type") == "integer":
        yield f"  customer_numbers: {json.dumps(COUNTED)}  {CHECK} which numbers no customer has"
        yield "  customer_numbers_as: number"
        return
    shape = UUID if told.get("format") == "uuid" else shape_of(str(told.get("pattern", "")))
    yield f"  customer_numbers: {json.dumps(shape or ANY_NUMBER)}  {CHECK} the shape of a customer's number"


def shape_of(pattern: str) -> str | None:
    """The shape that profiles write for a regular expression; None where there is none, or too few numbers have it.

    >>> shape_of(r"^PT\\d{9}$")
    'PT[0-9]{9}'
    """
    plain = pattern.removeprefix("^").removesuffix("$").replace(r"\d", "[0-9]")
    shape = re.sub(r"\\([^A-Za-z0-9])", r"\1", plain)
    try:
        signs = signs_of(shape)
        fits = all(re.fullmatch(pattern, "".join(each[at] for each in signs)) for at in (0, -1))
    except (ValueError, re.error):
        return None
    return shape if fits and math.prod(map(len, signs)) >= LEAST_ROOM else None


def _times(matches: Iterable[Match]) -> str:
    """How times are written, by the first field that is one."""
    for match in matches:
        for field in match.call.answered:
            if "when" in concepts_in(words_of(field.place)):
                if field.kind not in ("integer", "number"):
                    return "iso"
                seconds = _most(field.told) < 1e11 or "s" in words_of(field.place)
                return "seconds" if seconds else "milliseconds"
    return "iso"


def _most(told: Mapping[str, Any]) -> float:
    """The largest value that a schema speaks of, infinite where it speaks of none."""
    known = [told.get(key) for key in ("example", "maximum", "default")]
    return max((float(one) for one in known if isinstance(one, int | float)), default=math.inf)
