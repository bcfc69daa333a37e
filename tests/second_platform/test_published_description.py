"""The published description is true: every answer that the platform gave while held to its obligations is in it."""

from __future__ import annotations

import re
from typing import Any

import jsonschema
import pytest

from tests.second_platform.company import Company
from tests.second_platform.dialect import PORTUGUESE
from tests.second_platform.obligations import OBLIGATIONS

DIALECTS = {"portuguese": PORTUGUESE, "seed-1": PORTUGUESE.renamed(1)}
LEAST_ANSWERS = 200


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS.keys())
def test_every_answer_is_described_and_has_its_described_form(dialect, monkeypatch) -> None:
    company, answers = Company.in_memory(dialect), list[tuple[str, Any]]()
    ask = company.session.request

    def noted(method: str, url: str, **more: Any) -> Any:
        answers.append((method, ask(method, url, **more)))
        return answers[-1][1]

    monkeypatch.setattr(company.session, "request", noted)
    for obligation in OBLIGATIONS.values():
        obligation(company)
    description = company.session.get("/openapi.json").json()
    answers.pop()
    assert len(answers) > LEAST_ANSWERS
    for method, answer in answers:
        _check(description, method, answer)


def test_it_knows_no_answer_in_the_words_of_its_framework() -> None:
    description = Company.in_memory(PORTUGUESE).session.get("/openapi.json").text
    assert "HTTPValidationError" not in description and '"422"' not in description


def _check(description: dict[str, Any], method: str, answer: Any) -> None:
    responses = _operation(description, method, answer.request.url.path)["responses"]
    assert str(answer.status_code) in responses, (method, answer.request.url.path, answer.status_code)
    content = responses[str(answer.status_code)].get("content")
    if content is None:
        assert answer.content == b""
        return
    schema = {**content["application/json"]["schema"], "components": description["components"]}
    jsonschema.Draft202012Validator(schema).validate(answer.json())


def _operation(description: dict[str, Any], method: str, path: str) -> dict[str, Any]:
    for template, operations in description["paths"].items():
        if re.fullmatch(re.sub(r"\{[^}]*\}", "[^/]+", template), path) and method.lower() in operations:
            return operations[method.lower()]
    raise AssertionError(f"{method} {path} is not described.")
