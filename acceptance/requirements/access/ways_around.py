"""Ways around the rule of a call: requests that mean the same and may meet no rule on their way."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import Any

from acceptance.requirements.access.targets import Target

TRUSTED = (
    *("X-Forwarded-For", "X-Real-IP", "X-Client-IP", "True-Client-IP", "X-Remote-IP", "X-Remote-Addr"),
    *("X-Originating-IP", "X-Cluster-Client-IP", "CF-Connecting-IP"),
)
NAMED = (
    *("X-User", "X-Remote-User", "X-Forwarded-User", "X-User-Id", "X-Authenticated-User", "X-Auth-Request-User"),
    *("X-Forwarded-Email", "X-Consumer-Username", "X-Authenticated-Userid", "X-Impersonate-User", "X-On-Behalf-Of"),
    *("X-Client-Cert-Subject", "X-SSL-Client-CN"),
)
"""Headers by which gateways, proxies and meshes tell who signed in with them."""
CERTIFIED = {"X-SSL-Client-Verify": "SUCCESS", "X-Client-Verify": "SUCCESS"}
SWITCHES = ("debug", "test", "admin", "internal", "skip_auth", "noauth", "bypass")
"""Parameters and cookies with which developers let themselves in."""
IN_HEADERS = ("X-Debug", "X-Test", "X-Bypass", "X-Skip-Auth")
BESIDE = ("internal", "admin", "debug", "test", "api", "v0", "v1", "old")
"""Where inner, trial and earlier versions of a call are served."""


def another_method(target: Target) -> Iterator[dict[str, Any]]:
    """Another method is sent, and a header or parameter names the one that is meant."""
    names = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
    for method in ("GET", "POST"):
        if method != target.call.method:
            body = target.body if method == "POST" else None
            yield from ({"method": method, "headers": {name: target.call.method}, "body": body} for name in names)
            yield {"method": method, "query": {"_method": target.call.method}, "body": body}


def another_address(target: Target) -> Iterator[dict[str, Any]]:
    """The address in other letters, with slashes, dots and endings that some servers overlook."""
    words = [
        part.upper() if part == fixed else part
        for part, fixed in zip(target.path.split("/"), target.call.path.split("/"), strict=False)
    ]
    bare = target.path
    yield from ({"path": path} for path in ("/".join(words), bare + "/", "/" + bare, bare + "//"))
    yield from ({"path": bare + end} for end in (";a=b", "%20", ".json", "%2f", "%00", "?", "%3f"))


def head_only(target: Target) -> Iterator[dict[str, Any]]:
    """Only the head of the answer is asked for."""
    if target.call.method == "GET":
        yield {"method": "HEAD"}


def a_neighbour(target: Target) -> Iterator[dict[str, Any]]:
    """Headers by which inner systems tell each other who is calling, from where and what for."""
    for address in ("127.0.0.1", "10.0.0.1"):
        yield {"headers": dict.fromkeys(TRUSTED, address) | {"Forwarded": f"for={address};host=localhost"}}
    for name in target.rightful[:1]:
        more = {"X-Roles": name, "X-Role": name, "X-Tenant-Id": name, "X-SSL-Client-S-DN": f"CN={name}"}
        yield {"headers": {**dict.fromkeys(NAMED, name), **more, **CERTIFIED}}
        yield {"headers": dict.fromkeys(NAMED, "admin") | {"X-Roles": "admin", "X-Admin": "true", "X-Internal": "1"}}
    yield {"headers": {"X-Original-URL": target.path, "X-Rewrite-URL": target.path}}


def a_switch(target: Target) -> Iterator[dict[str, Any]]:
    """Parameters, cookies and headers that switch a rule off for tests, or say who it is."""
    for value in ("true", "1"):
        cookies = "; ".join(f"{name}={value}" for name in SWITCHES)
        headers = {**dict.fromkeys(IN_HEADERS, value), "Cookie": f"{cookies}; role=admin; user=admin"}
        yield {"query": {**dict.fromkeys(SWITCHES, value), "role": "admin"}, "headers": headers}
    for name in target.rightful[:1]:
        basic = base64.b64encode(f"{name}:{name}".encode()).decode()
        headers = {"Cookie": f"user={name}; username={name}; role={name}", "Authorization": f"Basic {basic}"}
        yield {"query": dict.fromkeys(("user", "username", "as", "role", "impersonate"), name), "headers": headers}


def beside(target: Target) -> Iterator[dict[str, Any]]:
    """The same reading call where inner, trial and earlier versions are served."""
    if target.call.method == "GET":
        yield from ({"path": f"/{name}{target.path}"} for name in BESIDE)


BESIDE_IT = "inner, trial and earlier addresses beside the described one"
WAYS: dict[str, Callable[[Target], Iterator[dict[str, Any]]]] = {
    "another method in a header or parameter": another_method,
    "other letters, slashes and endings of the address": another_address,
    "the head of the answer only": head_only,
    "headers that only neighbours should send": a_neighbour,
    "parameters, cookies and names that switch it off": a_switch,
    BESIDE_IT: beside,
}
