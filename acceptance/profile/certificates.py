"""What a company agreed about the certificates of its servers."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from acceptance.profile.block import Agreement


class Certificates(Agreement):
    """When the certificates of servers are renewed.

    Attributes:
        renewed_days_before: so many days before its end no server shows a certificate any more.
    """

    called: ClassVar[str] = "certificates"
    without_it: ClassVar[str] = ", so nobody has said how long before its end one is renewed"

    renewed_days_before: Annotated[int, Field(ge=0, le=365)]
