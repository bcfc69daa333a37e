"""A profile is read whole or refused in one sentence that names file, place and what to do."""

import copy
import re
from pathlib import Path

import certifi
import pytest
import yaml

from acceptance.outcome import ConfigurationError
from acceptance.profile import find_profile, load, read_provision
from acceptance.profile.joining import join
from acceptance.profile.loading import VARIABLE

LOCAL = Path("profiles/local.yaml")
FAST = yaml.CSafeLoader


def value_of(variable):
    """A value of the right form for a variable of a profile."""
    if variable.endswith(("_URL", "_ENDPOINT")):
        return "https://127.0.0.1:1"
    if variable.endswith(("_BOOTSTRAP", "_ADDRESS")):
        return "127.0.0.1:1"
    if variable == "CA_FILE":
        return certifi.where()
    return "1" if variable.endswith("_PORT") else f"value-of-{variable}"


WAIVER = {
    "control": "PCI-01",
    "reason": "the vendor delivers in spring",
    "owner": "J. Doe",
    "since": "2026-03-01",
    "expires": "2027-03-01",
}
FILES = [part.path for part in join(LOCAL).documents]
VARIABLES = {name: value_of(name) for path in FILES for name, _ in VARIABLE.findall(path.read_text("utf-8"))}


def whole():
    """The local profile as it would stand in one file."""
    content = copy.deepcopy(join(LOCAL).content)
    return {key: value for key, value in content.items() if key not in ("platform", "agreements")}


def test_the_local_profile_is_valid():
    profile = load(LOCAL, VARIABLES)
    assert profile.name == "local"
    assert profile.encrypted_hops["scoring API"].address == "127.0.0.1:1"


