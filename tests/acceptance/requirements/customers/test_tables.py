"""A stored table is read whatever it is written in, and what cannot be read is not taken for an empty one."""

import gzip
import io

import pyarrow
import pyarrow.parquet
import pytest

from acceptance.outcome import NotAssessed
from acceptance.requirements.customers.tables import Table, table_of

WANTED = Table(["age", "in,come"], [["41", "52000.5"], ["39", "1"]])


def parquet():
    file = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table({"age": [41, 39], "in,come": [52000.5, 1]}), file)
    return file.getvalue()


@pytest.mark.parametrize(
    "stored",
    [
        b'age,"in,come"\n41,52000.5\n39,1\n',
        b'age,"in,come"\r\n41,52000.5\r\n39,1',
        b"age;in,come\n41;52000.5\n39;1\n",
        b"age\tin,come\n41\t52000.5\n39\t1\n",
        b"\xef\xbb\xbfage;in,come\n41;52000.5\n\n39;1\n",
    ],
)
def test_rows_are_read_with_the_separator_that_there_is_plain_or_compressed(stored):
    assert table_of(stored) == WANTED
    assert table_of(gzip.compress(stored)) == WANTED


def test_parquet_is_read_and_its_pages_are_not_counted_as_lines():
    told = table_of(parquet())
    assert (told.columns, len(told.rows)) == (WANTED.columns, 2)
    assert [[float(cell) for cell in row] for row in told.rows] == [[41, 52000.5], [39, 1]]


def test_a_table_in_an_older_coding_is_read():
    assert table_of("\u00e2ge;pays\n41;c\u00f4te\n".encode("latin-1")).columns == ["\u00e2ge", "pays"]


@pytest.mark.parametrize(
    "stored", [b"", b" \n", gzip.compress(b""), gzip.compress(b"a,b\n")[:-6], parquet()[:60], b"ORC\x00\x01", b"a\x00b"]
)
def test_what_is_empty_damaged_or_in_another_form_is_named(stored):
    with pytest.raises(NotAssessed, match="the stored table"):
        table_of(stored)
