"""Names in the questions that operators search with: what stands, whole, in published words stays; all else is masked."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.ai.answering.ladder import Answerer
from appliance.ai.inference.language_model import ModelStatus, NoModel
from appliance.ai.knowledge import bases, pairs
from appliance.ai.knowledge.batch import import_texts
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.ai.knowledge.public_names import MOST_PLACES, PublicNames
from appliance.cli import ask as cli_ask
from appliance.cli.knowledge import HANDLERS
from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.clock import now
from appliance.core.kit.parts import Parts
from appliance.core.masking.engine import Masker
from appliance.core.masking.text import MaskedText, RawText
from appliance.core.settings import Settings, load
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from tests.factories.knowledge import one_person, pair

OFF = ModelStatus("off", "", now(), "未启用。", "Off.")
CARD, MOBILE = "6222021234567890128", "13912345678"
NAMED = [
    # published, question, the name in it, whether it stays
    ("本行创始人为陈嘉木，1988年就任。", "陈嘉木是哪年就任的？", "陈嘉木", True),
    ("本行创始人为陈嘉木，1988年就任。", "陈嘉林是哪年就任的？", "陈嘉林", False),
    ("本行行长为李明华，女。", "李明是哪里人？", "李明", False),
    ("本行行长为李明华，女。", "李明华是哪里人？", "李明", True),  # the mask alone is short
    ("本行行长为李明，男。", "李明是哪里人？", "李明", True),
    ("画家卡尔·路德维希的作品。", "路德是谁？", "路德", False),
    ("马丁·路德的著作。", "路德写了什么？", "路德", False),
    ("马丁·路德的著作。", "马丁·路德写了什么？", "马丁·路德", True),
    ("徐州分行的地址。", "徐夫人是谁？", "徐", False),
    ("百家姓：赵，钱，徐，杭。", "徐夫人是谁？", "徐", False),
    ("Our founder is Ann Lee.", "Who is Ann Lee?", "Ann Lee", True),
    ("Our founder is ANN LEE.", "Who is Ann Lee?", "Ann Lee", True),
    ("Our founder is Ann Leeson.", "Who is Ann Lee?", "Ann Lee", False),
    ("Our founder is Joann Lee.", "Who is Ann Lee?", "Ann Lee", False),
    ("Ann and Lee are friends.", "Who is Ann Lee?", "Ann Lee", False),
    ("This is Ann Lee's bank.", "Who is Ann Lee?", "Ann Lee", True),
    ("Our 'Ann Lee' card.", "Who is Ann Lee?", "Ann Lee", True),
    ("Our founder is Ann Lee-Wong.", "Who is Ann Lee?", "Ann Lee", False),
    ("Our founder is Ann Lee Carter.", "Who is Ann Lee?", "Ann Lee", False),
    ("Our founder is Anne-Marie Duval.", "Who is Marie Duval?", "Marie Duval", False),
    ("分行地址：临江市望月路18号。", "望月路18号有网点吗？", "望月路18号", False),
    ("分行地址：临江市望月路１８号。", "临江市望月路18号有网点吗？", "临江市望月路18号", True),
    ("分行地址：临江市望月路118号。", "望月路18号有网点吗？", "望月路18号", False),
    ("分行地址：临江市望月路18号3幢502室。", "临江市望月路18号有网点吗？", "临江市望月路18号", False),
]


@pytest.fixture(scope="module")
def masker() -> Masker:
    made = Masker()
    made.warm_up()
    return made


def names(knowledge: KnowledgeBase, masker: Masker, *of: str, audience: Any = "visitor") -> PublicNames:
    return PublicNames(knowledge, masker, of or None, audience)


def stays(looked: PublicNames, question: str, name: str) -> bool:
    at = question.index(name)
    return looked.published(question, at, at + len(name))


def base(knowledge: KnowledgeBase, name: str, audience: str = "visitor") -> str:
    with knowledge.store.writing() as s:
        bases.create_base(s, name, by=SYSTEM, audience=audience, single_person=True)
    return name


@pytest.mark.parametrize(("published", "question", "name", "stands"), NAMED)
def test_only_a_whole_name_stands(
    knowledge: KnowledgeBase, masker: Masker, published: str, question: str, name: str, stands: bool
) -> None:
    pair(knowledge, "有什么可以帮您？", published)
    assert stays(names(knowledge, masker), question, name) is stands


def test_titles_headings_and_every_wording_are_published_words(
    knowledge: KnowledgeBase, masker: Masker
) -> None:
    import_texts(
        knowledge,
        [{"id": "t1", "title": "陈嘉木生平", "text": "生于1950年。"}],
        actor=SYSTEM,
        publish=True,
    )
    pair(knowledge, "行长是谁？", "请看公告。", phrasings=["方若溪是行长吗？"])
    looked = names(knowledge, masker)
    assert stays(looked, "陈嘉木哪年生？", "陈嘉木")
    assert stays(looked, "方若溪在哪？", "方若溪")


def test_what_is_withdrawn_or_not_valid_yet_or_elsewhere_is_not_published(
    knowledge: KnowledgeBase, masker: Masker
) -> None:
    other, staff = base(knowledge, "other"), base(knowledge, "inside", "staff")
    text = "创始人为陈嘉木。"
    question = ("陈嘉木是谁？", "陈嘉木")
    pair(knowledge, "甲？", text, base=other)
    pair(knowledge, "乙？", text, base=staff)
    pair(knowledge, "丙？", text, valid=(now() + timedelta(days=1), None))
    assert not stays(names(knowledge, masker), *question)
    assert not stays(names(knowledge, masker, "main", staff), *question), "a visitor reads nothing of staff's"
    assert stays(names(knowledge, masker, "main", other), *question)
    assert stays(names(knowledge, masker, staff, audience="staff"), *question)
    made = pair(knowledge, "丁？", text)
    assert stays(names(knowledge, masker), *question)
    with knowledge.store.writing() as s:
        pairs.withdraw_qa_pair(s, made, actor=SYSTEM)
    assert not stays(names(knowledge, masker), *question)


def test_a_word_that_stands_everywhere_inside_others_costs_only_so_many_looks(
    knowledge: KnowledgeBase, masker: Masker, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(5):
        pair(knowledge, f"问题{n}？", "李明华。" * 20)
    looked = names(knowledge, masker)
    looks: list[str] = []
    seen = Masker.detect
    monkeypatch.setattr(
        Masker, "detect", lambda self, raw, *more: looks.append(raw.expose()) or seen(self, raw, *more)
    )
    assert not stays(looked, "李明是谁？", "李明")
    assert len(looks) == MOST_PLACES


@pytest.fixture
def parts(knowledge: KnowledgeBase, vault: Vault, masker: Masker, data_dir: Path) -> Parts:
    box = Parts()
    box.provide(KnowledgeBase, knowledge)
    box.provide(Vault, vault)
    box.provide(Masker, masker)
    box.provide(Store, knowledge.store)
    box.provide(Answerer, Answerer(knowledge, NoModel(OFF), masker.tagger))
    box.provide(Settings, load(data_dir=str(data_dir)))
    return box


@pytest.fixture
def searched(knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the knowledge was searched with."""
    said: list[str] = []
    search = knowledge.search

    def noted(question: MaskedText, *more: Any, **named: Any) -> Any:
        said.append(str(question))
        return search(question, *more, **named)

    monkeypatch.setattr(knowledge, "search", noted)
    return said


