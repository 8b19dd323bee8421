"""Visitors say 保险柜, the bank writes 保管箱: He writes it down, and the next question finds its text."""

from __future__ import annotations

import re
from typing import Any

import pytest

from appliance.ai.answering.ladder import Answerer
from appliance.ai.answering.vocabulary import Vocabulary
from appliance.ai.knowledge import synonyms
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.core.masking.tagger import Tagger
from appliance.core.masking.text import MaskedText
from tests.doors.admin.test_administrator import newest
from tests.doors.admin.test_publishing_pages import stage, upload, work  # noqa: F401
from tests.doors.web.stage import Stage
from tests.factories.knowledge import one_person

PLACE = "/admin/knowledge/synonyms"
BOXES = "# 保管箱\n保管箱每年三百元。\n\n# 贵金属\n金条可以回购。\n\n# 外币\n外币现钞须预约。\n"


def save(he: Any, words: str) -> Any:
    return he.post(PLACE, data={"base": "main", "words": words})


def test_a_word_that_the_bank_never_writes_finds_its_text(stage: Stage) -> None:  # noqa: F811
    one_person(stage.store)
    he = stage.client("he")
    upload(he, ("a.md", BOXES.encode()))
    work(stage)
    knowledge = stage.parts.get(KnowledgeBase)

    def by_words(question: str) -> float:
        found = knowledge.search(MaskedText.trusted(question), k=3, bases=["main"]).hits
        return next((hit.bm25 for hit in found if "三百元" in hit.text), 0.0)

    assert by_words("柜子") == 0
    assert save(he, "柜子、保管箱，保险柜\n\n金条 | 金块").status_code == 303
    event = newest(stage)
    assert event.verb == "synonyms.changed"
    assert by_words("柜子") > 0, "at once, by the words of the search"
    said = Vocabulary(knowledge.texts(["main"]), Tagger(), knowledge.synonyms(["main"]))
    assert said.in_bank_words("保险柜多少钱") == "保管箱多少钱"
    assert said.in_bank_words("保管箱和金条") == "保管箱和金条", "what the bank writes stays"
    he.post("/admin/knowledge/pairs", data={"question": "保管箱一年多少钱", "answer": "每年三百元。"})
    asked = MaskedText.trusted("保险柜一年多少钱")
    answer = stage.parts.get(Answerer).answer(asked, bases=["main"])
    assert (answer.rung, str(answer.text)) == ("approved", "每年三百元。"), "read in the bank's own words"
    save(he, "柜子、保管箱")
    page = he.get(PLACE).text
    assert "第 2 版" in page
    assert "− 金条、金块" in page
    assert said.in_bank_words("金块") == "金条"
    save(he, "柜子、保管箱")
    with stage.store.reading() as s:
        assert len(synonyms.versions(s, "main")) == 2, "the same again is no change"
    save(he, "")
    assert by_words("柜子") == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("保管箱", "第 1 行须有 2 到 20 个词"),
        ("保管箱、箱", "“箱”须为 2 到 40 个字"),
        ("ATM, 取款机\natm、柜员机", "“atm”出现在两行里"),
        ("\n".join(f"词甲{n}、词乙{n}" for n in range(501)), "最多 500 组"),
    ],
)
def test_what_cannot_be_changes_nothing_and_stays_on_the_page(stage: Stage, words: str, why: str) -> None:  # noqa: F811
    he = stage.client("he")
    answer = save(he, words)
    assert answer.status_code == 400
    assert why in answer.text
    assert words.splitlines()[0] in answer.text, "what was written is not lost"
    with stage.store.reading() as s:
        assert synonyms.groups(s, "main") == ()
    assert stage.client("su").get(PLACE).status_code == 403


def test_the_page_in_both_languages_without_inline_code(stage: Stage) -> None:  # noqa: F811
    he = stage.client("he")
    save(he, "box, locker")
    for lang in ("zh", "en"):
        he.cookies.set("lang", lang)
        page = he.get(PLACE).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|hx-on|javascript:", page)
    body = page.partition('class="page"')[2]
    for known in ("中文", "何清", "主知识库"):
        body = body.replace(known, "")
    assert not re.findall(r"[一-鿿]{2,}", body), "English last"
