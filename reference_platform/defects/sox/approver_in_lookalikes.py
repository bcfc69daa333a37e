"""Accounts are made by a form that takes letters of any alphabet, and two names may look the same."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._rewritten import put_back, rewrite

LIKE = "\u0435\u043e\u0430"
"""Cyrillic letters."""


def on(bench: Bench) -> None:
    rewrite(
        bench, ", ".join(f"approved_{kind} = translate(requested_{kind}, 'eoa', '{LIKE}')" for kind in ("by", "person"))
    )


DEFECT = Defect(
    id="sox-05-approver-in-lookalikes",
    title="Who asked has approved as well, under a name of look-alike letters",
    must_catch=("SOX-05",),
    may_also_catch=("SOX-06",),
    on=on,
    off=put_back,
    reason="one person took two parts",
)
