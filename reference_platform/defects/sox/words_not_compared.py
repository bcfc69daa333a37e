"""A reason must have two words, and the same word twice is two."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import remember, restore


def on(bench: Bench) -> None:
    remember(bench)
    split = "from regexp_split_to_table(p_text, "
    distinct, any_two = f"count(distinct lower(word)) {split}'[^[:alnum:]]+')", f"count(word) {split}'\\s+')"
    bench.change_function("is_reason", distinct, any_two)


DEFECT = Defect(
    id="sox-04-words-not-compared",
    title="A reason of one word, repeated, is accepted",
    must_catch=("SOX-04",),
    may_also_catch=("SOX-08",),
    on=on,
    off=restore,
)
