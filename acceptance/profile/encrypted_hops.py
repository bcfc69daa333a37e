"""The connections that must be encrypted."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import field_validator

from acceptance.profile.addresses import Address, address_of
from acceptance.profile.block import Block


class EncryptedHop(Block):
    """A connection that must be encrypted. `server_cannot` says why this server is not able to: a known gap.

    `public` ones are open to networks that anybody may be on. `users` are tried without encryption, each by itself,
    where a server decides that by user. `careless` is where a client would end up that forgets to encrypt, as port 80.

    Attributes:
        protocol: what is spoken there.
        ca_file: file of the authority of its certificate, in PEM form.
        server_cannot: why this server is not able to encrypt; then it is a known gap.
        public: whether anybody may be on the network there.
        users: who is tried without encryption.
        careless: host:port where a client ends up that forgets to encrypt.
    """

    address: Address
    """host:port; of a URL everything else is dropped."""
    protocol: Literal["http", "postgresql", "kafka", "redis"]
    ca_file: str | None = None
    server_cannot: str | None = None
    public: bool = False
    users: list[str] = ["stranger"]
    careless: Address | None = None

    @field_validator("address", mode="before")
    @classmethod
    def of_a_url_keep_the_address(cls, value: Any) -> Any:
        return address_of(value) if isinstance(value, str) and "://" in value else value
