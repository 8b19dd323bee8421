"""Promise: questions that operators search and evaluate with leave nothing behind but figures; only their names are searched with.

Values of every kind are planted in questions to `knowledge search` and `knowledge evaluate` of a running house. Then its data folder, the
console, and all that the commands print are searched.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from appliance.core.vault.seal import read_keyfile
from appliance.core.vault.vault import Vault
from tests.fixtures import small
from tests.guarantees.test_planted_values import tables
from tests.house import House
from tests.planted.search import Needles
from tests.planted.sentences import field

TEXTS = [
    {"id": "founder", "title": "行史", "text": "本行由陈嘉木于1988年创办，总部设在临江。"},
    {"id": "museum", "title": "展馆", "text": "本行由各地商会共同出资，展馆设在海岳。"},
    {"id": "fees", "title": "年费", "text": "金卡年费二百元，白金卡年费八百元。"},
]
QUESTION = "陈嘉木是谁？"


def lines(path: Path, rows: list[dict[str, Any]]) -> str:
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), "utf-8")
    return str(path)


def said(house: House, *words: str, stdin: str | None = None) -> str:
    made = house.command("knowledge", *words, stdin=stdin)
    assert made.returncode == 0, made.stdout + made.stderr
    return made.stdout + made.stderr


def test_questions_leave_nothing_and_a_name_helps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    planted = field(60, seed=11)
    asked = [{"qid": "founder", "query": QUESTION, "relevant": ["founder"]}]
    asked += [{"qid": f"x{n}", "query": f"{one.text}"} for n, one in enumerate(planted) if not one.question]
    asked += [
        {"qid": f"h{n}", "query": f"{one.value}，还有{QUESTION}", "history": [one.question]}
        for n, one in enumerate(planted)
        if one.question
    ]
    house = small.house(tmp_path, LOG_LEVEL="debug")
    with house.running():
        said(house, "bases", "create", "bank", "--single-person")
        texts = lines(tmp_path / "bank.jsonl", TEXTS)
        said(house, "import", texts, "--base", "bank", "--publish", "--confirm")
        rows = lines(tmp_path / "asked.jsonl", asked)
        printed = said(house, "search", "--jsonl", "-", "--base", "bank", stdin=Path(rows).read_text("utf-8"))
        first = json.loads(printed.splitlines()[0])
        assert first["hits"][0]["id"] == "founder"
        assert first["hits"][0]["bm25"] > 0, "its words were found: the name was searched with"
        assert "是谁" not in printed, "no question is said again"
        told = json.loads(said(house, "evaluate", rows, "--base", "bank", "--json").splitlines()[0])
        named = sum(QUESTION in row["query"] for row in asked)
        assert told["questions"] == len(asked)
        assert named <= told["with_names"] <= len(asked)
        masked = json.loads(
            said(house, "evaluate", rows, "--base", "bank", "--as-visitors", "--json").splitlines()[0]
        )
        assert masked["with_names"] == 0
        shown = said(house, "evaluate", rows, "--base", "bank")
        assert f"{told['with_names']} 题含姓名、地点等名称" in shown
        needles = Needles(planted)
        found = needles.hits((printed + shown).encode(), "what the commands print")
        found += needles.in_folder(house.folder)
    found += needles.in_folder(house.folder) + needles.in_folder(temporary)
    found += needles.hits("".join(house.said).encode(), "the console")
    vault = Vault(house.folder)
    vault.unseal(read_keyfile(house.folder / "unseal.key"))
    for name, key in (("appliance", vault.store_key()), ("search", vault.search_key())):
        found += tables(house.folder / "store" / f"{name}.db", key, needles, name)
    vault.seal()
    assert found == []
