"""Secrets come from the environment, from files or from a command; never from the profile, never printed."""

import sys

import pytest

from acceptance.outcome import ConfigurationError
from acceptance.profile import load
from acceptance.profile.given import given
from acceptance.yaml_document import read_document
from tests.acceptance.profile.test_loading import VARIABLES


def values(tmp_path, text, environment=None):
    path = tmp_path / "profile.yaml"
    path.write_text(text, "utf-8")
    return given(read_document(path), environment or {})


def test_a_file_gives_its_text_without_the_line_end_behind_it(tmp_path):
    (tmp_path / "word").write_bytes(b"two words \r\n")
    found = values(tmp_path, f"secrets: {{WORD: {{file: {tmp_path}/word}}}}")
    assert found["WORD"] == "two words "


def test_the_name_of_a_file_may_be_in_the_environment_as_images_have_it(tmp_path):
    (tmp_path / "word").write_text("of-the-file\n")
    assert values(tmp_path, "name: x", {"WORD_FILE": str(tmp_path / "word")})["WORD"] == "of-the-file"


def test_the_environment_goes_before_files_and_commands(tmp_path):
    assert values(tmp_path, "secrets: {WORD: {command: [nothing]}}", {"WORD": "mine"})["WORD"] == "mine"


def test_a_command_is_asked_once_and_only_when_it_is_needed(tmp_path):
    script = tmp_path / "count.py"
    script.write_text(f"open({str(tmp_path / 'asked')!r}, 'a').write('x'); print('from-the-command')")
    found = values(
        tmp_path, f"secrets: {{WORD: {{command: [{sys.executable}, {script}]}}, OTHER: {{command: [nothing]}}}}"
    )
    assert [found["WORD"] for _ in range(3)] == ["from-the-command"] * 3
    assert (tmp_path / "asked").read_text() == "x"


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("{file: /nowhere/at-all}", "The file /nowhere/at-all, which should hold WORD, cannot be read"),
        ("{command: [/nowhere/program]}", "/nowhere/program, which should print WORD, cannot be run"),
        (
            f"{{command: [{sys.executable}, -c, 'import sys; print(\"half-a-secret\"); sys.exit(3)']}}",
            "ended with code 3",
        ),
        (f"{{command: [{sys.executable}, -c, pass]}}", "gives no value for WORD"),
        (f"{{command: [{sys.executable}, -c, 'import time; time.sleep(60)'], timeout_s: 0.5}}", "within 0.5 s"),
        (f"{{command: [{sys.executable}, -c, 'import os; os.write(1, bytes([255]))']}}", "is no text in UTF-8"),
    ],
)
def test_what_gives_no_value_is_named_and_nothing_of_it_repeated(tmp_path, source, sentence):
    found = values(tmp_path, f"secrets: {{WORD: {source}}}")
    with pytest.raises(ConfigurationError) as refused:
        found["WORD"]
    assert sentence in refused.value.sentence
    assert "half-a-secret" not in refused.value.sentence


@pytest.mark.parametrize("block", ["{WORD: {}}", "{WORD: {file: a, command: [b]}}", "{word: {file: a}}", "[1]"])
def test_a_wrong_block_is_named_with_its_place(tmp_path, block):
    with pytest.raises(ConfigurationError, match=r"profile\.yaml:1: secrets"):
        values(tmp_path, f"secrets: {block}")


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("services.database.password", "a-password-written-out"),
        ("services.database.password", "${DATABASE_PASSWORD:a-default}"),
        ("services.database.password", "prefix-${DATABASE_PASSWORD}"),
        ("services.scoring_api.tokens.scorer", "a-token-written-out"),
        ("stores.database.password", "a-password-written-out"),
        ("services.object_store.secret_key", "written-out"),
    ],
)
def test_a_secret_that_is_written_out_is_refused_without_repeating_it(changed, place, value):
    with pytest.raises(ConfigurationError) as refused:
        load(changed(place, value), VARIABLES)
    assert f"{place}: a secret must not stand in a file that many read" in refused.value.sentence
    assert str(value) not in refused.value.sentence
