"""A profile is read whole or refused in one sentence that names file, place and what to do."""

import re
from pathlib import Path

import pytest
import yaml

from acceptance.outcome import ConfigurationError
from acceptance.profile import find_profile, load, read_provision
from acceptance.profile.loading import VARIABLE

LOCAL = Path("profiles/local.yaml")


def value_of(variable):
    """A value of the right form for a variable of the local profile."""
    if variable.endswith(("_URL", "_ENDPOINT")):
        return "https://127.0.0.1:1"
    return "127.0.0.1:1" if variable.endswith(("_BOOTSTRAP", "_ADDRESS")) else "1"


WAIVER = {
    "control": "PCI-01",
    "reason": "the vendor delivers in spring",
    "owner": "J. Doe",
    "since": "2026-03-01",
    "expires": "2027-03-01",
}
VARIABLES = {name: value_of(name) for name, _ in VARIABLE.findall(LOCAL.read_text("utf-8"))}


@pytest.fixture
def changed(tmp_path):
    """Writes the local profile with one place changed, and returns its path."""

    def write(place, value):
        content = yaml.safe_load(LOCAL.read_text("utf-8"))
        *way, last = place.split(".")
        node = content
        for part in way:
            node = node[int(part) if isinstance(node, list) else part]
        if value is None:
            del node[last]
        else:
            node[last] = value
        path = tmp_path / "changed.yaml"
        path.write_text(yaml.safe_dump(content), "utf-8")
        return path

    return write


def test_the_local_profile_is_valid():
    profile = load(LOCAL, VARIABLES)
    assert profile.name == "local"
    assert profile.encrypted_hops["scoring API"].address == "127.0.0.1:1"


@pytest.mark.parametrize(
    ("place", "value", "sentence"),
    [
        ("services.scoring_api.timeout", 3, "services.scoring_api.timeout: unknown key, did you mean 'timeout_s'?"),
        ("permisions", {}, "permisions: unknown key, did you mean 'permissions'?"),
        ("services.database", None, "services.database: this key is missing; add it"),
        ("services.database.port", "many", "services.database.port: Input should be a valid integer"),
        ("services.scoring_api.url", "ftp://x", "services.scoring_api.url: String should match pattern"),
        ("operations.score.service", "scoring", "operations.score.service: no service is called 'scoring'"),
        ("operations.score.identity", "boss", "operations.score.identity: scoring_api has no token 'boss'"),
        ("operations.score.needs", "read", "a POST call changes something"),
        ("integrations.crm.probe", "nothing", "integrations.crm: there is no operation 'nothing'"),
        ("messages.transaction.topic", "unknown", "the event 'transaction' uses topic 'unknown'"),
        ("populations.experiments.operation", "score", "say either operation, or database and sql"),
        ("production", True, "a production profile may allow read, synthetic and load only"),
        ("waivers", [WAIVER | {"expires": "2028-01-01"}], "waivers.0: expires has to lie between since and 2027-03-01"),
        ("waivers", [WAIVER, WAIVER], "waivers.1.control: PCI-01 is declared at waivers.0.control already; keep one"),
        ("waivers", [{**WAIVER, "until": "x"}], "waivers.0.until: unknown key"),
        ("scope", [{"control": "pci"}], "scope.0.control: String should match pattern"),
        ("accepts.0.expires", "soon", "write a day such as 2027-06-30"),
        ("objectives.availability.at_least_percent", 100, "objectives.availability.at_least_percent: Input should be"),
        ("objectives.latency.limits.0.at_most_ms", 5000, "p99 within 1000 ms contradicts p95 within 5000 ms"),
        ("objectives.throughput.offered_per_s", 100, "more than 100 could never be seen; offer a tenth more"),
        ("objectives.throughput.offered_per_s", 2000, "more than permissions.load.max_requests_per_s allows (1000)"),
        ("objectives.reading.operation", "score", "objectives.reading.operation: 'score' needs synthetic"),
        ("objectives.availability.reported.operation", "x", "availability.reported.operation: there is no operation"),
        ("objectives.freshness.inputs", ["gossip"], "objectives.freshness.inputs: 'gossip' is unknown"),
        ("objectives.accuracy.holdout.key", "x", "say either file, or bucket and key"),
        ("objectives.acuracy", {}, "objectives.acuracy: unknown key, did you mean 'accuracy'?"),
    ],
)
def test_a_mistake_is_named_with_its_place(changed, place, value, sentence):
    path = changed(place, value)
    with pytest.raises(ConfigurationError) as refused:
        load(path, VARIABLES)
    assert sentence in refused.value.sentence
    for line in refused.value.sentence.splitlines():
        assert line.startswith(str(path))
        assert re.match(r":\d+: ", line.removeprefix(str(path)))


def test_a_missing_variable_is_named():
    with pytest.raises(ConfigurationError, match=r"no value for CA_FILE, SCORER_TOKEN;"):
        load(LOCAL, {k: v for k, v in VARIABLES.items() if k not in ("CA_FILE", "SCORER_TOKEN")})


def test_a_default_stands_in_for_a_missing_variable(tmp_path, changed):
    path = changed("description", "runs on ${SOMEWHERE:this machine}")
    assert load(path, VARIABLES).description == "runs on this machine"
    assert load(path, VARIABLES | {"SOMEWHERE": "that one"}).description == "runs on that one"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("a: [1", "not YAML"),
        ("- 1", "a profile is a map of keys, this file holds list"),
        ("", "this file holds NoneType"),
    ],
)
def test_a_file_that_is_no_profile_is_refused(tmp_path, content, sentence):
    path = tmp_path / "broken.yaml"
    path.write_text(content, "utf-8")
    with pytest.raises(ConfigurationError, match=sentence):
        read_provision(path)


def test_an_unknown_environment_names_the_nearest():
    with pytest.raises(ConfigurationError, match="did you mean 'local'"):
        find_profile("locl")
