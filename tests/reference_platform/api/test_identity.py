"""Tokens are known by digest only, and can be changed while the API runs."""

import hashlib
import json
from pathlib import Path

import pytest

from reference_platform.api.identity import BadTokensFile, Caller, Tokens
from reference_platform.api.settings import MissingSetting, Settings, settings_from


def test_a_known_token_has_a_user_and_roles_and_an_unknown_one_has_neither(tokens_file: Path) -> None:
    tokens = Tokens(tokens_file)
    assert tokens.caller("token-of-scorer") == Caller("user-scorer", frozenset({"scorer"}), "person", "person-scorer")
    assert tokens.caller("") is None
    assert tokens.caller("token-of-scorer\udcff") is None


def test_a_role_nobody_defined_grants_nothing(tokens_file: Path) -> None:
    digest = hashlib.sha256(b"t").hexdigest()
    tokens_file.write_text(
        json.dumps({digest: {"user": "u", "roles": ["root", "auditor"], "kind": "person", "person": "u"}})
    )
    assert Tokens(tokens_file).caller("t").roles == {"auditor"}


def test_a_token_that_does_not_say_who_holds_it_is_refused_with_its_file(tokens_file: Path) -> None:
    digest = hashlib.sha256(b"t").hexdigest()
    for kind in ({}, {"kind": "robot"}):
        tokens_file.write_text(json.dumps({digest: {"user": "u", "roles": ["auditor"], **kind}}))
        with pytest.raises(BadTokensFile, match="kind"):
            Tokens(tokens_file)


def test_reading_the_file_again_takes_tokens_away_and_a_broken_file_takes_none(tokens_file: Path) -> None:
    tokens = Tokens(tokens_file)
    tokens_file.write_text("{broken")
    with pytest.raises(BadTokensFile, match="expected JSON"):
        tokens.reload()
    assert tokens.caller("token-of-scorer") is not None
    tokens_file.write_text("{}")
    tokens.reload()
    assert tokens.caller("token-of-scorer") is None


def test_missing_settings_are_all_named_at_once() -> None:
    values = {name.upper(): "1" for name in Settings.__dataclass_fields__}
    assert settings_from(values).listen_port == "1"
    with pytest.raises(MissingSetting, match="CRM_URL, CRM_TOKEN"):
        settings_from({**values, "CRM_URL": "", "CRM_TOKEN": ""})
    with pytest.raises(MissingSetting, match="LISTEN_PORT"):
        settings_from({**values, "LISTEN_PORT": "http"})


def test_a_token_that_has_ended_is_unknown_and_one_that_ends_later_is_not(tokens_file: Path) -> None:
    held = {"user": "u", "roles": ["auditor"], "kind": "person", "person": "u"}
    ends = {"past": 1_577_836_800, "later": 4_102_444_800}
    entries = {hashlib.sha256(name.encode()).hexdigest(): {**held, "ends": end} for name, end in ends.items()}
    tokens_file.write_text(json.dumps(entries))
    tokens = Tokens(tokens_file)
    assert tokens.caller("past") is None
    assert tokens.caller("later").user == "u"
