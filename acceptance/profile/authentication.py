"""How the suite proves who it is, beyond a token that is written down: certificates and tokens that are asked for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, SecretStr

from acceptance.profile.addresses import Url
from acceptance.profile.block import Block


class ClientCertificate(Block):
    """A certificate of ours for mutual TLS, in PEM form. `key_file` is left out where the key is in the same file.

    Attributes:
        certificate_file: file of the certificate, in PEM form.
        key_file: file of its private key.
        key_password: the word that opens the key, where it is locked.
    """

    certificate_file: str
    key_file: str | None = None
    key_password: SecretStr | None = None


class ClientCredentials(Block):
    """A client of an OAuth 2.0 token service, which gives it a token for a while (RFC 6749, section 4.4).

    Attributes:
        client_sent_in: where the token service wants the client's name and secret: the `header` or the `body`.
        renew_before_s: so long before its end a token is not used any more.
        token_url: where tokens are asked for.
        client_id, client_secret: who asks.
        scope: what is asked for, in the server's words.
        audience: for whom the token shall be, where the server wants to know.
        ca_file: file of the authority of the token server, in PEM form.
        timeout_s: how long it may take to answer.
    """

    token_url: Url
    client_id: str
    client_secret: SecretStr
    scope: str | None = None
    audience: str | None = None
    client_sent_in: Literal["header", "body"] = "header"
    ca_file: str | None = None
    certificate: ClientCertificate | None = None
    timeout_s: Annotated[float, Field(gt=0, le=120)] = 10
    renew_before_s: Annotated[float, Field(ge=0, le=600)] = 10
