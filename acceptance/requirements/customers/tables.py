"""A table as a platform stores it: CSV or Parquet, plain or compressed."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from dataclasses import dataclass

from acceptance.outcome import Cause, NotAssessed

GZIP, PARQUET = b"\x1f\x8b", b"PAR1"
SEPARATORS = ",;\t|"
"""What may stand between the cells of a row."""
FIRST_SIGNS = 100_000
"""In so many signs the first rows are looked for."""


@dataclass(frozen=True)
class Table:
    """The names of the columns, and the cells of each row below them as texts."""

    columns: list[str]
    rows: list[list[str]]


def table_of(stored: bytes) -> Table:
    """What a stored table says.

    >>> table_of(b"age;income\\n41;52000\\n")
    Table(columns=['age', 'income'], rows=[['41', '52000']])

    Raises:
        NotAssessed: it is empty, damaged, or in a form that is not read here.
    """
    content = _unpacked(stored)
    if content[:4] == PARQUET:
        return _parquet(content)
    if not content.strip() or b"\x00" in content:
        raise NotAssessed(
            "the stored table is empty" if not content.strip() else "the stored table is neither CSV nor Parquet",
            Cause.BINDING,
        )
    return _csv(content)


def _unpacked(stored: bytes) -> bytes:
    try:
        return gzip.decompress(stored) if stored[:2] == GZIP else stored
    except (OSError, EOFError, zlib.error):
        raise NotAssessed("the stored table is damaged: it cannot be unpacked", Cause.PLATFORM) from None


def _csv(content: bytes) -> Table:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
        columns, *rows = [row for row in reader if row]
    except (csv.Error, ValueError) as error:
        raise NotAssessed(f"the stored table cannot be read as CSV: {error}", Cause.BINDING) from None
    return Table(columns, rows)


def _separator(text: str) -> str:
    """What stands between the cells: it makes the first rows equally long, and as long as any does."""
    first = [line for line in text[:FIRST_SIGNS].splitlines() if line.strip()][:2]
    cells = {one: [len(next(csv.reader([line], delimiter=one))) for line in first] for one in SEPARATORS}
    return max(SEPARATORS, key=lambda one: (len({*cells[one]}) == 1, cells[one][0]))


def _parquet(content: bytes) -> Table:
    import pyarrow
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.read_table(io.BytesIO(content))
    except (pyarrow.ArrowException, OSError) as error:
        raise NotAssessed(f"the stored table is a damaged Parquet file: {error}", Cause.PLATFORM) from None
    columns = [["" if cell is None else str(cell) for cell in column.to_pylist()] for column in table.columns]
    return Table(list(table.column_names), [list(row) for row in zip(*columns, strict=True)])
