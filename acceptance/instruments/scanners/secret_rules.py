"""By what Trivy knows a secret, beside the forms of keys that it brings along.

It passes over files by their names: those exceptions are switched off, but for what packages bring along. Passwords
that a company chose have no form; they are found by the name of their setting.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_SETTING = (
    r"(?:passw(?:or)?d|passphrase|pwd|secret|token|credentials?"
    r"|(?:api|private|secret|signing|secret[_-]access)[_-]?key)"
)
_VALUE = r"""(?P<secret>[^\s"'$<>{}(),;:/%*\[|&!][^\s"'<>{}(),;]{7,})"""
_TRIED = "change(?:me|it)|passw(?:o|0)rd|letmein|welcome|qwerty|admin|postgres|root|guest|minioadmin"
_SETTINGS_FILES = (
    r"(?i)(^|/)(config\.json|\.env[^/]*|[^/]*\.(env|ini|cfg|conf|cnf|properties|ya?ml|toml)"
    r"|\.?credentials?|\.netrc|\.pgpass|\.npmrc|\.pypirc)$"
)
_NAMES = [*("passw", "passphrase", "pwd", "secret", "token", "credential"), *("key", "_key", "-key", "apikey")]
_OF_PACKAGES = {"id": "of-packages", "path": r"(site-packages|dist-packages|node_modules)/"}
_NO_VALUE = {
    "id": "no-value",
    "regex": r"""(?i)[:=][ \t]*["']?(disabled|required|optional|undefined|redacted|unlimited|automatic)""",
}
_END = r"""["']?[ \t]*(?:[,}].*|[ \t]#.*)?$"""
_WORD = "(?:[A-Za-z][a-z]+(?:[A-Z][a-z]{2,})*|[A-Z]+)"
_NAME = {
    "id": "name-of-a-secret",
    "regex": rf"[:=][ \t]*[\"']?{_WORD}(?:[-_.]{_WORD})*(?:[-_.]v?[0-9]{{1,3}})?{_END}",
}
"""Words in a row name a secret that is kept elsewhere."""
_PLACE = {
    "id": "place-of-a-secret",
    "regex": r"""(?i)[:=][ \t]*["']?(vault|keyring|arn|file|env|ssm|op|sops|ref\+[a-z]+|projects)[:/]""",
}
_SHIPPED = {"id": "shipped-by-debian", "path": r"(^|/)etc/ssl/openssl\.cnf(\.dist)?$"}
_EXAMPLE = {"id": "example", "regex": r"(?i)//(user|username|name):(pass|passwd|password|secret)@"}


def _rule(id_: str, title: str, regex: str, keywords: list[str], path: str = "") -> dict[str, Any]:
    named = {"id": id_, "category": "general", "title": title, "severity": "HIGH", "regex": regex}
    kept = {"secret-group-name": "secret", "keywords": keywords}
    return {
        **named,
        **kept,
        "allow-rules": [_OF_PACKAGES, _SHIPPED, _NO_VALUE, _NAME, _PLACE, _EXAMPLE],
        **({"path": path} if path else {}),
    }


RULES: Mapping[str, Any] = {
    "disable-allow-rules": ["tests", "examples", "vendor", "locale-dir", "markdown"],
    "allow-rules": [
        {
            "id": "tests-of-packages",
            "path": r"(site-packages|dist-packages|node_modules)/.*(tests?|testing|examples?)/",
        }
    ],
    "rules": [
        _rule(
            "password-in-setting",
            "a password or key in a setting",
            rf"""(?i){_SETTING}["']?[ \t]*=[ \t]*["']?{_VALUE}""",
            _NAMES,
            _SETTINGS_FILES,
        ),
        _rule(
            "password-in-document",
            "a password or key in a document of settings",
            rf"""(?im){_SETTING}["']?[ \t]*:[ \t]*["']?{_VALUE}{_END}""",
            _NAMES,
            _SETTINGS_FILES,
        ),
        _rule(
            "password-beside-its-name",
            "a password or key beside its name",
            rf"""(?im)\bname:[ \t]*["']?[a-z0-9_.-]*{_SETTING}["']?[ \t]*\n[ \t]*value:[ \t]*["']?{_VALUE}{_END}""",
            _NAMES,
            _SETTINGS_FILES,
        ),
        {
            **_rule(
                "password-of-everybody",
                "a password that everybody tries",
                rf"""(?im)(?:passw(?:or)?d|pwd|secret)["']?[ \t]*[:=][ \t]*["']?(?P<secret>{_TRIED}){_END}""",
                _NAMES,
                _SETTINGS_FILES,
            ),
            "allow-rules": [_OF_PACKAGES, _SHIPPED],
        },
        # Elsewhere it has to be in quotation marks and to hold a digit, or to be all of its line: else it is code.
        _rule(
            "password-in-quotation-marks",
            "a password or key in quotation marks",
            rf"""(?i){_SETTING}["']?[ \t]*[:=][ \t]*["'](?P<secret>[a-z+/=_.-]{{0,60}}[0-9][a-z0-9+/=_.-]{{8,}})["']""",
            _NAMES,
        ),
        _rule(
            "password-in-variable",
            "a password or key of a variable",
            r"(?m)^(?:export )?[A-Z][A-Z0-9_]*(?:PASSWORD|PASSWD|SECRET|TOKEN|KEY)="
            r"(?P<secret>[^\s\"'$<>{}(),;:/%*.][^\s\"'<>{}(),;]{7,})$",
            _NAMES,
        ),
        _rule(
            "password-in-address",
            "a password in an address",
            r"""(?i)\b[a-z][a-z0-9+.-]*://[^\s:/@"'$]+:(?P<secret>[^\s@/${}<>"'*:]{3,})@""",
            ["://"],
        ),
        _rule("storage-key", "a key of a store", r"\bAccountKey=(?P<secret>[A-Za-z0-9+/]{80,}={0,2})", ["AccountKey="]),
        _rule("temporary-key", "a key for a cloud", r"\b(?P<secret>ASIA[A-Z0-9]{16})\b", ["ASIA"]),
    ],
}
"""As Trivy's file of rules holds them."""
