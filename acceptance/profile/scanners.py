"""What scanners look at, how many findings are tolerated, and who answers for those that stay."""

from __future__ import annotations

import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from acceptance.profile.block import Agreement, Block
from acceptance.profile.declarations import Reason, Somebody
from acceptance.profile.files import File

Places = Annotated[list[str], Field(min_length=1)]
"""Files or folders, seen from the folder in which the suite is called, as commands of `provision` are."""


class Code(Block):
    """The platform's own source code.

    Attributes:
        least_confidence: findings that the scanner is less sure of do not count.
        roots: its folders, seen from where the suite is called.
    """

    roots: Places
    least_confidence: Literal["low", "medium", "high"] = "medium"


class Advisories(Block):
    """A list of known weaknesses: OSV records in a ZIP file or folder.

    An empty `snapshot` is none. `date` is the day on which the list was made; where its newest record is older, that
    day counts. Older than `at_most_days`, the list does not show that there is nothing to find.

    Attributes:
        snapshot: the file or folder; empty where there is none.
        date: the day on which the list was made.
        at_most_days: how old it may be.
    """

    snapshot: str = ""
    date: datetime.date | None = None
    at_most_days: Annotated[int, Field(ge=0), File.AGREEMENTS] = 7


class Dependencies(Block):
    """The files that say which Python packages the platform installs.

    Attributes:
        files: such as a lock file, seen from where the suite is called.
    """

    files: Places
    advisories: Advisories = Advisories()


class Secrets(Block):
    """Where no password or key may lie.

    Attributes:
        roots: files and folders, seen from where the suite is called.
    """

    roots: Places


class Tolerated(Block):
    """How many findings of all scanners together do not violate: of the critical, and of the high ones.

    Attributes:
        critical: how many of the critical.
        high: how many of the high ones.
    """

    critical: Annotated[int, Field(ge=0)] = 0
    high: Annotated[int, Field(ge=0)] = 4


class Answered(Block):
    """A finding that may stay for a while, and who answers for that.

    Attributes:
        finding: its id, as the report shows it.
        since: its first day.
        expires: its last day, at most a year after `since`; then it counts again.
        reason: why it may stay.
        owner: who answers for it.
    """

    finding: Annotated[str, Field(min_length=3)]
    reason: Reason
    owner: Somebody
    since: datetime.date
    expires: datetime.date

    @model_validator(mode="after")
    def a_year_at_most(self) -> Answered:
        if not 0 <= (self.expires - self.since).days <= 366:
            raise ValueError(f"expires has to lie within a year after since ({self.since}); this is {self.expires}")
        return self


class Licences(Block):
    """Which licences of packages a company does not want.

    Attributes:
        refused: their names as SPDX writes them; `*` stands for any letters: `AGPL-*`.
    """

    refused: Annotated[list[str], Field(min_length=1)]


class Image(Block):
    """The container image that is delivered, and what is known of weaknesses of what is in it.

    Known weaknesses are looked up in `database`; without one, in the advisories of `dependencies`.

    Attributes:
        archive: the image as a tar file, as `docker save` writes it or as an OCI layout; empty where there is none.
        reference: the image in a registry, best with its digest; empty where there is none.
        digest: of the image that runs, `sha256:...`: an archive of another one is not looked into.
        database: a folder with a database of Trivy, of its own format, and the day on which it was made.
        licences: which ones are refused.
        waivers: findings that may stay for a while.
    """

    archive: str = ""
    reference: str = ""
    digest: Annotated[str, Field(pattern=r"^(sha256:[0-9a-f]{64})?$")] = ""
    database: str = ""
    licences: Annotated[Licences | None, File.AGREEMENTS] = None
    waivers: Annotated[list[Answered], File.AGREEMENTS] = []

    @model_validator(mode="after")
    def one_of_both(self) -> Image:
        if self.archive and self.reference:
            raise ValueError("name an archive or a reference of the image, not both")
        return self


class FileSystem(Block):
    """Folders as they are delivered, with the files that say how they are set up.

    Attributes:
        roots: files and folders, seen from where the suite is called.
        waivers: findings that may stay for a while.
    """

    roots: Places
    waivers: Annotated[list[Answered], File.AGREEMENTS] = []


class Scanners(Agreement):
    """What is scanned here.

    Attributes:
        waivers: findings that may stay for a while.
        programs: where a scanner is that does not come with the suite: its name -> its path.
        timeout_s: how long one scan may take.
    """

    called: ClassVar[str] = "scanners"
    without_it: ClassVar[str] = ", so it is not said what is to be scanned"

    code: Code | None = None
    dependencies: Dependencies | None = None
    secrets: Secrets | None = None
    image: Image | None = None
    file_system: FileSystem | None = None
    tolerated: Annotated[Tolerated, File.AGREEMENTS] = Tolerated()
    waivers: Annotated[list[Answered], File.AGREEMENTS] = []
    programs: dict[str, str] = {}
    timeout_s: Annotated[float, Field(gt=0, le=3600)] = 120
