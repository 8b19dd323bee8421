"""What was reached on the development set stays reached. Floors lie slightly below; see sets/README.md for what they mean."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from appliance.core.masking.evaluate import evaluate

SETS = Path(__file__).parent / "sets"
SECRETS = ("OTP", "PASSWORD", "CVV")
CHECKED = ("CN_ID", "BANK_CARD", "USCC")
NUMBERS = {"EXPIRY", "LANDLINE", "PASSPORT", "PERMIT", "HKTW_ID", "MILITARY_ID", "PLATE", "EMAIL", "WECHAT", "QQ", "ACCOUNT"}  # fmt: skip
NUMBERS |= {"IBAN", "SWIFT", "IP", "MAC", "MOBILE", *SECRETS, *CHECKED}


def scored(masker, name):
    lines = [json.loads(line) for line in (SETS / name).read_text("utf-8").splitlines()]
    groups = {line["kind"].partition(":")[0] for line in lines}
    made = {g: evaluate(masker, [x for x in lines if x["kind"].partition(":")[0] == g]) for g in groups}
    assert set(made) == {"dialogue", "single", "harmless"}
    return made


@pytest.fixture(scope="module")
def reports(masker):
    return scored(masker, "dev.jsonl")


@pytest.fixture(scope="module")
def others(masker):
    return scored(masker, "dev2.jsonl")


@pytest.fixture(scope="module")
def forms(masker):
    return scored(masker, "dev4.jsonl")


def recall(report, kinds):
    scores = [report.kinds[kind] for kind in kinds if kind in report.kinds]
    return sum(s.right for s in scores) / sum(s.right + s.missed for s in scores)


FLOORS = [
    ("dialogue", SECRETS, 0.97),
    ("dialogue", CHECKED, 0.98),
    ("dialogue", ("MOBILE",), 0.98),
    ("dialogue", NUMBERS, 0.97),
    ("single", SECRETS, 0.97),
    ("single", CHECKED, 0.99),
    ("single", ("MOBILE",), 0.99),
    ("single", NUMBERS, 0.98),
    ("dialogue", ("PERSON",), 0.9),
    ("single", ("PERSON",), 0.88),
]


@pytest.mark.parametrize(("group", "kinds", "floor"), FLOORS)
def test_recall(reports, group, kinds, floor):
    assert recall(reports[group], kinds) >= floor, reports[group].misses


def test_harmless_messages_stay_readable(reports):
    assert reports["harmless"].negatives_masked / reports["harmless"].negatives <= 0.015


def test_little_leaks(reports):
    assert reports["dialogue"].total.leak <= 0.03
    assert reports["single"].total.leak <= 0.04


def test_precision_of_what_is_masked(reports):
    for group in ("dialogue", "single"):
        scores = [reports[group].kinds[kind] for kind in NUMBERS if kind in reports[group].kinds]
        right, wrong = sum(s.right for s in scores), sum(s.wrong for s in scores)
        assert right / (right + wrong) >= 0.97


OTHER_FLOORS = [
    ("dialogue", (*SECRETS, "EXPIRY"), 0.97),
    ("single", (*SECRETS, "EXPIRY"), 0.97),
    ("dialogue", NUMBERS, 0.97),
    ("single", NUMBERS, 0.97),
]


@pytest.mark.parametrize(("group", "kinds", "floor"), OTHER_FLOORS)
def test_recall_on_another_authors_texts(others, group, kinds, floor):
    assert recall(others[group], kinds) >= floor, others[group].misses


def test_another_authors_harmless_messages_stay_readable(others):
    assert others["harmless"].negatives_masked / others["harmless"].negatives <= 0.02
    assert others["dialogue"].total.leak <= 0.02
    assert others["single"].total.leak <= 0.02


@pytest.fixture(scope="module")
def records(masker):
    return scored(masker, "dev7b.jsonl")


RECORD_FLOORS = [
    ("dialogue", CHECKED, 0.99),
    ("single", CHECKED, 0.99),
    ("dialogue", ("MOBILE",), 1.0),
    ("single", ("MOBILE",), 1.0),
    ("dialogue", NUMBERS, 0.97),
    ("single", NUMBERS, 0.97),
    ("single", ("ADDRESS",), 1.0),
    ("single", ("PERSON",), 0.92),
]


@pytest.mark.parametrize(("group", "kinds", "floor"), RECORD_FLOORS)
def test_recall_in_records_and_of_numbers_abroad(records, group, kinds, floor):
    assert recall(records[group], kinds) >= floor, records[group].misses


def test_little_leaks_of_records_and_what_looks_like_them_stays_readable(records):
    assert records["dialogue"].total.leak <= 0.015
    assert records["single"].total.leak <= 0.015
    assert records["harmless"].negatives_masked / records["harmless"].negatives <= 0.014


@pytest.fixture(scope="module")
def stories(masker):
    return scored(masker, "dev3.jsonl")


@pytest.mark.parametrize("group", ["dialogue", "single"])
def test_secrets_in_stories(stories, group):
    assert recall(stories[group], (*SECRETS, "EXPIRY")) >= 0.95, stories[group].misses
    assert stories[group].total.leak <= 0.03


def test_harmless_numbers_among_stories_stay_readable(stories):
    assert stories["harmless"].negatives_masked / stories["harmless"].negatives <= 0.035


FORM_FLOORS = [
    (CHECKED, 0.995),
    (("MOBILE",), 0.99),
    (NUMBERS - {*SECRETS, "EXPIRY"}, 0.985),
    (("PERSON",), 0.93),
    (("ADDRESS",), 0.98),
]


@pytest.mark.parametrize(("kinds", "floor"), FORM_FLOORS)
def test_recall_on_every_kind_in_every_form(forms, kinds, floor):
    assert recall(forms["single"], kinds) >= floor, forms["single"].misses


def test_harmless_look_alikes_stay_readable(forms):
    assert forms["harmless"].negatives_masked / forms["harmless"].negatives <= 0.022
    assert forms["single"].total.leak <= 0.014
    assert forms["single"].kinds["PERSON"].f1 >= 0.92


@pytest.fixture(scope="module")
def chat(masker):
    return scored(masker, "dev7a.jsonl")


@pytest.mark.parametrize(("group", "floor"), [("dialogue", 0.76), ("single", 0.88)])
def test_secrets_told_in_chat(chat, group, floor):
    assert recall(chat[group], (*SECRETS, "EXPIRY")) >= floor, chat[group].misses


def test_harmless_answers_to_questions_after_secrets_stay_readable(chat):
    assert chat["harmless"].negatives_masked / chat["harmless"].negatives <= 0.06
