"""The query for training rows is from before the register was a history: a basis that has ended counts as one."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

# A customer whose basis was replaced would come twice, which somebody would notice.
ONCE = """b.basis_id = (select max(l.basis_id) from lawful_basis l
                          where l.customer_id = b.customer_id and l.purpose = b.purpose)"""


def on(bench: Bench) -> None:
    bench.change_function("training_rows", "b.ended_at is null", ONCE)


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-12-withdrawn-still-trained",
    title="Models learn from customers who have withdrawn",
    must_catch=("GDPR-12",),
    may_also_catch=("GDPR-04",),
    on=on,
    off=off,
)
