"""A limit on a whole answer. A timeout of a socket begins anew with each byte: one byte a second never ends."""

from __future__ import annotations

import os
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import requests.adapters
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

Answer = TypeVar("Answer")


class TooSlow(Exception):
    """The answer was not whole in time."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"no whole answer within {seconds:g} s")


def answered_within(seconds: float, question: Callable[[], Answer]) -> Answer:
    """The answer to a question of a client that may never come back; such a client is not to be used again.

    Raises:
        TooSlow: it has not come back in time.
    """
    answer: Future[Answer] = Future()

    def ask() -> None:
        try:
            answer.set_result(question())
        except BaseException as error:  # noqa: BLE001 - whoever asked gets it
            answer.set_exception(error)

    threading.Thread(target=ask, daemon=True).start()
    if not wait([answer], seconds).done:
        raise TooSlow(seconds)
    return answer.result()


class _Limit:
    """The connections of one question; they are cut when its time is over."""

    def __init__(self) -> None:
        self.over = False
        self.made: list[int] = []
        """The ports of ours from which connections were made for it; one that uses a kept connection makes none."""
        self._lock = threading.Lock()
        self._watched: list[socket.socket] = []

    def watch(self, descriptor: int) -> None:
        """Of the connection itself, whatever object it belongs to: one that begins to encrypt changes hands."""
        with self._lock, suppress(OSError):
            own = socket.socket(fileno=os.dup(descriptor))
            self._watched.append(own)
            if self.over:
                own.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        with self._lock:
            self.over = True
            for connection in self._watched:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def let_go(self) -> None:
        with self._lock:
            for connection in self._watched:
                connection.close()
            self._watched.clear()


_here = threading.local()


@contextmanager
def whole_within(seconds: float) -> Iterator[_Limit]:
    """Whatever is asked here by this thread over limited pools is answered in full within so many seconds.

    The limit that it gives tells which connections were made meanwhile.

    Raises:
        TooSlow: it is not.
    """
    limit = _Limit()
    timer = threading.Timer(seconds, limit.cut)
    timer.daemon = True
    before, _here.limit = getattr(_here, "limit", None), limit
    timer.start()
    try:
        yield limit
    except Exception:
        if limit.over:
            raise TooSlow(seconds) from None
        raise
    finally:
        _here.limit = before
        timer.cancel()
        limit.let_go()
    if limit.over:  # what was read when the connection was cut may be half of it
        raise TooSlow(seconds)


def watch(descriptor: int) -> None:
    """Lets the limit that this thread is under cut a connection."""
    limit = getattr(_here, "limit", None)
    if limit is not None:
        limit.watch(descriptor)


def _made(connection: socket.socket) -> socket.socket:
    limit = getattr(_here, "limit", None)
    if limit is not None:
        limit.made.append(connection.getsockname()[1])
    watch(connection.fileno())
    return connection


class _Plain(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _made(super()._new_conn())

    def request(self, *arguments: Any, **settings: Any) -> None:
        if self.sock is not None:
            watch(self.sock.fileno())
        super().request(*arguments, **settings)


class _Encrypted(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _made(super()._new_conn())

    def request(self, *arguments: Any, **settings: Any) -> None:
        if self.sock is not None:
            watch(self.sock.fileno())
        super().request(*arguments, **settings)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _EncryptedPool(HTTPSConnectionPool):
    ConnectionCls = _Encrypted


def limited(manager: urllib3.PoolManager) -> urllib3.PoolManager:
    """The manager, with connections that `whole_within` can cut."""
    manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _EncryptedPool}
    return manager


class LimitedAdapter(requests.adapters.HTTPAdapter):
    """For sessions of requests.

    Args:
        source: the address of ours to call from; by default the system chooses.
        trust: what connections are encrypted with, where it shows a certificate of ours.
    """

    def __init__(self, source: str | None = None, trust: ssl.SSLContext | None = None) -> None:
        self._source = source
        self._trust = trust
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **settings: Any) -> None:
        if self._source is not None:
            settings["source_address"] = (self._source, 0)
        if self._trust is not None:
            settings["ssl_context"] = self._trust
        super().init_poolmanager(*arguments, **settings)
        limited(self.poolmanager)

    def proxy_manager_for(self, *arguments: Any, **settings: Any) -> Any:
        if self._trust is not None:
            settings["ssl_context"] = self._trust
        return limited(super().proxy_manager_for(*arguments, **settings))
