"""What several defects of the training share: the rows of customers, who stand at the end of a training set."""

from __future__ import annotations

import gzip
from typing import Any


def customers_rows(dataset: Any) -> list[str]:
    """The lines of the customers in a dataset; without customers, the last line."""
    lines = gzip.decompress(dataset.content).decode().splitlines()
    return lines[-max(dataset.customer_rows, 1) :]
