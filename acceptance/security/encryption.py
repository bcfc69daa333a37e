"""Connections that the profile wants encrypted, tried both ways."""

from __future__ import annotations

import ssl
from dataclasses import dataclass

from acceptance.checks import not_assessed
from acceptance.clients import transport
from acceptance.outcome import Cause
from acceptance.suite import Suite


@dataclass(frozen=True)
class Contact:
    """What one server did with an encrypted and an unencrypted contact."""

    encrypted: bool
    says: str
    served_in_the_clear: bool


def contact(suite: Suite, service: str) -> Contact:
    """Contacts a server of the profile's `encrypted_hops` in both ways.

    Raises:
        NotAssessed: the profile does not name the connection, or says that this server cannot encrypt.
    """
    hop = suite.profile.encrypted_hops.get(service)
    if hop is None:
        not_assessed(f"the profile does not list the connection to the {service}", Cause.BINDING)
    if hop.server_cannot is not None:
        not_assessed(f"the {service} cannot encrypt: {hop.server_cannot}", Cause.ENVIRONMENT)
    clear = transport.served_in_the_clear(hop.address, hop.protocol)
    try:
        version = transport.encrypted_contact(hop.address, hop.protocol, hop.ca_file)
    except (ssl.SSLError, ssl.CertificateError, OSError) as error:
        return Contact(False, f"{type(error).__name__}: {error}", clear)
    return Contact(True, version, clear)
