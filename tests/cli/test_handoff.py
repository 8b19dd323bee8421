"""`appliance handoff`: lines in, decisions out; a bad line is named."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from appliance.cli import handoff, handoff_rules
from appliance.core.kit.errors import BadInput, NotFound

MESSAGES = [
    {"id": "1", "text": "转人工"},
    {"id": 2, "text": "人工费怎么算", "history": []},
    {
        "id": "3",
        "text": "好的",
        "history": [{"role": "visitor", "text": "能退吗"}, {"role": "ai", "text": "需要为您转人工吗？"}],
    },
    {"id": "4", "text": "我卡丢了，手机 13800138000"},
]


def test_a_decision_for_every_line_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text(
        "\n".join(json.dumps(each, ensure_ascii=False) for each in MESSAGES) + "\n\n", encoding="utf-8"
    )
    handoff.decide(file=file)
    printed = capsys.readouterr().out
    lines = [json.loads(line) for line in printed.splitlines()]
    assert [line["id"] for line in lines] == ["1", 2, "3", "4"]
    assert set(lines[0]) == {"id", "handoff", "reasons", "wants_person", "mood", "escalating", "topic"}
    assert [line["wants_person"] for line in lines] == [True, False, True, False]
    assert [line["handoff"] for line in lines] == [True, False, True, True]
    assert lines[3]["reasons"][0]["code"] == "lost_card"
    assert "13800138000" not in printed


LABELLED = [
    {
        "id": "a",
        "text": "转人工",
        "wants_person": True,
        "mood": "neutral",
        "escalating": False,
        "topic": "none",
    },
    {
        "id": "b",
        "text": "年费多少",
        "wants_person": False,
        "mood": "angry",
        "escalating": False,
        "topic": "none",
    },
]


def test_figures_and_misses_of_a_labelled_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "set.jsonl"
    file.write_text("\n".join(json.dumps(each, ensure_ascii=False) for each in LABELLED), encoding="utf-8")
    handoff.evaluate(file, misses=True)
    printed = capsys.readouterr().out
    assert "50.0%" in printed
    assert "b: mood angry → neutral" in printed


@pytest.mark.parametrize(
    "bad",
    [
        "nonsense",
        '["a"]',
        '{"text": "年费"}',
        '{"id": 1}',
        '{"id": 1, "text": 5}',
        '{"id": 1, "text": "年费", "history": "年费"}',
        '{"id": 1, "text": "年费", "history": [{"role": "nobody", "text": "年费"}]}',
        "[" * 100_000,
    ],
)
def test_a_bad_line_is_named(bad: str) -> None:
    with pytest.raises(BadInput, match="Line 2"):
        list(handoff.rows(['{"id": 1, "text": "年费"}', bad]))


def test_a_line_without_labels_cannot_be_evaluated() -> None:
    with pytest.raises(BadInput, match="mood and topic"):
        list(handoff.rows(['{"id": 1, "text": "年费", "wants_person": "yes"}'], labelled=True))


def test_a_missing_file_and_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        handoff.evaluate(tmp_path / "none.jsonl")
    (tmp_path / "empty.jsonl").write_text("\n")
    with pytest.raises(BadInput, match="no line"):
        handoff.evaluate(tmp_path / "empty.jsonl")


RULES = '[rules.unresolved]\nturns = 3\n\n[[rules.unresolved.cases]]\nhours = "closed"\non = false\n'


def test_a_rule_book_file_is_read_back_as_it_is_printed(tmp_path: Path) -> None:
    from appliance.service.handoff.file import dumps, loads

    made = loads(RULES, "rules.toml")
    assert made.rules["unresolved"].everywhere.values["turns"] == 3
    assert loads(dumps(made), "printed.toml") == made
    assert loads(json.dumps(made.content()), "printed.json") == made


@pytest.mark.parametrize(
    ("name", "text", "names"),
    [
        ("r.toml", "[rules.unresolved]\nturns = 99", ("unresolved", "turns")),
        ("r.toml", "[rules.unsolved]\nturns = 3", ("unsolved",)),
        ("r.toml", "turns ==", ("r.toml", "1")),
        ("r.toml", "[rules]\n\nthis is [not toml", ("r.toml", "3")),
        ("r.toml", 'on = true\nwords = """', ("r.toml", "2")),
        ("r.json", "{", ("r.json", "1")),
        ("r.json", "9" * 5000, ("r.json", "JSON")),
        ("r.json", '{"rules": {"mood": {"moods": "angry"}}}', ("mood", "moods")),
    ],
)
def test_a_bad_rule_book_is_told_by_rule_and_key(
    tmp_path: Path, name: str, text: str, names: tuple[str, ...]
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as told:
        handoff_rules.read(tmp_path / name)
    for word in names:
        assert word in told.value.zh
        assert word in told.value.en
    if (
        len(names) == 2 and names[0] == name
    ):  # the line, in the reader's language: no parser speaks in its place
        assert re.fullmatch(rf"{name} [^a-z]+", told.value.zh)


def test_a_day_that_is_none_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="2026-13-01"):
        handoff_rules.day_of("2026-13-01")
    assert handoff_rules.day_of("2026-11-02").isoformat() == "2026-11-01T16:00:00+00:00"
    with pytest.raises(NotFound, match=r"r\.toml"):
        handoff_rules.read(tmp_path / "r.toml")


def test_lines_are_decided_by_a_file_of_rules(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": 1, "text": "转人工"}\n', encoding="utf-8")
    (tmp_path / "r.toml").write_text("[rules.asks_for_person]\non = false\n", encoding="utf-8")
    handoff.decide(file=tmp_path / "in.jsonl", rules=tmp_path / "r.toml")
    assert json.loads(capsys.readouterr().out)["reasons"] == []
