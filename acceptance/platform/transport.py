"""The one place where connections are opened. Nothing but the profile steers them."""

from __future__ import annotations

import ssl
from ipaddress import ip_address
from urllib.parse import urlsplit

import requests

from acceptance.platform.whole_answers import LimitedAdapter
from acceptance.profile.authentication import ClientCertificate


def session_for(
    url: str, ca_file: str | None, source: str | None = None, certificate: ClientCertificate | None = None
) -> requests.Session:
    """A session for one service.

    It takes the proxies of the environment, but never for this machine itself, and nothing else from outside: no
    credentials of ~/.netrc, no certificates of REQUESTS_CA_BUNDLE.

    Args:
        url: of the service.
        ca_file: whose certificates are believed; by default those that everybody believes.
        source: the address of ours to call from.
        certificate: ours, for a service that wants one.
    """
    session = requests.Session()
    if not is_this_machine(urlsplit(url).hostname or ""):
        session.proxies.update(requests.utils.get_environ_proxies(url))
    session.trust_env = False
    session.verify = ca_file or True
    trust = trusting(ca_file, certificate) if certificate is not None else None
    for scheme in ("http://", "https://"):
        session.mount(scheme, LimitedAdapter(source, trust))
    return session


def trusting(ca_file: str | None, certificate: ClientCertificate | None = None) -> ssl.SSLContext:
    """Whom we believe, and what we show of ourselves, when a connection is encrypted."""
    context = ssl.create_default_context(cafile=ca_file)
    if certificate is not None:
        password = certificate.key_password.get_secret_value() if certificate.key_password else None
        context.load_cert_chain(certificate.certificate_file, certificate.key_file, password)
    return context


def is_this_machine(host: str) -> bool:
    """Whether a host is a name or an address of the loopback interface.

    >>> is_this_machine("127.0.0.7"), is_this_machine("127.example.com")
    (True, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
