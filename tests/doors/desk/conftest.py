"""The desk on a stage: Agent Lin, Agent Zhao, Officer Chen; Mei's conversation waits in the queue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.core.masking.engine import Found
from appliance.core.masking.text import RawText
from appliance.doors import desk
from tests.doors.web.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path, desk.router)
    made.person("linyue", "林悦")
    made.person("zhaomin", "赵敏")
    made.person("chen", "陈合规", "compliance_officer")
    yield made
    made.close()


@pytest.fixture
def waiting(stage: Stage) -> str:
    """Mei has asked, the AI has answered from the tariff, Mei wants a person."""
    phone = Found("MOBILE:9f31", "MOBILE", RawText("13812345678"), "138****5678", "mobile", 1.0)
    conversation = stage.visitor_says("年费怎么又扣了 3600，手机号 ⟦MOBILE:9f31⟧", found=[phone])
    source = {
        "title": "信用卡费率表",
        "label": "信用卡费率表 · 年费 B7",
        "label_en": "Card tariff · sheet 年费, B7",
    }
    stage.ai_says(conversation, "白金卡年费为每年 3,600 元。", "approved", [source])
    stage.visitor_says("都说了三遍了，到底能不能退？")
    stage.ask_for_person(conversation)
    return conversation
