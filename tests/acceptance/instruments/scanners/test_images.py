"""An image or folder is looked into as a whole, by a scanner that finds what was planted in it; else it is blind."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from image_files import archive_of, described, fake, oci_archive_of
from programs import program

from acceptance.instruments.scanners.image_archive import read_image
from acceptance.instruments.scanners.images import Seen, licences, scan_archive, scan_folders, scan_reference
from acceptance.instruments.scanners.planting import HARMLESS, Sample
from acceptance.instruments.scanners.result import OVERLOOKED, Blind, Severity
from acceptance.instruments.scanners.sarif import to_sarif
from acceptance.instruments.scanners.secrets import planted_key
from acceptance.instruments.scanners.tool import OWN, Tool
from acceptance.instruments.scanners.trivy import SETTINGS, runs_as_root

PROGRAM = shutil.which(str(OWN / "trivy")) or shutil.which("trivy")
INSTALLED = pytest.mark.skipif(PROGRAM is None, reason="Trivy is not installed; `make trivy` does it")
PACKAGE = "usr/lib/python3/dist-packages/thing-1.0.dist-info/METADATA"
LAYERS = [{"app/a.py": "x = 1\n", PACKAGE: described("thing", "1.0", "MIT")}]


def looked(tmp_path: Path, change: str = "", layers: list[dict[str, str]] | None = None, **config: object) -> Seen:
    path = archive_of(tmp_path / "a.tar", layers or LAYERS, **config)
    return scan_archive(path, program(tmp_path, fake(change)))


# -- with a stand-in for Trivy


def test_a_clean_image_is_seen_with_its_layers_and_packages_and_nothing_planted_is_left(tmp_path: Path):
    seen = looked(tmp_path)
    assert (seen.scan.blind, seen.scan.findings, seen.scan.covered) == ("", (), {"layers": 1})
    assert [one.purl for one in seen.packages] == ["pkg:pypi/thing@1.0"]
    assert len(json.loads(seen.inventory)["components"]) == 1
    assert "planted" not in (seen.report + seen.inventory).replace(str(tmp_path), "").lower()
    assert not list(tmp_path.rglob("image.tar"))


def test_a_secret_is_told_with_its_layer_and_not_quoted(tmp_path: Path):
    key = planted_key()
    layers = [*LAYERS, {"root/.aws/credentials": f"key = {key}"}, {"root/.aws/.wh.credentials": ""}]
    seen = looked(tmp_path, layers=layers, Env=[f"KEY={key}"])
    assert {(one.place, one.severity) for one in seen.scan.findings} == {
        ("root/.aws/credentials", Severity.CRITICAL),
        (SETTINGS, Severity.CRITICAL),
    }
    assert any("in layer 2" in one.title for one in seen.scan.findings)
    assert key not in seen.report + seen.inventory + repr(seen.scan)


@pytest.mark.parametrize("user", ["", "root", "0", "0:0", "root:staff", "00", " root "])
def test_who_names_nobody_or_the_administrator_runs_as_the_administrator(tmp_path: Path, user: str):
    (found,) = looked(tmp_path, User=user).scan.findings
    assert (found.rule, found.severity) == ("setting/runs-as-root", Severity.HIGH)


@pytest.mark.parametrize("user", ["app", "10001:0", "rooted", "65532"])
def test_another_user_is_not_the_administrator(user: str):
    assert not runs_as_root({"Metadata": {"ImageConfig": {"config": {"User": user}}}})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("report['Results'] = []", "a key in a file that a later layer removes, a key in the environment"),
        ("del report['Results']", "a key in a file that a later layer removes"),
        ("for r in report['Results']: r.pop('Licenses', None)", "the licence of a package"),
        ("report['Results'] = [r for r in report['Results'] if 'Secrets' in r]", "a dangerous setting"),
        (
            "report.get('Metadata', {}).get('DiffIDs', []).pop(0) if command == 'image' else 0",
            "did not look into 1 of 3",
        ),
        ("report.get('Metadata', {}).update(ImageID='sha256:0')", "looked at another image"),
    ],
)
def test_a_scanner_that_overlooks_a_part_is_not_believed(tmp_path: Path, change: str, told: str):
    # What makes the inventory stays as it is.
    scan = looked(tmp_path, f"if command != 'convert':\n    {change}").scan
    assert told in scan.blind


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("sys.exit(0)", "Trivy left no report: it ended with 0"),
        ("sys.exit('FATAL there is no database')", "Trivy left no report: FATAL there is no database"),
        ("open(sys.argv[sys.argv.index('--output') + 1], 'w').write('{\"SchemaVersion\": 2, ')", "left half a report"),
        ("open(sys.argv[sys.argv.index('--output') + 1], 'w').write('[]')", "lacks SchemaVersion"),
        ("open(sys.argv[sys.argv.index('--output') + 1], 'w').write('{}')", "lacks SchemaVersion"),
        ("open(sys.argv[sys.argv.index('--output') + 1], 'w').truncate(70 << 20)", "larger than 64 MB"),
        ("os.kill(os.getpid(), 9)", "was ended by SIGKILL"),
        (fake("report['Results'] = [{'Target': 'x', 'Secrets': [{}]}]"), "cannot be read"),
        (fake("report['Results'] = 'none'"), "results are no lists of entries"),
        (fake("report['Results'] = [{'Target': 'x', 'Packages': [3]}]"), "results are no lists of entries"),
        (fake("report['Metadata'] = 3"), "what it says of the image is no entry"),
    ],
)
def test_a_scanner_on_a_bad_day_is_blind(tmp_path: Path, body: str, told: str):
    path = archive_of(tmp_path / "a.tar", LAYERS)
    with pytest.raises(Blind, match=told):
        scan_archive(path, program(tmp_path, body))


def test_a_scanner_that_hangs_is_blind(tmp_path: Path):
    path = archive_of(tmp_path / "a.tar", LAYERS)
    with pytest.raises(Blind, match="did not end within"):
        scan_archive(path, program(tmp_path, "time.sleep(60)", timeout_s=0.3))


def test_an_inventory_that_lacks_a_package_is_blind(tmp_path: Path):
    change = "if command == 'convert': report['components'] = []"
    with pytest.raises(Blind, match=r"the inventory lacks 1 packages that were found: pkg:pypi/thing@1.0"):
        looked(tmp_path, change)


def test_the_archive_of_another_image_than_the_one_that_runs_says_nothing(tmp_path: Path):
    path = archive_of(tmp_path / "a.tar", LAYERS)
    with pytest.raises(Blind, match=f"holds sha256:.* and the image that runs is sha256:{'0' * 64}"):
        scan_archive(path, program(tmp_path, fake()), f"sha256:{'0' * 64}")


def test_an_archive_is_of_the_image_that_a_registry_knows_by_another_digest(tmp_path: Path):
    path = oci_archive_of(tmp_path / "a.tar", LAYERS)
    image = read_image(path)
    assert len(image.known_as) == 2 and image.digest not in image.known_as
    for digest in (image.digest, *image.known_as):
        assert scan_archive(path, program(tmp_path, fake()), digest).scan.blind == ""


def test_a_name_with_html_in_it_reaches_sarif_as_an_address(tmp_path: Path):
    name = "app/<script>alert(1)<script>.env"
    seen = looked(tmp_path, layers=[*LAYERS, {name: planted_key()}])
    (found,) = seen.scan.findings
    assert found.place == name
    assert "<" not in json.dumps(to_sarif(seen.scan)["runs"][0]["results"][0]["locations"])


def test_licences_are_refused_by_name_and_one_that_is_not_told_is_a_finding(tmp_path: Path):
    told = {"a": "AGPL-3.0-only", "b": "MIT OR AGPL-3.0-only", "c": "MIT AND AGPL-3.0-only", "d": None, "e": "MIT"}
    files = {PACKAGE.replace("thing", name): described(name, "1.0", one) for name, one in told.items()}
    scan = licences(looked(tmp_path, layers=[files]), ["agpl-*"])
    assert {(one.place, one.severity) for one in scan.findings} == {
        ("a", Severity.HIGH),
        ("c", Severity.HIGH),
        ("d", Severity.MEDIUM),
    }
    assert scan.covered == {"packages": 5}


def test_an_image_of_a_registry_counts_only_after_a_sample_and_with_its_own_digest(tmp_path: Path):
    change = """
