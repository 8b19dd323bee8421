"""顾客印象 on the card: by rules at once, drafted by a model where there is one, edited by the agent; mood as a drawing with its table."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from appliance.ai.inference.language_model import LanguageModel
from appliance.ai.inference.scripted import ScriptedModel
from appliance.ai.reading.labels import MOOD_WRONG
from appliance.ai.reading.reader import Reader
from appliance.core.audit.tables import AuditEvent
from appliance.service.impressions import told
from appliance.service.impressions.tables import MoodReading
from tests.doors.web.stage import Stage


@pytest.fixture
def reads(stage: Stage) -> None:
    """三遍 is angry, everything else calm."""

    def read(text: Any, history: Any = ()) -> Any:
        angry = "三遍" in str(text)
        return SimpleNamespace(
            mood="angry" if angry else "neutral", unhappy=0.93 if angry else 0.1, worse=0.0, version="t"
        )

    stage.parts.provide(Reader, SimpleNamespace(read=read))


def test_mood_and_summary_are_there_with_the_error_rate(stage: Stage, waiting: str, reads: None) -> None:
    lin = stage.client("linyue")
    assert f'hx-get="/desk/c/{waiting}/impression"' in lin.get(f"/desk/c/{waiting}").text
    page = lin.get(f"/desk/c/{waiting}/impression").text
    assert 'aria-label="情绪走势，从早到晚：平稳、激动"' in page
    assert len(re.findall("<rect", page)) == 2
    assert "93%" in page
    assert f"每 100 条约错 {round(100 * MOOD_WRONG)} 条" in page
    assert "转接小结" in page
    assert "已核准答案" in page
    assert "信用卡费率表 · 年费 B7" in page
    assert "138****5678" in page
    assert "语气转为不满，宜先致歉" in page
    assert "编辑客户印象" not in page  # not hers to edit yet
    english = stage.client("zhaomin")
    english.post("/language", data={"to": "en", "next": "/desk"})
    assert "Mood, from first to last: Calm, Angry" in english.get(f"/desk/c/{waiting}/impression").text


def test_the_list_says_what_was_kept_and_reads_nothing(stage: Stage, waiting: str, reads: None) -> None:
    lin = stage.client("linyue")
    assert "激动" not in lin.get("/desk/list?view=waiting").text
    assert '<p class="now">平稳 → 激动</p>' in lin.get(f"/desk/c/{waiting}/impression").text
    assert '<span class="felt alarm">激动</span> · ' in lin.get("/desk/list?view=waiting").text
    with stage.store.writing() as s:
        for one in s.scalars(select(MoodReading)):
            one.worse = 0.9 if one.mood == "angry" else 0.0
    assert '<span class="felt alarm">情绪变差</span>' in lin.get("/desk/list?view=waiting").text
    assert "情绪变差</span></p>" in lin.get(f"/desk/c/{waiting}/impression").text


def test_without_a_reader_or_a_model_the_rules_write_it(stage: Stage, waiting: str) -> None:
    page = stage.client("linyue").get(f"/desk/c/{waiting}/impression").text
    assert "首次来访，暂无更多信息。" in page
    assert "还没有可判断的消息。" in page
    assert "由 AI 起草" not in page


def test_the_agent_has_the_last_word(stage: Stage, waiting: str, reads: None) -> None:
    stage.parts.provide(LanguageModel, ScriptedModel(["关心年费退回，语气激动。"]))
    lin, zhao = stage.client("linyue"), stage.client("zhaomin")
    here = f"/desk/c/{waiting}/impression"
    assert zhao.post(here, data={"text": "不许"}).status_code == 409
    lin.post(f"/desk/c/{waiting}/claim")
    drafted = lin.post(f"{here}/draft").text
    assert "AI 草稿" in drafted
    assert "关心年费退回，语气激动。" in drafted
    assert "语气转为不满" in drafted  # what rules know follows
    assert "关心年费退回" not in lin.get(here).text  # nothing is kept by drafting
    assert lin.post(here, data={"text": "要年费退回的书面答复"}).status_code == 200
    page = zhao.get(here).text
    assert "要年费退回的书面答复" in page
    assert "林悦 编写" in page
    lin.post(here, data={"text": " "})
    assert "按规则整理" in lin.get(here).text
    with stage.store.reading() as s:
        verbs = [e.verb for e in s.scalars(select(AuditEvent))]
    assert verbs.count("contact.described") == 2


def test_a_summary_in_words_stands_above_the_facts(stage: Stage, waiting: str) -> None:
    lin = stage.client("linyue")
    here = f"/desk/c/{waiting}"
    with stage.store.writing() as s:
        assert told.keep_draft(s, stage.vault, waiting, "要求退回年费，已告知标准。", 99)
    page = lin.get(f"{here}/impression").text
    assert re.search(r'<p class="words">要求退回年费，已告知标准。</p>.*AI 草稿.*请核对', page)
    assert "信用卡费率表 · 年费 B7" in page
    assert "写小结" not in page
    assert "编辑小结" not in page  # not hers yet
    assert lin.post(f"{here}/summary", data={"text": "不许"}).status_code == 409
    lin.post(f"{here}/claim")
    page = lin.post(f"{here}/summary", data={"text": "先退年费"}).text
    assert '<p class="words">先退年费</p><p class="faint">林悦 编写</p>' in page
    assert "编辑小结" in page
    page = lin.post(f"{here}/summary", data={"text": " "}).text
    assert 'class="words"' not in page
    assert "写小结" in page
