"""A field for somebody's own use slips into an answer, because the whole object is written out."""

from __future__ import annotations

import json
from typing import Any

from reference_platform.defects.defect import Defect


def adds_a_field(original: Any) -> Any:
    def score_answer(result: Any) -> Any:
        answer = original(result)

        class Wider(type(answer)):  # type: ignore[misc]
            def model_dump_json(self, **_: Any) -> str:
                return json.dumps({**self.model_dump(mode="json"), "internal_score_raw": self.credit_score + 0.5})

        return Wider.model_construct(**dict(answer))

    return score_answer


DEFECT = Defect(
    id="e2e-10-field-undocumented",
    title="An answer has a field that the description does not know",
    must_catch=("E2E-10",),
    may_also_catch=("GDPR-01",),
    changes=("api",),
    replaces={"reference_platform.api.answers:score_answer": adds_a_field},
)
