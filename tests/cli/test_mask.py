"""`appliance mask` on the command line."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from appliance.cli.mask import app
from appliance.core.kit.errors import BadInput, NotFound

run = CliRunner()


def test_detect_repeats_each_line_with_its_spans():
    lines = [
        {"text": "手机13812345678", "id": 7},
        {"text": "短信来了，556677", "context": ["您好", {"role": "ai", "text": "请提供验证码"}]},
        {"text": "我在上海"},
        {"text": ""},
    ]
    given = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n\n"
    result = run.invoke(app, ["detect"], input=given, catch_exceptions=False)
    answered = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["text"] for line in answered] == [line["text"] for line in lines]
    assert answered[0]["id"] == 7
    assert [[span[:3] for span in line["spans"]] for line in answered] == [
        [[2, 13, "MOBILE"]],
        [[5, 11, "OTP"]],
        [[2, 4, "LOCATION"]],
        [],
    ]


@pytest.mark.parametrize(
    "line", ["not json", '"text"', '{"texts": "x"}', '{"text": 5}', '{"text": "x", "context": "y"}']
)
def test_detect_names_the_line_that_cannot_be_used(line):
    result = run.invoke(app, ["detect"], input='{"text": "好"}\n' + line + "\n")
    assert isinstance(result.exception, BadInput)
    assert "2" in result.exception.zh
    assert len(result.stdout.splitlines()) == 1


def test_text_shows_tokens_and_partial_values():
    result = run.invoke(app, ["text", "我叫王小明，验证码556677", "--why"], catch_exceptions=False)
    assert "⟦PERSON:" in result.stdout
    assert "王**" in result.stdout
    assert "556677" not in result.stdout


def test_why_names_the_rule_and_the_fate_of_each_and_never_the_value():
    said = "手机13812345678，在济南，验证码是556677"
    lines = run.invoke(app, ["text", said, "--why"], catch_exceptions=False).stdout.splitlines()[2:]
    kinds = [line.split()[0] for line in lines]
    assert kinds == ["手机", "地点", "验证码"]
    assert "Mobile: " in lines[0]
    assert lines[0].endswith("脱敏")
    assert lines[1].endswith("策略不脱敏")
    assert lines[2].endswith("不入库")
    assert not any(value in line for value in ("13812345678", "556677") for line in lines)


def test_evaluate_prints_counts(tmp_path):
    labelled = tmp_path / "labelled.jsonl"
    rows = [
        {"text": "手机13812345678", "spans": [[2, 13, "MOBILE"]]},
        {"text": "我叫小明明呀", "spans": [[0, 2, "CVV"]], "alts": {"0": [0, 1]}, "ignore": [[2, 6]]},
        {"text": "贷款利率是多少", "spans": []},
    ]
    labelled.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    result = run.invoke(app, ["evaluate", str(labelled), "--misses"], catch_exceptions=False)
    assert "MOBILE" in result.stdout
    assert "0/11" in result.stdout
    assert "0/1" in result.stdout
    assert "2: CVV" in result.stdout


def test_evaluate_without_a_file_or_labels(tmp_path):
    assert isinstance(run.invoke(app, ["evaluate", str(tmp_path / "none")]).exception, NotFound)
    unlabelled = tmp_path / "x.jsonl"
    unlabelled.write_text('{"text": "好"}', encoding="utf-8")
    assert isinstance(run.invoke(app, ["evaluate", str(unlabelled)]).exception, BadInput)