@pytest.mark.parametrize(
    ("place", "value", "sentence"),
    [
        ("services.scoring_api.timeout", 3, "services.scoring_api.timeout: unknown key, did you mean 'timeout_s'?"),
        ("permisions", {}, "permisions: unknown key, did you mean 'permissions'?"),
        ("services.scoring_api", None, "services.scoring_api: this key is missing; add it"),
        ("services.database.port", "many", "services.database.port: it has to be a whole number"),
        ("services.scoring_api.url", "ftp://x", "services.scoring_api.url: no URL of a service; write https://host"),
        ("operations.score.service", "scoring", "operations.score.service: no service is called 'scoring'"),
        ("operations.score.needs", "read", "a POST call changes something"),
        ("integrations.crm.probe", "nothing", "integrations.crm: there is no operation 'nothing'"),
        ("limits.replicas_s", 2.5, "replicas that may be 2.5 s behind (replicas_s) cannot keep withdrawal_s: 2"),
        ("services.scoring_api.public", ["helth"], "services.scoring_api.public: there is no operation 'helth'"),
        ("services.scoring_api.allowed", {"x": []}, "services.scoring_api.allowed: there is no operation 'x'"),
        ("messages.transaction.topic", "unknown", "the event 'transaction' uses topic 'unknown'"),
        ("populations.experiments.operation", "score", "say either operation, or database and sql"),
        ("production", True, "a production profile may allow read, synthetic and load only"),
        ("waivers", [WAIVER | {"expires": "2028-01-01"}], "waivers.0: expires has to lie between since and 2027-03-01"),
        ("waivers", [WAIVER, WAIVER], "waivers.1.control: PCI-01 is declared at waivers.0.control already; keep one"),
        ("waivers", [{**WAIVER, "until": "x"}], "waivers.0.until: unknown key"),
        ("scope", [{"control": "pci"}], "scope.0.control: the text has to match pattern"),
        ("accepts.0.expires", "soon", "write a day such as 2027-06-30"),
        ("objectives.availability.at_least_percent", 100, "objectives.availability.at_least_percent: it has to be"),
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


@pytest.mark.parametrize(
    ("place", "value", "sentence"),
    [
        ("services.database.port", 99_999_999, "services.database.port: it has to be less than or equal to 65535"),
        ("services.cache.port", -1, "services.cache.port: it has to be greater than or equal to 1"),
        ("services.database.host", "https://db", "services.database.host: the text has to match"),
        ("services.scoring_api.url", "https://h:99999999", "its port does not lie between 1 and 65535"),
        ("services.scoring_api.url", "https://me:secret@h", "credentials do not belong into a URL"),
        ("services.scoring_api.url", "https://h/x?key=1", "a query or a fragment does not belong"),
        ("services.object_store.endpoint", "https://h/x", "only scheme, host and port; remove the path"),
        ("services.object_store.endpoint", "https://k:s@h", "credentials do not belong into a URL"),
        ("services.events.bootstrap", "h:1,h", "'h' is no address; write host:port"),
        ("services.events.bootstrap", "h:0", "with a port between 1 and 65535"),
        ("services.scoring_api.tokens.scorer", "", "services.scoring_api.tokens.scorer: it is empty"),
        ("services.scoring_api.tokens.scorer", "${A_TOKEN:}", "services.scoring_api.tokens.scorer: it is empty"),
        ("services.cache.password", "abc", "services.cache.password: it has 3 characters"),
        ("services.cache.password", "dev", "services.cache.password: it has 3 characters"),
        ("services.cache.password", "cache", "services.cache.password: it is an ordinary word"),
        ("services.database.password", "password", "services.database.password: it is an ordinary word"),
        ("services.database.password", "Topics", "services.database.password: it is an ordinary word"),
        ("services.database.password", "admin", "services.database.password: it is an ordinary word"),
        ("description", "${lower}", "description: ${lower} names no variable: capitals, digits and _ only"),
        ("description", "${Mixed-Case:x}", "write ${MIXED_CASE}"),
        ("description", "${UNCLOSED", "description: ${UNCLOSED has no closing brace"),
        ("description", "${}", "description: ${} names no variable"),
        ("services.scoring_api.ca_file", "/nowhere/ca.pem", "/nowhere/ca.pem cannot be read (No such file"),
        ("services.scoring_api.ca_file", "/tmp", "services.scoring_api.ca_file: /tmp"),
        ("services.scoring_api.ca_file", str(LOCAL), "holds no certificates in PEM form"),
        ("limits.event_s", "inf", "limits.event_s: it has to be a finite number"),
        ("permissions.load.max_requests_per_s", "nan", "it has to be a finite number"),
    ],
)
def test_what_could_never_be_meant_is_refused_with_line_and_remedy(changed, place, value, sentence):
    path = changed(place, value)
    with pytest.raises(ConfigurationError) as refused:
        load(path, VARIABLES)
    assert refused.value.exit_code == 3
    assert sentence in refused.value.sentence
    for line in refused.value.sentence.splitlines():
        assert re.match(r":\d+: ", line.removeprefix(str(path)))


def test_all_faults_are_told_at_once(tmp_path):
    text = yaml.dump(whole(), Dumper=yaml.CSafeDumper)
    text = text.replace("permissions:", "permisions:").replace("${DATABASE_PORT}", "70000")
    (tmp_path / "x.yaml").write_text(text, "utf-8")
    with pytest.raises(ConfigurationError) as refused:
        load(tmp_path / "x.yaml", VARIABLES)
    told = refused.value.sentence
    assert "permisions: unknown key" in told
    assert "services.database.port" in told


def test_names_that_lead_nowhere_are_told_at_once(changed):
    path = changed("operations.score.service", "scoring")
    content = yaml.load(path.read_text("utf-8"), Loader=FAST)
    content["operations"]["score"] = {**content["operations"]["score"], "service": "scoring"}
    content["messages"]["customer_record"]["topic"] = "gossip"
    path.write_text(yaml.dump(content, Dumper=yaml.CSafeDumper), "utf-8")
    with pytest.raises(ConfigurationError) as refused:
        load(path, VARIABLES)
    assert "no service is called 'scoring'" in refused.value.sentence
    assert "uses topic 'gossip'" in refused.value.sentence


def test_a_long_secret_of_letters_alone_is_taken():
    profile = load(LOCAL, VARIABLES | {"REDIS_PASSWORD": "correcthorsebattery"})
    assert profile.services.cache.password.get_secret_value() == "correcthorsebattery"


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
        ("- 1", "a profile is a map of keys, this file holds a list"),
        ("", "this file holds nothing"),
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


@pytest.mark.parametrize("name", ["local", "staging", "production"])
def test_every_environment_of_this_repository_is_valid(name):
    path = find_profile(name)
    texts = [part.path.read_text("utf-8") for part in join(path).documents]
    named = {one: default for text in texts for one, default in VARIABLE.findall(text)}
    profile = load(path, {one: value_of(one) for one, default in named.items() if not default})
    assert profile.name == name
    assert profile.production is (name == "production")
    assert profile.operations
    assert profile.privacy


@pytest.mark.parametrize(
    "name", ["", ".", "..", "local/../local", "../profiles/local", "./local", "local.yaml", "a\0b", "x" * 5000]
)
def test_an_environment_is_named_and_not_a_way_to_a_file(name):
    assert find_profile("local").name == "local.yaml"
    with pytest.raises(ConfigurationError, match="for environment") as caught:
        find_profile(name)
    assert len(caught.value.sentence) < 600