if sys.argv[-1] == 'example.org/app:1':
    report = {**report, 'Results': [], 'Metadata': {'ImageID': 'sha256:' + 'a' * 64, 'DiffIDs': ['x', 'y'],
              'RepoDigests': ['example.org/app@sha256:' + 'b' * 64], 'ImageConfig': {'config': {'User': 'app'}}}}
    report['ArtifactType'] = 'container_image'
"""
    tool = program(tmp_path, fake(change))
    seen = scan_reference("example.org/app:1", tool, tool.folder, f"sha256:{'b' * 64}")
    assert (seen.scan.blind, seen.scan.covered, seen.digest) == ("", {"layers": 2}, f"sha256:{'a' * 64}")
    with pytest.raises(Blind, match=r"what the registry holds as example.org/app:1 is not"):
        scan_reference("example.org/app:1", tool, tool.folder, f"sha256:{'c' * 64}")
    harmless = scan_reference("example.org/app:1", tool, tool.folder, sample=Sample(HARMLESS))
    assert OVERLOOKED in harmless.scan.blind


def test_folders_are_looked_into_with_a_sample_in_each(tmp_path: Path):
    (tmp_path / "src/b").mkdir(parents=True)
    (tmp_path / "src/node_modules/c").mkdir(parents=True)
    for place in ("src/a.py", "src/b/c.py", "src/node_modules/c/d.js"):
        (tmp_path / place).write_text("x\n")
    seen = scan_folders([tmp_path / "src"], program(tmp_path, fake()))
    assert (seen.scan.blind, seen.scan.covered, seen.scan.findings) == ("", {"files": 2, "folders": 2}, ())
    change = "report['Results'] = [r for r in report['Results'] if not r['Target'].startswith('src/b/')]"
    blind = scan_folders([tmp_path / "src"], program(tmp_path, fake(change))).scan.blind
    assert f"{OVERLOOKED}: a key in src/b" in blind
    with pytest.raises(Blind, match="there is no file below none"):
        scan_folders([tmp_path / "none"], program(tmp_path, fake()))


# -- with Trivy itself


@INSTALLED
def test_trivy_finds_what_was_planted_and_what_is_there_and_nothing_else(tmp_path: Path):
    password = "DATABASE_PASSWORD=tiger4711tiger\nURL=postgres://api:tiger4711@db/x\nPASSWORD_FILE=/run/secrets/db\n"
    layers = [*LAYERS, {"app/tests/.env": password}, {"app/tests/.wh..env": ""}]
    path = archive_of(tmp_path / "a.tar", layers, User="0", Env=["API_TOKEN=abcd4711efgh", "MODE=production"])
    seen = scan_archive(path, Tool("trivy", _folder(tmp_path), named=PROGRAM))
    assert seen.scan.blind == ""
    found = {(one.rule.partition("/")[0], one.place) for one in seen.scan.findings if one.severity != Severity.LOW}
    assert found == {("secret", "app/tests/.env"), ("secret", SETTINGS), ("setting", SETTINGS)}
    assert [one.name for one in seen.packages] == ["thing"]
    assert "tiger4711" not in seen.report + seen.inventory and "abcd4711" not in seen.report


@INSTALLED
def test_trivy_without_a_planted_weakness_is_not_believed(tmp_path: Path):
    path = archive_of(tmp_path / "a.tar", LAYERS)
    seen = scan_archive(path, Tool("trivy", _folder(tmp_path), named=PROGRAM), sample=Sample(HARMLESS))
    assert OVERLOOKED in seen.scan.blind


@INSTALLED
def test_trivy_looks_into_every_folder_and_is_not_told_to_look_away(tmp_path: Path):
    root = tmp_path / "src"
    (root / "vendor").mkdir(parents=True)
    (root / "vendor/a.conf").write_text("password = tiger4711tiger\n")
    (root / "trivy.yaml").write_text("scan:\n  skip-dirs: [vendor]\n")
    (root / ".trivyignore").write_text("password-in-setting\n")
    seen = scan_folders([root], Tool("trivy", _folder(tmp_path), named=PROGRAM))
    assert seen.scan.blind == ""
    assert [one.place for one in seen.scan.findings] == ["src/vendor/a.conf"]


NAMES = """
existingSecret: scoring-credentials
secretKeyRef: databaseCredentials
imagePullSecret: registry-credentials-v2
tokenEndpoint: https://login.example.org/token
passwordFile: /run/secrets/db
apiKey: "{{ .Values.apiKey }}"
password: ${DB_PASSWORD}
password: vault:secret/data/db1#password
tokens: [a, b]
- name: DB_PASSWORD
  value: ${X}
"""
PASSWORDS = """
password: changeme
token: xYz-12345678
db: {password: hunter2hunter2, user: a}
- name: CACHE_PASSWORD
  value: tiger4711tiger
"""


@INSTALLED
def test_the_name_and_the_place_of_a_secret_are_none(tmp_path: Path):
    root = tmp_path / "deploy"
    root.mkdir()
    (root / "names.yaml").write_text(NAMES)
    (root / "passwords.yaml").write_text(PASSWORDS)
    seen = scan_folders([root], Tool("trivy", _folder(tmp_path), named=PROGRAM))
    assert seen.scan.blind == ""
    found = {(one.place, one.line) for one in seen.scan.findings}
    assert found == {("deploy/passwords.yaml", line) for line in (2, 3, 4, 6)}


def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder
