"""A run gets a platform, gives its own one back, and leaves a running one alone."""

import os
import textwrap

import pytest

from acceptance.outcome import ConfigurationError, PlatformNotProvided
from acceptance.platform.provision import PROCESSES, PROVISIONED, provided_platform

PLATFORM = """
import json, os, pathlib, signal, sys, time
act, folder = sys.argv[1], pathlib.Path(sys.argv[2])
with (folder / "calls").open("a") as calls:
    calls.write(" ".join([act, *sys.argv[3:]]) + "\\n")
if act == "status" and not (folder / "running").exists():
    sys.exit(1)
if act == "up" and (folder / "fails").exists():
    sys.exit(4)
if act == "up" and (folder / "is killed").exists():
    os.kill(os.getpid(), signal.SIGKILL)
if act == "up" and (folder / "hangs").exists():
    time.sleep(60)
if act == "up" and (folder / "is slow").exists():
    for number in range(8):
        print("still at it", number, file=sys.stderr, flush=True)
        time.sleep(0.5)
faulty = {"defects": ["gdpr-06-x"]} if (folder / "faulty").exists() else {}
faulty |= {"processes": [12, 345]} if (folder / "tells").exists() else {}
print(json.dumps({"environment": {"ADDRESS": act}, **faulty}) if not (folder / "mumbles").exists() else "hello")
"""


@pytest.fixture
def profile(tmp_path):
    """A profile whose platform is a small program that notes how it was called."""
    (tmp_path / "platform.py").write_text(PLATFORM, "utf-8")
    program = f"[python, {tmp_path}/platform.py"
    (tmp_path / "p.yaml").write_text(
        textwrap.dedent(f"""
        provision:
          status: {program}, status, {tmp_path}]
          up: {program}, up, {tmp_path}, "{{run_id}}", "{{pid}}"]
          down: {program}, down, {tmp_path}, "{{run_id}}"]
          up_timeout_s: 3
        """),
        "utf-8",
    )
    return tmp_path / "p.yaml"


def calls(profile):
    return (profile.parent / "calls").read_text("utf-8").splitlines()


def test_a_platform_is_started_for_the_run_and_stopped_after_it(profile):
    with provided_platform(profile, "run-1", {}) as environment:
        assert environment == {"ADDRESS": "up", PROVISIONED: "1"}
    assert calls(profile) == ["status", f"up run-1 {os.getpid()}", "down run-1"]


def test_a_running_platform_is_used_and_left_alone(profile):
    (profile.parent / "running").touch()
    with provided_platform(profile, "run-1", {}) as environment:
        assert environment["ADDRESS"] == "status"
    assert calls(profile) == ["status"]


def test_a_platform_that_names_its_processes_hands_them_on(profile):
    (profile.parent / "tells").touch()
    with provided_platform(profile, "run-1", {}) as environment:
        assert environment[PROCESSES] == "12,345"


@pytest.mark.parametrize("running", [True, False])
def test_a_platform_that_is_faulty_on_purpose_is_not_judged(profile, running):
    (profile.parent / "faulty").touch()
    if running:
        (profile.parent / "running").touch()
    with pytest.raises(PlatformNotProvided, match="gdpr-06-x is switched on"), provided_platform(profile, "run-1", {}):
        pass
    assert calls(profile)[-1] == ("status" if running else "down run-1")


def test_a_platform_that_is_provided_already_is_not_asked_for(profile):
    with provided_platform(profile, "run-1", {PROVISIONED: "1", "ADDRESS": "mine"}) as environment:
        assert environment["ADDRESS"] == "mine"
    assert not (profile.parent / "calls").exists()


def test_the_platform_is_stopped_when_the_run_breaks_off(profile):
    with pytest.raises(KeyboardInterrupt), provided_platform(profile, "run-1", {}):
        raise KeyboardInterrupt
    assert calls(profile)[-1] == "down run-1"


def test_a_platform_that_does_not_come_up_is_cleaned_up_and_named(profile):
    (profile.parent / "fails").touch()
    with pytest.raises(PlatformNotProvided, match="ended with code 4"), provided_platform(profile, "run-1", {}):
        pass
    assert calls(profile)[-1] == "down run-1"


def test_a_start_is_waited_for_as_long_as_it_tells_what_it_does(profile, capsys):
    (profile.parent / "is slow").touch()
    with provided_platform(profile, "run-1", {}) as environment:
        assert environment["ADDRESS"] == "up"
    assert "still at it 7" in capsys.readouterr().err


def test_a_start_that_tells_nothing_is_given_up(profile):
    (profile.parent / "hangs").touch()
    refused = pytest.raises(PlatformNotProvided, match="was not up, and its command has told nothing for 3 s")
    with refused, provided_platform(profile, "run-1", {}):
        pass
    assert calls(profile)[-1] == "down run-1"


def test_a_start_that_is_killed_is_no_finding_about_the_platform(profile):
    (profile.parent / "is killed").touch()
    refused = pytest.raises(PlatformNotProvided, match="was killed by SIGKILL")
    with refused, provided_platform(profile, "run-1", {}):
        pass


def test_a_command_that_mumbles_is_refused(profile):
    (profile.parent / "mumbles").touch()
    with pytest.raises(PlatformNotProvided, match="must print one JSON object"), provided_platform(profile, "r", {}):
        pass


def test_an_address_of_another_platform_is_a_contradiction(profile):
    with (
        pytest.raises(ConfigurationError, match="ADDRESS is set in your environment"),
        provided_platform(profile, "run-1", {"ADDRESS": "elsewhere"}),
    ):
        pass
    assert calls(profile)[-1] == "down run-1"


def test_a_program_that_is_not_there_is_named(tmp_path):
    path = tmp_path / "p.yaml"
    path.write_text("provision: {up: [/nowhere/up], down: [/nowhere/down]}", "utf-8")
    with pytest.raises(PlatformNotProvided, match="/nowhere"), provided_platform(path, "run-1", dict(os.environ)):
        pass
