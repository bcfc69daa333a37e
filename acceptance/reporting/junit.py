"""JUnit files of a run, for whoever reads nothing else: green there is exactly what is green in the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, indent, tostring

from acceptance.outcome import ExitCode, Outcome
from acceptance.record.summary import RunSummary, ScenarioSummary

NAME = "junit.xml"
OF_THE_RUN = "TESTS-the-run-itself.xml"
"""Holds what keeps the run as a whole from being trusted."""
_NOT_IN_XML = {code: "\N{REPLACEMENT CHARACTER}" for code in (*range(0x20), 0xFFFE, 0xFFFF) if code not in (9, 10, 13)}


def write_junit(summary: RunSummary, folder: Path | str) -> list[Path]:
    """Writes one file for each feature, and one for the run itself; earlier ones of the same names are replaced.

    A violated scenario is a failure. An inconclusive or not assessed one is an error, but skipped where it was declared
    that it may be so. Problems of the run are errors of a file of their own.

    Returns:
        The files.
    """
    into = Path(folder)
    into.mkdir(parents=True, exist_ok=True)
    files = {f"TESTS-{_dotted(file)}.xml": suite for file, suite in _suites(summary)}
    return [_written(into / name, suite) for name, suite in (files | {OF_THE_RUN: _of_the_run(summary)}).items()]


def junit_document(summary: RunSummary) -> str:
    """The same as one document."""
    whole = _element("testsuites", name=f"acceptance {summary.profile} {summary.run_id}")
    whole.extend([*(suite for _, suite in _suites(summary)), _of_the_run(summary)])
    for attribute in ("tests", "failures", "errors", "skipped"):
        whole.set(attribute, str(sum(int(suite.get(attribute, "0")) for suite in whole)))
    indent(whole)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{tostring(whole, 'unicode')}\n"


def _suites(summary: RunSummary) -> Iterator[tuple[str, Element]]:
    by_file: dict[str, list[ScenarioSummary]] = {}
    for scenario in summary.scenarios:
        by_file.setdefault(scenario.id.rpartition(":")[0], []).append(scenario)
    for file, own in by_file.items():
        yield file, _suite(own[0].feature, [_case(summary, one) for one in own])


def _case(summary: RunSummary, scenario: ScenarioSummary) -> Element:
    place = _dotted(scenario.id.rpartition(":")[0])
    case = _element("testcase", classname=f"{place}.{scenario.feature}", name=scenario.name, time=f"{scenario.seconds}")
    case.set("status", scenario.outcome.value)
    if scenario.outcome is Outcome.SATISFIED:
        return case
    message = f"{scenario.declared}: {scenario.reason}" if scenario.declared else scenario.reason
    tolerated = bool(scenario.declared) or summary.accepts(scenario)
    tag = "failure" if scenario.outcome is Outcome.VIOLATED else "error"
    case.append(_element("skipped" if tolerated else tag, message=message, type=scenario.outcome.value))
    return case


def _of_the_run(summary: RunSummary) -> Element:
    case = _element("testcase", classname="run", name="The run can be trusted", time="0")
    told = [problem.sentence for problem in summary.problems]
    if not told and summary.exit_code > ExitCode.OK and not summary.complete:
        told = ["The run is incomplete."]
    if told:
        case.append(_element("error", message="\n".join(told), type="problem"))
    return _suite("The run itself", [case])


def _suite(name: str, cases: Iterable[Element]) -> Element:
    suite = _element("testsuite", name=name)
    suite.extend(cases)
    counts = {"tests": "testcase", "errors": "testcase/error", "failures": "testcase/failure"}
    for attribute, tag in {**counts, "skipped": "testcase/skipped"}.items():
        suite.set(attribute, str(len(suite.findall(tag))))
    suite.set("time", f"{sum(float(case.get('time', 0)) for case in suite.findall('testcase')):.3f}")
    return suite


def _written(path: Path, suite: Element) -> Path:
    indent(suite)
    ElementTree(suite).write(path, "utf-8", xml_declaration=True)
    return path


def _element(tag: str, **attributes: str) -> Element:
    return Element(tag, {key: _as_xml(value) for key, value in attributes.items()})


def _as_xml(text: str) -> str:
    """Without what no XML document can hold."""
    return text.translate(_NOT_IN_XML).encode("utf-8", "replace").decode("utf-8")


def _dotted(file: str) -> str:
    """A feature file as part of a name: below the features, with dots.

    >>> _dotted("features/security/tls.feature")
    'security.tls'
    """
    parts = Path(file).with_suffix("").parts
    below = parts[parts.index("features") + 1 :] if "features" in parts else parts
    return ".".join(part for part in below if part not in ("..", "/"))