def published(knowledge: KnowledgeBase) -> None:
    """Texts that even name a card and a telephone number; passages alone, so that no answer is weighed."""
    one_person(knowledge.store)
    base(knowledge, "other")
    text = f"创始人为陈嘉木，办公电话{MOBILE}，收款卡号{CARD}，生日1950年3月2日。"
    import_texts(knowledge, [{"id": "t1", "text": text}], actor=SYSTEM, publish=True)
    import_texts(
        knowledge, [{"id": "t2", "text": "理事为方若溪。"}], actor=SYSTEM, publish=True, base="other"
    )


def test_a_search_is_made_with_published_names_and_without_all_else(
    knowledge: KnowledgeBase, parts: Parts, searched: list[str]
) -> None:
    published(knowledge)
    said = f"陈嘉木和方若溪、周子衿是谁？手机{MOBILE}，卡号{CARD}，我的生日是1950年3月2日，密码是Haiyue#88"
    rows = [{"qid": "1", "query": said, "history": [f"我叫周子衿，找陈嘉木，电话{MOBILE}"]}]
    (found,) = HANDLERS["knowledge.search"](parts, {"questions": rows, "k": 2}, lambda _: None)
    assert [hit["id"] for hit in found["hits"]][:1] == ["t1"]
    (words,) = searched
    assert "陈嘉木" in words
    hidden = ("方若溪", "周子衿", MOBILE, CARD, "1950年3月2日", "Haiyue#88")
    assert [one for one in hidden if one in words] == []
    assert "陈嘉木和" not in json.dumps({**found, "hits": []}, ensure_ascii=False)


def test_an_evaluation_says_how_many_questions_it_asked_with_a_published_name(
    knowledge: KnowledgeBase, parts: Parts, searched: list[str], tmp_path: Path
) -> None:
    published(knowledge)
    rows = [
        {"qid": "1", "query": "陈嘉木是谁？", "relevant": ["t1"]},
        {"qid": "2", "query": "周子衿是谁？"},
        {"qid": "3", "query": "方若溪是谁？"},
        {"qid": "4", "query": "他是谁？", "history": ["陈嘉木还在吗"], "relevant": ["t1"]},
        {"qid": "5", "query": f"卡号{CARD}是谁的？", "relevant": ["t1"]},
    ]
    path = tmp_path / "asked.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")

    def stop_at_four(told: dict[str, Any]) -> None:
        if told.get("done") == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        HANDLERS["knowledge.evaluate"](parts, {"sets": [str(path)]}, stop_at_four)
    kept = b"".join(each.read_bytes() for each in (parts.get(Settings).data_dir / "run").rglob("*.jsonl"))
    assert "陈嘉木".encode() not in kept
    assert b"\\u9648" not in kept, "nor in JSON's own letters"
    made = HANDLERS["knowledge.evaluate"](parts, {"sets": [str(path)]}, lambda _: None)
    assert (made["questions"], made["published_names"]) == (5, 2)
    assert len(searched) == 5, "the second run went on where the first was stopped"


def test_asking_stays_as_a_visitor_does(
    knowledge: KnowledgeBase, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`appliance ask` is the path of a message: what is published makes no difference to its masking."""
    published(knowledge)
    masked = cli_ask._masked(parts, "陈嘉木是谁？")
    assert str(masked) == str(
        parts.get(Masker).mask(RawText("陈嘉木是谁？"), hasher=parts.get(Vault).value_hash).text
    )
    assert "陈嘉木" not in str(masked)
