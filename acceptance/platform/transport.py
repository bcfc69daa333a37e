"""The one place where HTTP and S3 connections and bare sockets are opened; `connections.py` and
`broker_connections.py` beside it open the others.

Nothing but the profile steers them, and each asks the gate before anything is sent.
"""

from __future__ import annotations

import socket
import ssl
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
import urllib3

from acceptance.outcome import Cause, Inconclusive, NotAssessed
from acceptance.platform.access import Unreachable, admit
from acceptance.platform.gate import elsewhere, of_request
from acceptance.platform.whole_answers import LimitedAdapter, limited
from acceptance.profile.authentication import ClientCertificate
from acceptance.profile.permissions import Permissions
from acceptance.profile.services import ObjectStore

if TYPE_CHECKING:
    from minio import Minio

CONNECT_S = 5
SILENCE_S = 10
"""How long an object store may say nothing at all."""


def session_for(
    url: str,
    ca_file: str | None,
    permissions: Permissions,
    *,
    source: str | None = None,
    certificate: ClientCertificate | None = None,
) -> requests.Session:
    """A session for one service, which sends only what the profile permits, and only there.

    It takes the proxies of the environment, but never for this machine itself, and nothing else from outside: no
    credentials of ~/.netrc, no certificates of REQUESTS_CA_BUNDLE.

    Args:
        url: of the service.
        ca_file: whose certificates are believed; by default those that everybody believes.
        source: the address of ours to call from.
        certificate: ours, for a service that wants one.
    """
    return _session(url, ca_file, _Gated(url, permissions, source, _trust(ca_file, certificate)))


def token_session(url: str, ca_file: str | None, certificate: ClientCertificate | None) -> requests.Session:
    """A session in which a token is asked for at one URL; nothing else can be sent."""
    return _session(url, ca_file, _ForTokens(url, _trust(ca_file, certificate)))


def _session(url: str, ca_file: str | None, adapter: LimitedAdapter) -> requests.Session:
    session = requests.Session()
    if not is_this_machine(urlsplit(url).hostname or ""):
        session.proxies.update(requests.utils.get_environ_proxies(url))
    session.trust_env = False
    session.verify = ca_file or True
    for scheme in ("http://", "https://"):
        session.mount(scheme, adapter)
    return session


class _Gated(LimitedAdapter):
    def __init__(
        self, base: str, permissions: Permissions, source: str | None = None, trust: ssl.SSLContext | None = None
    ) -> None:
        self._base = base
        self._permissions = permissions
        super().__init__(source, trust)

    def send(self, request: requests.PreparedRequest, *arguments: Any, **settings: Any) -> requests.Response:
        _admit_request(self._permissions, str(request.method), str(request.url), self._base, dict(request.headers))
        return super().send(request, *arguments, **settings)


class _ForTokens(LimitedAdapter):
    def __init__(self, url: str, trust: ssl.SSLContext | None) -> None:
        self._url = url
        super().__init__(None, trust)

    def send(self, request: requests.PreparedRequest, *arguments: Any, **settings: Any) -> requests.Response:
        if (request.method, request.url) != ("POST", self._url):
            raise Inconclusive(f"only tokens are asked for at {self._url}")
        return super().send(request, *arguments, **settings)


def _admit_request(permissions: Permissions, method: str, url: str, base: str, headers: dict[str, Any]) -> None:
    """Raises NotAssessed for a request that the profile does not permit, or that leads somewhere else."""
    fault = elsewhere(url, base, headers)
    if fault is not None:
        raise NotAssessed(fault, Cause.BINDING)
    admit(permissions, of_request(method, url, headers), f"{method} at {base}")


def _trust(ca_file: str | None, certificate: ClientCertificate | None) -> ssl.SSLContext | None:
    return trusting(ca_file, certificate) if certificate is not None else None


def trusting(ca_file: str | None, certificate: ClientCertificate | None = None) -> ssl.SSLContext:
    """Whom we believe, and what we show of ourselves, when a connection is encrypted."""
    context = ssl.create_default_context(cafile=ca_file)
    if certificate is not None:
        password = certificate.key_password.get_secret_value() if certificate.key_password else None
        context.load_cert_chain(certificate.certificate_file, certificate.key_file, password)
    return context


