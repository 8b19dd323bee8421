"""What banks publish is about nobody: no name, code or card in it, and the sample bank's documents are published whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.ai.knowledge.readers.read import read
from appliance.ai.knowledge.screen import Screen, holds
from appliance.core.masking.engine import Masker
from appliance.core.masking.text import RawText
from tests.house import ROOT

DOCUMENTS = sorted((ROOT / "deploy/sample/documents").glob("*.*"))
READABLE = ("ORG", "LOCATION", "LANDLINE", "ADDRESS")


@pytest.mark.parametrize(
    "text",
    [
        "在境外遗失卡片，请拨打 +86-532-0000-6188。在手机银行可以随时挂失。",
        "借款人应当同时符合下列条件：",
        "单位=每份; 说明=中英文均可",
        "普通=2元/月; 金级（20万元）=免费; 白金级（100万元）=免费",
        "Services for English-speaking customers",
        "Annual fee (yuan)=100; How to waive=Spend 5 times",
        "信用卡使用指南 › 一、卡种与申请",
        "岫银发〔2026〕7号",
        "本手册有效期至2028年1月14日，届时未修订的继续有效。",
        "旧设备可在“我的—安全—设备管理”解除。",
    ],
)
def test_a_line_of_a_document(masker: Masker, text: str) -> None:
    assert [span.kind for span in masker.detect(RawText(text)) if span.kind not in READABLE] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_sample_document_waits_for_nobody(masker: Masker, path: Path) -> None:
    texts = [block.text for block in read(path).blocks]
    assert not holds(Screen(masker).found(texts))


@pytest.mark.parametrize(
    "title", ["Services for English-speaking customers", "信用卡使用指南", "个人住房贷款手册"]
)
def test_a_title_is_kept_as_it_is(masker: Masker, title: str) -> None:
    assert Screen(masker).name(title) == title
