"""A link that can be harmed over HTTP, a profile of it, and faults without a platform."""

from __future__ import annotations

import json
import socket
import socketserver
import subprocess
import sys
import threading
import time
import xmlrpc.client
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from xmlrpc.server import SimpleXMLRPCRequestHandler, SimpleXMLRPCServer

import psutil

from acceptance.chaos.fault import Seen
from acceptance.profile.bindings import Operation
from acceptance.profile.chaos import Chaos
from acceptance.profile.http_services import HttpService, ScoringApi
from acceptance.profile.permissions import Permissions
from acceptance.profile.services import Services
from profiles import profile_with

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
PARENT = [
    sys.executable,
    "-c",
    "import subprocess, sys, time; [subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']) "
    "for _ in range(2)]; time.sleep(60)",
]


class Links:
    """A small server of Redis' PING behind a switch, as a tool that breaks connections has it, and the tool's API."""

    def __init__(self) -> None:
        self.harm: dict[str, Any] | None = None
        self.calls: list[str] = []
        links = self

        class Answering(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                try:
                    while self.request.recv(64):
                        harm = links.harm
                        if harm is None:
                            self.request.sendall(b"+PONG\r\n")
                        elif "latency_ms" in harm:
                            time.sleep(float(harm["latency_ms"]) / 1000)
                            self.request.sendall(b"+PONG\r\n")
                except OSError:
                    pass

        class Switching(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                links.calls.append("apply")
                links.harm = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self._done(200)

            def do_DELETE(self) -> None:
                links.calls.append("undo")
                was, links.harm = links.harm, None
                self._done(204 if was is not None else 404)

            def _done(self, status: int) -> None:
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self._part = _Part(("127.0.0.1", 0), Answering)
        self._tool = ThreadingHTTPServer(("127.0.0.1", 0), Switching)
        for server in (self._part, self._tool):
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        self.address = f"127.0.0.1:{self._part.server_address[1]}"
        self.tool = f"http://127.0.0.1:{self._tool.server_address[1]}"

    def close(self) -> None:
        for server in (self._part, self._tool):
            server.shutdown()
            server.server_close()


class Supervising:
    """As much of supervisord as is asked: programs that it starts, stops and names with their processes."""

    def __init__(self) -> None:
        self.commands = {"scorer": SLEEPER, "forker": PARENT}
        self.running: dict[str, subprocess.Popen[bytes]] = {}

        class Paths(SimpleXMLRPCRequestHandler):
            rpc_paths = ("/RPC2",)

        self._server = SimpleXMLRPCServer(("127.0.0.1", 0), Paths, logRequests=False, allow_none=True)
        for name in ("getAllProcessInfo", "startProcess", "stopProcess"):
            self._server.register_function(getattr(self, name), f"supervisor.{name}")
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def getAllProcessInfo(self):
        lives = {name: one.pid for name, one in self.running.items() if one.poll() is None}
        return [
            {"name": name, "group": name, "state": 20 if name in lives else 100, "pid": lives.get(name, 0)}
            for name in self.commands
        ]

    def startProcess(self, name, _wait):
        if name in self.running and self.running[name].poll() is None:
            raise xmlrpc.client.Fault(60, f"ALREADY_STARTED: {name}")
        self.running[name] = subprocess.Popen(self.commands[name])
        return True

    def stopProcess(self, name, _wait):
        self.kill(name)
        return True

    def kill(self, name):
        if name in self.running:
            for child in psutil.Process(self.running[name].pid).children() if self.running[name].poll() is None else []:
                child.kill()
            self.running[name].kill()
            self.running[name].wait()

    def close(self):
        for name in self.commands:
            self.kill(name)
        self._server.shutdown()
        self._server.server_close()


class _Part(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64


def profile_of(links: Links, **permissions: Any):
    """A profile with one connection, to the cache, which becomes slow or silent through the tool."""
    doing = {"service": "tool", "needs": "destroy", "path": "/harm"}
    may = {"read": True, "synthetic": True, "write": True, "destroy": True, **permissions}
    return profile_with(
        name="toy",
        production=False,
        product=None,
        provision=None,
        permissions=Permissions(**may),
        services=Services(scoring_api=ScoringApi(url=links.tool)),
        other_services={"tool": HttpService(url=links.tool)},
        procedures={},
        operations={
            "slow": Operation(method="POST", body={"latency_ms": "{latency_ms}"}, **doing),
            "silence": Operation(method="POST", body={"silent": True}, **doing),
            "mend": Operation(method="DELETE", success=[204, 404], **doing),
        },
        chaos=Chaos.model_validate(
            {
                "links": {
                    "cache": {
                        "address": links.address,
                        "protocol": "redis",
                        "harm": {
                            "slow": {"apply": "slow", "undo": "mend"},
                            "silent": {"apply": "silence", "undo": "mend"},
                        },
                    }
                }
            }
        ),
    )


class Pretended:
    """A fault of which everything is decided by a test; `did` tells what was done to it."""

    about = "a pretended fault"

    def __init__(self, *, comes: bool = True, goes: bool = True) -> None:
        self.did: list[str] = []
        self.there = False
        self._comes, self._goes = comes, goes

    def prepare(self) -> None:
        self.did.append("prepare")

    def data(self) -> dict[str, Any]:
        return {"kind": "pretended"}

    def apply(self) -> None:
        self.did.append("apply")
        self.there = self._comes

    def present(self) -> Seen:
        return Seen(self.there, "there" if self.there else "not there")

    def undo(self) -> None:
        self.did.append("undo")
        self.there = self.there and not self._goes

    def gone(self) -> Seen:
        return Seen(not self.there, "gone" if not self.there else "still there")


@contextmanager
def taken_port():
    """A port on which nobody answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        yield probe.getsockname()[1]
