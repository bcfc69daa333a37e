"""One replica still tells delivery networks to keep results for a minute, as in a trial of last year."""

from __future__ import annotations

from reference_platform.defects.defect import Defect, in_one_replica
from reference_platform.defects.security._answers import CacheControl, with_middleware

DEFECT = Defect(
    id="sec-01-results-for-networks-in-one-replica",
    title="One replica lets delivery networks keep results for others",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces=with_middleware(CacheControl, says="s-maxage=60", beginning="/results", here=in_one_replica),
    reason="given to somebody else",
)
