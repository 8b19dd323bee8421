"""What the appliance says of its own asks for nothing personal: whatever is written after it in words stays readable."""

from __future__ import annotations

import pytest

from appliance.ai.answering import texts
from appliance.core.masking.context import Turn
from appliance.core.masking.engine import Masker
from appliance.core.masking.kinds import REPORTED
from appliance.core.masking.text import RawText

REPLIES = (
    "信用卡年费", "解封之后", "转人工吧", "白金卡呢", "提前还款", "客户经理", "境外消费", "三年定期", "积分兑换", "今天下午", "房贷利率",
    "好的谢谢", "Platinum card", "annual fee", "mortgage rate please", "opening hours",
)  # fmt: skip


@pytest.fixture(scope="module")
def masker() -> Masker:
    return Masker()


@pytest.mark.parametrize("key", sorted(texts._TEXTS))
def test_a_reply_in_words_stays(masker: Masker, key: str) -> None:
    for said in texts._TEXTS[key]:
        turns = [Turn("visitor", "你们卖比特币吗"), Turn("ai", said)]
        for reply in REPLIES:
            spans = [s for s in masker.detect(RawText(reply), turns) if s.kind not in REPORTED]
            assert not spans, (said, reply, spans)
