"""The picture of an experiment shows each second and shades the windows with the fault."""

from xml.etree import ElementTree

from acceptance.reporting.experiment_picture import picture

EXPERIMENT = {
    "about": "the <cache> cannot be reached",
    "rating": "MODERATE",
    "phases": [
        {"name": "before", "fault": False, "start_s": 0, "end_s": 2},
        {"name": "the fault comes", "fault": None, "start_s": 2, "end_s": 3},
        {"name": "with the fault", "fault": True, "start_s": 3, "end_s": 5},
        {"name": "after", "fault": False, "start_s": 5, "end_s": 6},
    ],
    "seconds": [[40, 0, 0.01], [40, 0, 0.01], [30, 10, 0.2], [0, 40, None], [0, 40, None], [40, 0, 0.01]],
}


def test_two_windows_are_shaded_and_every_second_has_its_bars():
    drawn = ElementTree.fromstring(picture(EXPERIMENT))
    titles = [one.text for one in drawn.iter("{http://www.w3.org/2000/svg}title")]
    assert titles == ["the fault comes", "with the fault"]
    reds = [float(one.get("height")) for one in drawn.iter() if one.get("fill") == "#b3261e"]
    assert [height > 0 for height in reds] == [False, False, True, True, True, False]


def test_an_experiment_without_any_answer_is_drawn():
    silent = {**EXPERIMENT, "seconds": [[0, 0, None]] * 6}
    assert ElementTree.fromstring(picture(silent)).tag.endswith("svg")
