"""A small bank in memory: hits with given likeness, an embedder that counts shared characters, no store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from appliance.ai.answering.ladder import Answerer
from appliance.ai.answering.vocabulary import Vocabulary
from appliance.ai.inference.language_model import LanguageModel, ModelStatus, NoModel
from appliance.ai.knowledge.hits import Found, Hit, Source
from appliance.core.kit.clock import now
from appliance.core.masking.tagger import Tagger
from appliance.core.masking.text import MaskedText

TARIFF = "2026 年服务收费标准"
GUIDE = "信用卡使用指南"


def passage(
    id_: str, text: str, *, heading: str = "", title: str = GUIDE, lang: str = "zh", dense: float = 0.92
) -> Hit:
    source = Source(f"doc-{title}", title, page=3, heading=heading)
    return Hit("passage", id_, None, text, heading, lang, dense, dense, 1.0, title, source)


def row(id_: str, text: str, *, heading: str = "年费", dense: float = 0.91) -> Hit:
    source = Source("doc-tariff", TARIFF, sheet="信用卡费率", cell="A5:D5", heading=heading)
    return Hit("passage", id_, None, text, heading, "zh", dense, dense, 1.0, TARIFF, source)


def pair(id_: str, question: str, answer: str, *phrasings: str, lang: str = "zh", dense: float = 0.94) -> Hit:
    source = Source(f"doc-{GUIDE}", GUIDE)
    return Hit(
        "qa",
        None,
        id_,
        answer,
        "",
        lang,
        dense,
        dense,
        1.0,
        GUIDE,
        source,
        question=question,
        phrasings=phrasings,
    )


HITS = [
    row("r-std", "项目=标准卡主卡年费; 收费标准=¥100; 单位=每年; 说明=首年免费"),
    row("r-gold", "项目=金卡主卡年费; 收费标准=¥200; 单位=每年; 说明=首年免费"),
    row("r-plat", "项目=白金卡主卡年费; 收费标准=¥3,600; 单位=每年; 说明=刷满 18 笔免次年"),
    row("r-std2", "项目=标准卡挂失手续费; 收费标准=¥20; 单位=每次", heading="其他"),
    row("r-gold2", "项目=金卡挂失手续费; 收费标准=¥20; 单位=每次", heading="其他"),
    row("r-1d", "产品=1 天通知存款; 年利率=0.35%; 起存金额=50,000 元", heading="存款利率"),
    row("r-7d", "产品=7 天通知存款; 年利率=0.55%; 起存金额=50,000 元", heading="存款利率"),
    row("r-2k", "项目=2,000–5,000 元（含）; 收费标准=¥5; 单位=每笔", heading="柜台跨行汇款手续费"),
    row("r-5k", "项目=5,000–10,000 元（含）; 收费标准=¥10; 单位=每笔", heading="柜台跨行汇款手续费"),
    passage(
        "p-lounge",
        "白金卡每年提供境内机场贵宾室 6 次、境内道路救援 3 次。贵宾室须至少提前 1 天在手机银行预约。权益不结转下一年度。",
        heading="白金卡权益",
    ),
    passage(
        "p-house",
        "二手房的房龄不超过 30 年，房龄与贷款期限之和不超过 50 年。",
        heading="房龄",
        title="个人住房贷款手册",
    ),
    passage(
        "p-en",
        "A replacement debit card costs 10 yuan. Cash withdrawals at our machines are free.",
        title="Services in English",
        lang="en",
    ),
    pair(
        "q-prepay",
        "房贷提前还款要收违约金吗？",
        "满 1 年后提前还款不收违约金；未满 1 年按本金的 1% 收取。",
        "提前还贷会不会罚钱",
    ),
    pair("q-plat", "白金卡年费多少？", "白金卡年费为每年 3,600 元。", "白金卡一年要多少钱"),
    pair(
        "q-time",
        "定期存款利率是多少？",
        "整存整取年利率：1 年 1.05%，2 年 1.15%，3 年 1.35%，5 年 1.40%。",
        "存定期一年利息多少",
    ),
]


class SharedCharacters:
    """Vectors whose cosine grows with shared characters; enough to tell like from unlike."""

    name = "shared-characters"
    dim = 512

    def query(self, text: MaskedText) -> Any:
        return self.passages([str(text)])[0]

    def wordings(self, texts: Sequence[str]) -> Any:
        return self.passages(texts)

    def passages(self, texts: Sequence[str]) -> Any:
        out = np.zeros((len(texts), self.dim), dtype=np.float32)
        for index, text in enumerate(texts):
            for character in text:
                out[index, ord(character) % self.dim] += 1.0
            out[index] /= np.linalg.norm(out[index]) or 1.0
        return out


class SmallBank:
    """Knowledge over `hits`; `likeness` gives the cosines of the hits that are near, the rest lie at .80."""

    def __init__(self, hits: Sequence[Hit], likeness: dict[str, float]) -> None:
        self.hits, self.likeness = list(hits), likeness
        self.embedder = SharedCharacters()
        self.version = 1
        self.asked: list[str] = []
        self.own_words: list[list[str]] = []

    def texts(self, bases: Any = None) -> list[str]:
        return [
            "\n".join([hit.document_title, hit.heading, hit.question or "", *hit.phrasings, hit.text])
            for hit in self.hits
        ]

    def synonyms(self, bases: Any = None) -> list[list[str]]:
        return self.own_words

    def search(self, question: MaskedText, k: int = 6, vector: Any = None, **_: Any) -> Found:
        self.asked.append(str(question))
        near = [
            replace(hit, dense=self.likeness.get(hit.passage_id or hit.qa_id or "", 0.80))
            for hit in self.hits
        ]
        return Found(sorted(near, key=lambda hit: -hit.dense)[:k], self.embedder.query(question), 0.001)


@pytest.fixture(scope="session")
def tagger() -> Tagger:
    return Tagger()


@pytest.fixture(scope="session")
def vocabulary(tagger: Tagger) -> Vocabulary:
    return Vocabulary(SmallBank(HITS, {}).texts(), tagger)


@pytest.fixture
def no_model() -> LanguageModel:
    return NoModel(ModelStatus("off", "", now(), "未启用。", "Off."))


MakeAnswerer = Callable[..., Answerer]


@pytest.fixture
def answerer(tagger: Tagger, no_model: LanguageModel) -> MakeAnswerer:
    def make(model: LanguageModel | None = None, /, **likeness: float) -> Answerer:
        near = {name.replace("_", "-"): value for name, value in likeness.items()}
        return Answerer(SmallBank(HITS, near), model or no_model, tagger)

    return make