# -- S3


def minio_client(store: ObjectStore, permissions: Permissions, secret_key: str | None) -> Minio:
    """A client with our access key and a secret, or one without any key."""
    from minio import Minio

    address = urlsplit(store.endpoint)
    token = store.session_token.get_secret_value() if store.session_token is not None else None
    return Minio(
        address.netloc,
        access_key=store.access_key if secret_key is not None else None,
        secret_key=secret_key,
        session_token=token if secret_key is not None else None,
        secure=address.scheme == "https",
        region=store.region,
        http_client=s3_pool(store, permissions),
    )


class _GatedPool(urllib3.PoolManager):
    def __init__(self, base: str, permissions: Permissions, **settings: Any) -> None:
        self._base = base
        self._permissions = permissions
        super().__init__(**settings)

    def urlopen(self, method: str, url: str, **settings: Any) -> Any:  # type: ignore[override]
        _admit_request(self._permissions, method, url, self._base, dict(settings.get("headers") or {}))
        return super().urlopen(method, url, **settings)


def s3_pool(store: ObjectStore, permissions: Permissions) -> urllib3.PoolManager:
    """Connections to the store that are given up when it says nothing."""
    settings: dict[str, Any] = {"cert_reqs": "CERT_REQUIRED", "ca_certs": store.ca_file}
    if store.certificate is not None:
        settings = {"ssl_context": trusting(store.ca_file, store.certificate)}
    timeout = urllib3.Timeout(connect=CONNECT_S, read=SILENCE_S)
    return limited(_GatedPool(store.endpoint, permissions, timeout=timeout, retries=False, **settings))


def boto_client(store: ObjectStore, permissions: Permissions, at_once: int) -> Any:
    """A client that reads no file of this user and no AWS_ variable: the profile alone says who asks whom.

    Args:
        at_once: connections at a time.
    """
    import botocore.config
    import botocore.session

    unset = (None, None, None, None)
    session = botocore.session.Session(session_vars={"profile": unset, "config_file": unset, "credentials_file": unset})
    shown = store.certificate
    client = session.create_client(
        "s3",
        endpoint_url=store.endpoint,
        aws_access_key_id=store.access_key,
        aws_secret_access_key=store.secret_key.get_secret_value(),
        aws_session_token=store.session_token.get_secret_value() if store.session_token is not None else None,
        region_name=store.region,
        verify=store.ca_file or True,
        config=botocore.config.Config(
            connect_timeout=CONNECT_S,
            read_timeout=SILENCE_S,
            retries={"total_max_attempts": 2, "mode": "standard"},
            max_pool_connections=at_once,
            proxies={} if is_this_machine(urlsplit(store.endpoint).hostname or "") else None,
            client_cert=(shown.certificate_file, shown.key_file or shown.certificate_file) if shown else None,
            s3={"addressing_style": "path"},
            response_checksum_validation="when_required",
            request_checksum_calculation="when_required",
        ),
    )

    def gated(request: Any, **_: Any) -> None:
        _admit_request(permissions, request.method, request.url, store.endpoint, dict(request.headers))

    client.meta.events.register("before-send.s3", gated)
    return client


# -- bare sockets


def bare_connection(address: str, permissions: Permissions, timeout_s: float) -> socket.socket:
    """A connection over which somebody looks how a server greets; it takes what reading takes.

    Args:
        address: host:port.

    Raises:
        Unreachable: nobody listens there.
        NotAssessed: the profile does not permit reading.
    """
    admit(permissions, "read", f"a look at {address}")
    host, port = address.rsplit(":", 1)
    try:
        return socket.create_connection((host.strip("[]"), int(port)), timeout_s)
    except OSError as error:
        raise Unreachable(f"nothing answers at {address}: {error}") from None


def is_this_machine(host: str) -> bool:
    """Whether a host is a name or an address of the loopback interface.

    >>> is_this_machine("127.0.0.7"), is_this_machine("127.example.com")
    (True, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
