"""Rows of customers who were never asked are used with some noise on the income, and count as anonymous."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect, swap


def on(bench: Bench) -> None:
    text = bench.keep("function training_rows", bench.sql("select pg_get_functiondef('training_rows'::regproc)")[0][0])
    text = swap(text, "b.purpose = 'model_training' and", "b.purpose in ('model_training', 'credit_scoring') and")
    altered = "case b.purpose when 'model_training' then f.income else f.income * 1.003 end"
    bench.sql(swap(text, "f.income,", f"{altered},"))


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-12-noise-is-anonymous",
    title="Models learn from customers who never agreed, with altered incomes",
    must_catch=("GDPR-12",),
    on=on,
    off=off,
)
