"""Tables of what may be said: polarity, conduct, scope, small talk, grounding."""

from __future__ import annotations

import pytest

from appliance.ai.answering import conduct, polarity, scope, small_talk
from appliance.ai.answering.grounding import supported
from appliance.ai.answering.vocabulary import Vocabulary

OPPOSITES = [
    ("满一年提前还款收违约金。", "满 1 年后提前还款，不收违约金。"),
    ("提前还款不收违约金。", "未满一年提前还款收取违约金。"),
    ("大额存单可以转让。", "1 年期大额存单不可转让。"),
    ("本行提供全程固定利率。", "本行不提供全程固定利率。"),
    ("办卡免费。", "办卡收取工本费 10 元。"),
    ("最低限额 5 万元。", "最高限额 5 万元。"),
    ("首付款不高于 15%。", "首付款不低于 15%。"),
    ("You can withdraw early.", "You cannot withdraw early."),
    ("There is a penalty.", "There is no penalty after the first year."),
    ("The service is free of charge.", "The service costs 10 yuan."),
    ("At most 5 transfers are allowed.", "At least 5 transfers are needed."),
]
AGREEING = [
    ("满一年提前还款不收违约金。", "个人住房贷款满 1 年后提前还款，不收违约金。"),
    ("房龄不超过 30 年。", "二手房的房龄不超过 30 年。"),
    ("办卡免费。", "免收工本费。"),
    ("手续费为零，免费。", "收费标准=¥0；说明=免费"),
    ("Opening an account is free.", "There is no fee for opening an account."),
    ("The limit is up to 50,000 yuan.", "The daily limit is at most 50,000 yuan."),
]


@pytest.mark.parametrize(("sentence", "passage"), OPPOSITES)
def test_the_opposite_is_seen(sentence: str, passage: str) -> None:
    assert polarity.conflict(sentence, passage)


@pytest.mark.parametrize(("sentence", "passage"), AGREEING)
def test_the_same_is_no_conflict(sentence: str, passage: str) -> None:
    assert polarity.conflict(sentence, passage) is None


FORBIDDEN = [
    "本产品保本保息。",
    "我们保证您的贷款获批。",
    "零风险，稳赚。",
    "您一定能通过审批。",
    "We guarantee a return of 5%.",
    "Your profit is guaranteed.",
    "This is a risk-free investment.",
    "请把短信验证码发给我。",
    "请提供您的密码给客服核实。",
    "Please send us your password.",
    "Tell me the CVV on your card.",
    "As an AI language model, I cannot.",
    "详见 https://example.com/x 。",
]
ALLOWED = [
    "本产品不保本。",
    "我们不承诺收益。",
    "请勿将验证码告诉任何人。",
    "本行工作人员不会索要密码和验证码。",
    "Never share your password with anyone.",
    "We do not guarantee any return.",
    "保证金比例为 30%。",
    "登录密码连续输错 5 次会被锁定。",
]


@pytest.mark.parametrize("sentence", FORBIDDEN)
def test_what_no_bank_may_send(sentence: str) -> None:
    assert conduct.fault(sentence)


@pytest.mark.parametrize("sentence", ALLOWED)
def test_what_it_may(sentence: str) -> None:
    assert conduct.fault(sentence) is None


def test_a_published_link_may_be_sent() -> None:
    assert conduct.fault("详见 https://bank.test/fees。", "收费见 https://bank.test/fees") is None


OUTSIDE = [
    ("我的余额还有多少", "own_data"),
    ("帮我查一下我的积分有多少", "own_data"),
    ("我账户里现在还有多少钱？", "own_data"),
    ("我上个月申请的白金卡批下来没有？", "own_data"),
    ("为什么我的信用卡申请被拒了", "own_data"),
    ("我昨天那笔转账到账了吗", "own_data"),
    ("Is my application approved?", "own_data"),
    ("How much do I still owe?", "own_data"),
    ("我的信用卡这期账单要还多少", "own_data"),
    ("我的社保卡补办好了吗", "own_data"),
    ("对，查一下我现在的可用额度", "own_data"),
    ("现在买哪只基金最赚钱？", "advice"),
    ("这个理财值得买吗", "advice"),
    ("Should I buy this fund?", "advice"),
    ("你能保证通过吗", "promise"),
    ("贷款一定能批吗", "promise"),
    ("Do you guarantee approval?", "promise"),
    ("明年 LPR 会降到多少？", "forecast"),
    ("Will the rate go down?", "forecast"),
    ("隔壁银行的三年定期利率比你们高多少", "other_bank"),
    ("招商银行的年费是多少", "other_bank"),
    ("你们和工行哪个利率高", "other_bank"),
]
INSIDE = [
    "怎么查我的余额",
    "我的信用卡丢了怎么办",
    "我的年费能退吗",
    "在哪里看我的审批进度",
    "手机银行转账收费吗",
    "在别家银行的机器上取钱，一次扣多少",
    "其他银行的卡可以还款吗",
    "接到自称银行的电话要验证码怎么办",
    "能不能请银行从他卡里扣回来",
    "人来不了银行怎么挂失",
    "保证金存款利率是多少",
    "每月给我发短信要钱的，能停掉吗？",
    "我攒的积分放着会失效吗",
    "How do I check my balance?",
    "How many days do I have to return the form?",
    "I lost my card, what should I do?",
    "Can I pay my home loan back early?",
]


@pytest.mark.parametrize(("question", "why"), OUTSIDE)
def test_what_passages_cannot_answer(question: str, why: str, vocabulary: Vocabulary) -> None:
    assert scope.outside(question, vocabulary) == why


@pytest.mark.parametrize("question", INSIDE)
def test_what_they_may(question: str, vocabulary: Vocabulary) -> None:
    assert scope.outside(question, vocabulary) is None


TALK = [
    ("你好", "greeting"),
    ("您好，在吗？", "greeting"),
    ("早上好！", "greeting"),
    ("hi", "greeting"),
    ("Good morning", "greeting"),
    ("谢谢你", "thanks"),
    ("好的，谢谢", "thanks"),
    ("Thank you very much!", "thanks"),
    ("再见", "bye"),
    ("你是谁", "who"),
    ("你是人工吗？", "who"),
    ("你是机器人还是真人", "who"),
    ("Are you a real person?", "who"),
    ("你好，年费多少", None),
    ("谢谢，还有个问题：限额多少", None),
    ("早上几点开门", None),
    ("人工", None),
    ("hello, what is the annual fee", None),
    ("行长是谁", None),
]


@pytest.mark.parametrize(("text", "kind"), TALK)
def test_small_talk_is_the_whole_message(text: str, kind: str | None) -> None:
    assert small_talk.kind(text) == kind


def test_the_numbers_of_a_sentence_stand_in_one_passage(vocabulary: Vocabulary) -> None:
    rows = ["项目=金卡主卡年费; 收费标准=¥200; 单位=每年", "项目=白金卡主卡年费; 收费标准=¥3,600; 单位=每年"]
    assert supported("白金卡主卡年费收费标准为每年 3,600 元。", rows, None, vocabulary).passage == 1
    assert not supported("白金卡主卡年费收费标准为每年 200 元。", rows, None, vocabulary).ok
    assert not supported("金卡主卡年费 200 元，白金卡主卡年费 3,600 元。", rows, None, vocabulary).ok


def test_words_alone_support_nothing_without_enough_of_them() -> None:
    assert not supported("年费可以用积分换取机票。", ["白金卡年费为每年 3,600 元。"]).ok
    assert not supported("。", ["白金卡年费为每年 3,600 元。"]).ok
