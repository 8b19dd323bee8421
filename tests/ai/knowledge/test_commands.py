"""`appliance knowledge …`: what the commands do where the keys are."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.cli.knowledge import HANDLERS
from appliance.core.kit.parts import Parts
from appliance.core.masking.engine import Masker
from appliance.core.masking.text import MaskedText, RawText
from appliance.core.settings import Settings, load
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault


class NothingToMask:
    def mask(self, raw: RawText, *, hasher: Any, **_: Any) -> SimpleNamespace:
        return SimpleNamespace(text=MaskedText.trusted(raw.expose()), entities=[])


@pytest.fixture
def parts(knowledge: KnowledgeBase, vault: Vault, data_dir: Path) -> Parts:
    box = Parts()
    box.provide(KnowledgeBase, knowledge)
    box.provide(Vault, vault)
    box.provide(Masker, NothingToMask())
    box.provide(Store, knowledge.store)
    box.provide(Settings, load(data_dir=str(data_dir)))
    return box


def test_import_goes_on_after_a_bad_file(parts: Parts, tmp_path: Path) -> None:
    (tmp_path / "年费.md").write_text("# 年费\n金卡年费二百元。", "utf-8")
    (tmp_path / "坏.pdf").write_bytes(b"%PDF-")
    pairs = [{"id": "q1", "question": "如何挂失？", "answer": "拨打热线。"}]
    (tmp_path / "qa.jsonl").write_text("\n".join(json.dumps(row) for row in pairs), "utf-8")
    (tmp_path / "texts.jsonl").write_text(json.dumps({"id": "t1", "text": "营业时间为九点。"}), "utf-8")
    names = ["年费.md", "坏.pdf", "qa.jsonl", "texts.jsonl"]
    steps: list[Any] = []
    asked = {"paths": [str(tmp_path / name) for name in names], "publish": True}
    lines = HANDLERS["knowledge.import"](parts, asked, steps.append)["lines"]
    assert [(line["file"], line["ok"]) for line in lines] == list(
        zip(names, [True, False, True, True], strict=True)
    )
    assert "damaged" in lines[1]["en"]
    assert {"text": "年费.md", "done": 1, "total": 1} in steps

    found = HANDLERS["knowledge.search"](
        parts, {"questions": [{"qid": "7", "query": "怎么挂失"}], "k": 2}, steps.append
    )
    assert (found[0]["qid"], found[0]["hits"][0]["id"], found[0]["hits"][0]["kind"]) == ("7", "q1", "qa")
    assert json.dumps(found)

    listed = HANDLERS["knowledge.list"](parts, {}, steps.append)
    assert listed["counts"] == {"documents": 2, "passages": 2, "qa_pairs": 1}
    assert {row["state"] for row in listed["documents"]} == {"published", "failed"}
    assert HANDLERS["knowledge.reindex"](parts, {}, steps.append) == 3


def test_many_wordings_of_one_id_are_one_hit(parts: Parts, tmp_path: Path) -> None:
    """Forty-five wordings of one intent lie nearest; the others' place is behind it all the same."""
    rows = [{"id": "lost", "text": f"card lost, way {n}"} for n in range(45)]
    rows += [{"id": f"other{n}", "text": f"card fee {n}"} for n in range(12)]
    path, asked = tmp_path / "texts.jsonl", tmp_path / "asked.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    asked.write_text(json.dumps({"qid": "1", "query": "card lost, fee", "relevant": ["other3"]}), "utf-8")
    (line,) = HANDLERS["knowledge.import"](parts, {"paths": [str(path)], "publish": True}, list)["lines"]
    assert "57 texts published, 0 unchanged" in line["en"]
    wanted = {"questions": [{"qid": "1", "query": "card lost, way"}], "k": 10, "one_each": True}
    (found,) = HANDLERS["knowledge.search"](parts, wanted, list)
    ids = [hit["id"] for hit in found["hits"]]
    assert (ids[0], len(ids)) == ("lost", 10)
    assert len(set(ids)) == 10
    measures = HANDLERS["knowledge.evaluate"](parts, {"sets": [str(asked)]}, list)["measures"]
    assert {one["name"]: one["value"] for one in measures}["mrr@10"] > 0


@pytest.mark.parametrize(
    ("query", "searched", "named"),
    [
        ("陈嘉木是谁？", "陈嘉木是谁？", 1),
        ("陈嘉木的手机13800138000是谁的？", "陈嘉木的手机⟦MOBILE:", 1),
        ("我的密码是Zx9!kk21，怎么改？", "我的密码是⟦PASSWORD:dropped⟧", 0),
        ("金卡年费多少？", "金卡年费多少？", 0),
    ],
)
def test_only_names_stay_in_what_is_searched_with(
    parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, query: str, searched: str, named: int
) -> None:
    parts.provide(Masker, Masker())
    asked = tmp_path / "asked.jsonl"
    asked.write_text(json.dumps({"qid": "1", "query": query}), "utf-8")
    knowledge, seen = parts.get(KnowledgeBase), []
    search = knowledge.search
    monkeypatch.setattr(
        knowledge, "search", lambda said, **more: seen.append(str(said)) or search(said, **more)
    )
    found = HANDLERS["knowledge.evaluate"](parts, {"sets": [str(asked)]}, list)
    assert found["with_names"] == named
    assert seen[0].startswith(searched)
    assert "13800138000" not in seen[0]
    found = HANDLERS["knowledge.evaluate"](parts, {"sets": [str(asked)], "as_visitors": True}, list)
    assert found["with_names"] == 0
    assert "陈嘉木" not in seen[-1]
