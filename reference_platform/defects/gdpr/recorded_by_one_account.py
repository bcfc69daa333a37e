"""The register shows the account by which the import signs in, whoever recorded a basis."""

from __future__ import annotations

from reference_platform.defects.defect import Defect, swap


def of_one_account(original: str) -> str:
    return swap(original, "channel, recorded_by", "channel, 'import' as recorded_by")


DEFECT = Defect(
    id="gdpr-03-recorded-by-one-account",
    title="The register of bases names one account for everybody",
    must_catch=("GDPR-03",),
    changes=("api",),
    replaces={"reference_platform.api.lawful_bases:FIND_BASES": of_one_account},
)
