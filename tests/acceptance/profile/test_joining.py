"""The three files of a profile are joined; a key in the wrong one, or in two, is told with the right one."""

from pathlib import Path

import pytest

from acceptance.outcome import ConfigurationError
from acceptance.profile import load
from acceptance.profile.joining import folder_of_agreements, join, split
from acceptance.profile.model import Profile

SECRETS = {"TOKEN": "a-token-of-1", "PASSWORD": "a-password-2", "SECRET": "a-secret-3"}
ENVIRONMENT = """
name: trial
platform: product
agreements: company
services:
  scoring_api: {url: https://scoring.example, tokens: {scorer: "${TOKEN}"}}
  model_registry: {url: https://registry.example}
  database: {host: db, port: 1, name: a, registry_name: b, user: u, password: "${PASSWORD}"}
  cache: {host: cache, port: 1}
  object_store: {endpoint: "https://s3.example", access_key: a, secret_key: "${SECRET}", scratch_bucket: x}
  events: {bootstrap: "kafka:1", topics: {results: {replication: 3}}}
"""
PLATFORM = """
services:
  scoring_api: {health: /alive}
  model_registry: {model: m, alias: a, artefact_bucket: b, artefact_file: f, digest_tag: d}
  object_store: {required_buckets: [b]}
  events:
    topics:
      results: {name: out, partitions: 6}
operations:
  score: {service: scoring_api, identity: scorer, method: POST, path: /score, needs: synthetic}
privacy:
  words: {consent: einwilligung}
cards:
  tokens: new
"""
AGREEMENTS = """
privacy: {purposes: list.yaml, customer_data_in: [database], telemetry: [], declined: [D], reviewers: [r]}
limits: {erasure_s: 9}
scope: []
"""


@pytest.fixture
def files(tmp_path):
    """Writes the three files, each with more text at its end; returns the environment's."""

    def write(environment="", platform="", agreements="", without=()):
        texts = {
            "profiles/trial": ENVIRONMENT + environment,
            "platforms/product": PLATFORM + platform,
            "agreements/company": AGREEMENTS + agreements,
        }
        for name, text in texts.items():
            path = tmp_path / f"{name}.yaml"
            path.parent.mkdir(exist_ok=True)
            if name not in without:
                path.write_text(text, "utf-8")
        return tmp_path / "profiles/trial.yaml"

    return write


def told(path):
    with pytest.raises(ConfigurationError) as refused:
        load(path, SECRETS)
    assert refused.value.exit_code == 3
    root = f"{path.parent.parent}/"
    return [line.removeprefix(root).replace(root, "") for line in refused.value.sentence.splitlines()]


def test_three_files_make_one_profile(files):
    profile = load(files(), SECRETS)
    assert profile.services.scoring_api.health == "/alive"
    results = profile.services.events.topics["results"]
    assert (results.name, results.partitions, results.replication) == ("out", 6, 3)
    assert profile.privacy and profile.privacy.word("consent") == "einwilligung"
    assert (profile.limits.erasure_s, profile.limits.event_s) == (9, Profile.model_fields["limits"].default.event_s)


def test_a_block_that_its_own_file_does_not_have_is_not_there(files):
    joined = join(files())
    assert joined.left_aside == (("cards",),)
    assert load(joined.path, SECRETS).cards is None


def test_files_that_agreements_name_lie_beside_them(files, tmp_path):
    assert folder_of_agreements(files()) == tmp_path / "agreements"
    alone = tmp_path / "profiles/alone.yaml"
    alone.write_text("name: alone\n", "utf-8")
    assert folder_of_agreements(alone) == tmp_path / "profiles"


