"""Archives of images made by hand, and a program that stands in for Trivy: it finds what is planted, and no more."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

FAKE = r"""
import hashlib, io, re, tarfile

def word(name):
    return sys.argv[sys.argv.index(name) + 1]

def layers(path):
    with tarfile.open(path) as archive:
        entry = json.load(archive.extractfile('manifest.json'))[0]
        config = json.load(archive.extractfile(entry['Config']))
        told = [(d, archive.extractfile(n).read()) for d, n in zip(config['rootfs']['diff_ids'], entry['Layers'])]
    return 'sha256:' + entry['Config'].partition('.')[0], config, told

def of_files(files, results):
    for place, text, layer in files:
        if re.search('AKIA[A-Z0-9]{16}', text):
            secret = {'RuleID': 'aws-access-key-id', 'Title': 'AWS Access Key ID', 'Severity': 'CRITICAL',
                      'StartLine': 1, 'Match': 'key = ****', 'Code': {'Lines': [text]}, 'Layer': {'DiffID': layer}}
            results.append({'Target': place, 'Class': 'secret', 'Secrets': [secret]})
        if 'USER root' in text:
            setting = {'ID': 'DS002', 'Title': 'root', 'Severity': 'HIGH', 'Status': 'FAIL', 'Message': 'm'}
            results.append({'Target': place, 'Class': 'config', 'Misconfigurations': [setting]})
        if place.endswith('METADATA'):
            said = dict(line.split(': ', 1) for line in text.splitlines())
            name, version, licence = said['Name'], said['Version'], said.get('License')
            package = {'Name': name, 'Version': version, 'Licenses': [licence] if licence else None,
                       'Identifier': {'PURL': f'pkg:pypi/{name}@{version}'}}
            results.append({'Target': 'Python', 'Class': 'lang-pkgs', 'Packages': [package]})
            licences = [{'PkgName': name, 'Name': licence}] if licence else []
            results.append({'Target': 'Python', 'Class': 'license', 'Licenses': licences})

def image(path):
    digest, config, told = layers(path)
    results, files = [], []
    for number, content in told:
        with tarfile.open(fileobj=io.BytesIO(content)) as layer:
            files += [('/' + one.name, layer.extractfile(one).read().decode(), number) for one in layer if one.isfile()]
    of_files(files, results)
    secrets = [{'RuleID': 'aws-access-key-id', 'Title': 'AWS', 'Severity': 'CRITICAL', 'StartLine': 9, 'Match': one}
               for one in config['config'].get('Env', []) if 'AKIA' in one]
    steps = [{'ID': 'DS005', 'Title': 'ADD', 'Severity': 'LOW', 'Status': 'FAIL', 'Message': one['created_by']}
             for one in config['history'] if one['created_by'].startswith('ADD')]
    results += [{'Target': path, 'Class': 'secret', 'Secrets': secrets},
                {'Target': path, 'Class': 'config', 'Misconfigurations': steps}]
    return {'SchemaVersion': 2, 'ArtifactName': path, 'ArtifactType': 'container_image', 'Results': results,
            'Metadata': {'ImageID': digest, 'DiffIDs': [one for one, _ in told], 'ImageConfig': config}}

def folder(path):
    results = []
    files = [(os.path.relpath(os.path.join(at, name), path), open(os.path.join(at, name)).read(), '')
             for at, _, names in os.walk(path) for name in names]
    of_files(files, results)
    return {'SchemaVersion': 2, 'ArtifactName': path, 'ArtifactType': 'filesystem', 'Results': results}

def inventory(path):
    found = [one for each in json.load(open(path))['Results'] for one in each.get('Packages') or []]
    purls = [{'type': 'library', 'purl': one['Identifier']['PURL']} for one in found]
    return {'bomFormat': 'CycloneDX', 'components': purls}

if '--version' in sys.argv:
    print('Version: 0.0.1')
    sys.exit()
command = sys.argv[1]
if command == 'convert':
    report = inventory(sys.argv[-1])
else:
    report = image(word('--input')) if '--input' in sys.argv else folder(sys.argv[-1])
CHANGE
with open(word('--output'), 'w') as target:
    json.dump(report, target)
"""
"""Not Trivy: what it knows is the samples of these tests. `CHANGE` is a line that alters its report."""


def fake(change: str = "") -> str:
    return FAKE.replace("CHANGE", change)


def described(name: str, version: str, licence: str | None) -> str:
    text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    return text + (f"License: {licence}\n" if licence else "")


def layer(files: Mapping[str, str]) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for name, text in files.items():
            add(archive, name, text.encode())
    return held.getvalue()


def add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


def settings_of(layers: Sequence[bytes], **config: Any) -> dict[str, Any]:
    digests = [f"sha256:{hashlib.sha256(one).hexdigest()}" for one in layers]
    steps = [{"created_by": f"COPY {number} /"} for number, _ in enumerate(layers)]
    return {"config": {"User": "app", **config}, "rootfs": {"type": "layers", "diff_ids": digests}, "history": steps}


def archive_of(path: Path, layers: Sequence[Mapping[str, str]], packed: bool = False, **config: Any) -> Path:
    """An archive as `docker save` writes it."""
    held = list(map(layer, layers))
    with tarfile.open(path, "w") as archive:
        for number, content in enumerate(held):
            add(archive, f"{number}.tar", gzip.compress(content) if packed else content)
        add(archive, "config.json", json.dumps(settings_of(held, **config)).encode())
        manifest = [{"Config": "config.json", "Layers": [f"{number}.tar" for number, _ in enumerate(held)]}]
        add(archive, "manifest.json", json.dumps(manifest).encode())
    return path


def oci_archive_of(path: Path, layers: Sequence[Mapping[str, str]], **config: Any) -> Path:
    """The same as an OCI layout, its layers made smaller, behind an index in the index."""
    held = list(map(layer, layers))
    blobs: list[bytes] = []

    def blob(content: bytes) -> dict[str, str]:
        blobs.append(content)
        return {"digest": f"sha256:{hashlib.sha256(content).hexdigest()}"}

    told = blob(json.dumps(settings_of(held, **config)).encode())
    manifest = {"config": told, "layers": [blob(gzip.compress(one)) for one in held]}
    inner = {"manifests": [blob(json.dumps(manifest).encode())]}
    index = {"manifests": [blob(json.dumps(inner).encode())]}
    with tarfile.open(path, "w") as archive:
        for content in blobs:
            add(archive, f"blobs/sha256/{hashlib.sha256(content).hexdigest()}", content)
        add(archive, "index.json", json.dumps(index).encode())
    return path
