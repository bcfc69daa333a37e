"""What may decide: the model and the limits that the changes applied last name, and nothing else."""

from dataclasses import dataclass

from reference_platform.api.database import Database
from reference_platform.training.scorecard import RiskBands

AUTHORISED = """
select m.version as model_version, m.sha256 as model_sha256,
       b.version as bands_version, b.sha256 as bands_sha256, k.low, k.medium, k.high
  from authorised m
  join authorised b on b.subject = 'risk bands'
  join risk_bands k on k.version::text = b.version
 where m.subject = 'model'
"""


@dataclass(frozen=True)
class Authorised:
    """What the changes applied last name, with the digests that were approved; `bands` are as they are stored."""

    model_version: str
    model_sha256: str
    bands_version: str
    bands_sha256: str
    bands: RiskBands


class Authorisations:
    """Reads what may decide now."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def now(self) -> Authorised | None:
        """What may decide; None when no change has been applied yet. Raises Problem 503."""
        row = await self._database.row(AUTHORISED)
        if row is None:
            return None
        bands = RiskBands(row["low"], row["medium"], row["high"])
        return Authorised(row["model_version"], row["model_sha256"], row["bands_version"], row["bands_sha256"], bands)