@pytest.mark.parametrize(
    ("where", "text", "line"),
    [
        (
            "environment",
            "operations: {}\n",
            "profiles/trial.yaml:12: operations: it stands on line 9 of platforms/product.yaml already, where it "
            "belongs; remove it here.",
        ),
        (
            "environment",
            "waivers: []\n",
            "profiles/trial.yaml:12: waivers: it belongs into agreements/company.yaml; move it there.",
        ),
        (
            "environment",
            "audit: {identities: {a: {user: u, password: a-password-4}}}\n",
            "profiles/trial.yaml:12: audit: it completes a block that platforms/product.yaml does not "
            "have; add it there.",
        ),
        (
            "platform",
            "permissions: {write: true}\n",
            "platforms/product.yaml:15: permissions: it belongs into profiles/trial.yaml; move it there.",
        ),
        (
            "platform",
            "limits: {erasure_s: 1}\n",
            "platforms/product.yaml:15: limits: it stands on line 3 of agreements/company.yaml already, where it "
            "belongs; remove it here.",
        ),
        (
            "agreements",
            "received: {}\n",
            "agreements/company.yaml:5: received: it belongs into platforms/product.yaml; move it there.",
        ),
        (
            "agreements",
            "name: x\n",
            "agreements/company.yaml:5: name: it stands on line 2 of profiles/trial.yaml already, where it belongs; "
            "remove it here.",
        ),
        ("agreements", "waver: []\n", "agreements/company.yaml:5: waver: unknown key, did you mean 'waivers'?."),
    ],
)
def test_a_key_in_the_wrong_file_is_told_with_the_right_one(files, where, text, line):
    assert line.rstrip(".") in [one.rstrip(".") for one in told(files(**{where: text}))]


def test_a_key_inside_a_shared_block_is_told_as_well(files):
    path = files()
    platform = path.parent.parent / "platforms/product.yaml"
    platform.write_text(PLATFORM.replace("health: /alive", "health: /alive, url: 'https://x.example'"), "utf-8")
    assert told(path) == [
        "platforms/product.yaml:3: services.scoring_api.url: it stands on line 6 of profiles/trial.yaml already, "
        "where it belongs; remove it here"
    ]


def test_a_fault_is_told_with_the_file_in_which_it_stands_or_would_stand(files):
    path = files(platform="  surfaces: 7\n", agreements="cards: {issuer_digits: 7}\n")
    platform = path.parent.parent / "platforms/product.yaml"
    platform.write_text(platform.read_text("utf-8").replace("alias: a, ", ""), "utf-8")
    assert [line.partition(": ")[0] for line in told(path)] == [
        "platforms/product.yaml:4",
        "agreements/company.yaml:5",
        "platforms/product.yaml:15",
    ]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("produkt", "there is no file {root}platforms/produkt.yaml; did you mean 'product'?"),
        ("../product", "write the name of a file in platforms/, without folder and ending"),
        ("product.yaml", "write the name of a file in platforms/, without folder and ending"),
        ("[product]", "write the name of a file in platforms/, without folder and ending"),
    ],
)
def test_a_file_that_is_not_there_is_told_where_it_is_named(files, name, sentence):
    path = files()
    path.write_text(ENVIRONMENT.replace("platform: product", f"platform: {name}"), "utf-8")
    assert told(path) == [f"profiles/trial.yaml:3: platform: {sentence.format(root='')}"]


def test_both_files_that_are_not_there_are_told(files):
    lines = told(files(without=("platforms/product", "agreements/company")))
    assert [line.partition(": ")[2].partition(":")[0] for line in lines] == ["platform", "agreements"]


def test_one_file_may_stand_for_all_three(files):
    path = files()
    parts = (ENVIRONMENT.replace("platform: product\nagreements: company\n", ""), "operations: {}\nwaivers: []\n")
    path.write_text("".join(parts).replace("https://registry.example", "https://registry.example"), "utf-8")
    lines = told(path)
    assert all("belongs" not in line for line in lines)


def test_what_was_joined_can_be_split_again():
    local = join(Path("profiles/local.yaml"))
    parts = split(local.content)
    assert {file: part.content for file, part in local.parts.items()} == parts


def test_faults_of_every_kind_and_file_are_told_at_once(files):
    path = files(
        environment="limits: {event_s: soon}\nwaivers: []\nsearch: {max_bites: 1}\n",
        platform="operations_: {}\n",
        agreements="accepts: [{control: X}]\nreceived: {}\n",
    )
    lines = told(path)
    assert {line.split(": ")[0] + " " + line.split(": ")[1] for line in lines} >= {
        "profiles/trial.yaml:12 limits.event_s",
        "profiles/trial.yaml:13 waivers",
        "profiles/trial.yaml:14 search.max_bites",
        "platforms/product.yaml:15 operations_",
        "agreements/company.yaml:5 accepts.0.scenario",
        "agreements/company.yaml:6 received",
    }
