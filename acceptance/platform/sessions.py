"""HTTP sessions that nothing but the profile steers."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

import requests

from acceptance.platform.whole_answers import LimitedAdapter


def session_for(url: str, ca_file: str | None, source: str | None = None) -> requests.Session:
    """A session for one service.

    It takes the proxies of the environment, but never for this machine itself, and nothing else from outside: no
    credentials of ~/.netrc, no certificates of REQUESTS_CA_BUNDLE.

    Args:
        url: of the service.
        ca_file: whose certificates are believed; by default those that everybody believes.
        source: the address of ours to call from.
    """
    session = requests.Session()
    if not is_this_machine(urlsplit(url).hostname or ""):
        session.proxies.update(requests.utils.get_environ_proxies(url))
    session.trust_env = False
    session.verify = ca_file or True
    for scheme in ("http://", "https://"):
        session.mount(scheme, LimitedAdapter(source))
    return session


def is_this_machine(host: str) -> bool:
    """Whether a host is a name or an address of the loopback interface.

    >>> is_this_machine("127.0.0.7"), is_this_machine("127.example.com")
    (True, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
