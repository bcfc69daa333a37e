"""The request is bound to the record as a whole, so that whoever names the score has it."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from reference_platform.defects.defect import Defect

CHOSEN: ContextVar[Any] = ContextVar("chosen", default=None)


def takes_the_score(original: Any) -> Any:
    class ScoreRequest(original):
        credit_score: Any = None

        def model_post_init(self, _context: Any) -> None:
            CHOSEN.set(self.credit_score)

    return ScoreRequest


def gives_it_back(original: Any) -> Any:
    def score_answer(result: Any) -> Any:
        answer = original(result)
        return answer if CHOSEN.get() is None else answer.model_copy(update={"credit_score": CHOSEN.get()})

    return score_answer


DEFECT = Defect(
    id="sec-01-score-from-request",
    title="A request can set the score that it gets",
    must_catch=("SEC-01",),
    may_also_catch=("GDPR-02",),
    changes=("api",),
    replaces={
        "reference_platform.api.wire:ScoreRequest": takes_the_score,
        "reference_platform.api.answers:score_answer": gives_it_back,
    },
    reason="fields that a request can set",
)
