"""Names, addresses and birthdays in voices the training lists do not speak: Cantonese and Sichuan customers, old
people, merchants, students abroad. Written apart from the rules; the floors lie below what was reached."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from appliance.core.masking.evaluate import evaluate

SETS = Path(__file__).parent / "sets"


@pytest.mark.parametrize("name", ["voices", "voices2"])
def test_names_addresses_and_birthdays_are_found_in_every_voice(masker, name):
    lines = (SETS / f"{name}.jsonl").read_text("utf-8").splitlines()
    report = evaluate(masker, [json.loads(line) for line in lines])
    people = report.kinds["PERSON"]
    assert people.recall >= 0.8
    assert people.precision >= 0.85
    assert report.kinds["ADDRESS"].recall >= 0.9
    assert report.kinds["DOB"].recall >= 0.75
    assert report.negatives_masked <= 2
