"""Who asks for a person and who only speaks of one."""

from __future__ import annotations

import pytest

from appliance.core.masking.text import MaskedText
from appliance.service.handoff.rule import Asked
from appliance.service.handoff.rules.asks_for_person import AsksForPerson, asks

WISHES = [
    "人工",
    "转人工",
    "转人工！！！",
    "人工客服",
    "人工服务",
    "请转人工客服",
    "找真人",
    "我要找真人",
    "叫个人来",
    "找个人跟我说",
    "客服人员",
    "我要和客服人员说话",
    "要找人问",
    "我想找人问一下",
    "帮我转接人工",
    "能不能转个人工",
    "有真人吗",
    "有没有人工客服",
    "我要跟真人聊",
    "换个人来回答",
    "别用机器人糊弄我，转人工",
    "不想跟机器人说了",
    "不要机器人",
    "叫你们经理来",
    "找你们主管",
    "联系客户经理",
    "请安排专员联系我",
    "让人给我打电话",
    "给我回个电话",
    "我房贷的事说不清，帮我找个客服",
    "你好\n人工",
    "利率多少？算了，转人工吧",
    "人 工 客 服",
    "I want to speak to a real person",
    "agent please",
    "real person",
    "Can I talk to a human?",
    "Please transfer me to an agent",
    "human",
    "I need a representative",
    "connect me with someone",
    "I don't want to talk to a bot",
    "Please call me back",
    "let me speak to your manager",
]
NEAR_MISSES = [
    "人工费怎么算",
    "人工智能贷款是什么",
    "刚才人工已经办好了",
    "昨天客服跟我说可以退",
    "你是人工吗",
    "你是真人吗？",
    "你是不是机器人",
    "不用转人工，我再看看",
    "先不找人工",
    "人工客服几点上班",
    "客服电话是多少",
    "转账要手续费吗",
    "转错账了能撤回吗",
    "借款人需要什么条件",
    "共同借款人最多几个人",
    "收款人账号写错了怎么办",
    "人工审核要多久",
    "他人代办可以吗",
    "钱转错人了怎么办",
    "联系方式变更在哪里办",
    "我要提前还款",
    "换卡要钱吗",
    "Are you a human?",
    "别给我转人工，问个汇率",
    "上礼拜我要转人工来着，客服说在升级",
    "反正你们人工还不如你",
    "客服收费吗",
    "No need for an agent, what is the cutoff time?",
    "Didn't even need to speak to a human",
    "Can my cousin act as my agent?",
    "Am I talking to a real person?",
    "How much is it per person?",
    "No need to talk to a person",
    "The agent already told me the rate",
    "Do I have to come in person?",
    "Can another person repay my loan?",
    "What is the fee for a wire transfer?",
]


@pytest.mark.parametrize("text", WISHES)
def test_a_wish_for_a_person_is_heard(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_speaking_of_persons_is_no_wish(text: str) -> None:
    assert not asks(text)


def test_a_yes_to_our_offer_is_a_wish() -> None:
    offer = ("assistant", MaskedText.trusted("……请由人工客服核实身份后为您查询。需要为您转人工吗？"))
    assert AsksForPerson().on_question(Asked(MaskedText.trusted("好的"), [offer]))
    assert AsksForPerson().on_question(Asked(MaskedText.trusted("好的"))) is None
