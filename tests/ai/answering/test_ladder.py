"""Stories of one question each, down the ladder."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from appliance.ai.answering.answer import Answer, Sentence
from appliance.ai.answering.ladder import Answerer
from appliance.ai.answering.provenance import provenance
from appliance.ai.inference.scripted import ScriptedModel
from appliance.core.masking.text import MaskedText

Make = Callable[..., Answerer]


def say(text: str) -> MaskedText:
    return MaskedText.trusted(text)


def failed(answer: Answer) -> set[str]:
    return {check.name for check in answer.failed()}


def test_an_approved_pair_is_sent_word_for_word(answerer: Make) -> None:
    model = ScriptedModel(["年费 9 元。"])
    answer = answerer(model, q_plat=0.95, r_plat=0.91).answer(say("白金卡一年年费多少"))
    assert (answer.rung, str(answer.text)) == ("approved", "白金卡年费为每年 3,600 元。")
    assert answer.sources[0].title == "信用卡使用指南"
    assert model.asked == []


def test_a_pair_about_another_card_is_not_sent(answerer: Make) -> None:
    answer = answerer(q_plat=0.96).answer(say("金卡年费多少"))
    assert answer.rung == "handoff"


def test_a_kind_that_no_text_names_is_not_answered(answerer: Make) -> None:
    answer = answerer(q_plat=0.96, r_plat=0.95).answer(say("钻石卡的年费是多少"))
    assert answer.rung == "handoff"
    assert "没有找到" in str(answer.text)


@pytest.mark.parametrize("question", ["十年期定期存款利率是多少", "15 天通知存款利率是多少"])
def test_a_case_that_the_texts_do_not_list_is_not_answered(answerer: Make, question: str) -> None:
    assert answerer(q_time=0.94, r_1d=0.92, r_7d=0.92).answer(say(question)).rung == "handoff"


def test_the_row_of_the_asked_case_is_quoted(answerer: Make) -> None:
    answer = answerer(r_1d=0.93, r_7d=0.92).answer(say("7 天通知存款的利率"))
    assert (answer.rung, answer.used[0].passage_id) == ("quote", "r-7d")
    assert str(answer.text) == "7 天通知存款：年利率 0.55%；起存金额 50,000 元。"


def test_an_amount_finds_the_row_whose_range_holds_it(answerer: Make) -> None:
    answer = answerer(r_2k=0.92, r_5k=0.91).answer(say("柜台跨行汇款八千元手续费多少"))
    assert answer.used[0].passage_id == "r-5k"
    assert "¥10" in str(answer.text)


def test_rows_that_differ_in_a_kind_only_lead_to_a_question_back(answerer: Make) -> None:
    answer = answerer(r_std=0.92, r_gold=0.915, r_plat=0.91).answer(say("主卡年费是多少"))
    assert answer.rung == "clarify"
    assert set(answer.options) == {"标准卡主卡年费", "金卡主卡年费", "白金卡主卡年费"}


def test_the_chosen_kind_is_understood_with_the_question_before(answerer: Make) -> None:
    one = answerer(r_gold=0.92, r_plat=0.90, r_std=0.9)
    answer = one.answer(
        say("金卡"), history=[("user", say("主卡年费是多少")), ("assistant", say("您想了解的是哪一项？"))]
    )
    assert answer.used[0].passage_id == "r-gold"


def test_a_follow_up_drops_the_kind_it_replaces(answerer: Make) -> None:
    one = answerer(r_gold=0.91, r_plat=0.92)
    answer = one.answer(say("那白金卡呢"), history=[("user", say("金卡主卡年费是多少"))])
    assert answer.used[0].passage_id == "r-plat"


def test_generated_sentences_stream_as_they_pass(answerer: Make) -> None:
    model = ScriptedModel(["二手房的房龄不超过 30 年。[1] 房龄与贷款期限之和不超过 50 年。[1]"])
    heard: list[Sentence] = []
    answer = answerer(model, p_house=0.93).answer(say("二手房的房龄有什么要求"), on_sentence=heard.append)
    assert answer.rung == "generated"
    assert [str(s.text) for s in heard] == ["二手房的房龄不超过 30 年。", "房龄与贷款期限之和不超过 50 年。"]
    assert [s.rung for s in heard] == ["generated", "generated"]
    assert answer.prompt_hash
    assert answer.model == "scripted"


def test_generation_stops_at_the_first_failing_sentence_after_a_good_one(answerer: Make) -> None:
    model = ScriptedModel(["二手房的房龄不超过 30 年。保证获批。房龄与贷款期限之和不超过 50 年。"])
    answer = answerer(model, p_house=0.93).answer(say("二手房的房龄有什么要求"))
    assert str(answer.text) == "二手房的房龄不超过 30 年。"
    assert "conduct" in failed(answer)


@pytest.mark.parametrize(
    ("reply", "check"),
    [
        ("二手房的房龄不超过 40 年。", "numbers"),
        ("二手房的房龄可以超过 30 年。", "support"),
        ("The building may be 30 years old.", "language"),
        ("请把验证码发给我，我帮您办理。", "conduct"),
        ("⟦MOBILE:zzz⟧ 的房龄不超过 30 年。", "masked"),
        ("海南的椰子树每年开花，欢迎来玩。", "support"),
        ("没有找到。", "model found nothing"),
        ("", "answers the question"),
    ],
)
def test_a_liar_is_not_heard_and_the_passage_is_quoted(answerer: Make, reply: str, check: str) -> None:
    answer = answerer(ScriptedModel([reply]), p_house=0.93).answer(say("二手房的房龄有什么要求"))
    assert answer.rung == "quote"
    assert "不超过 30 年" in str(answer.text)
    assert check in failed(answer)


def test_a_true_sentence_beside_the_question_does_not_answer_it(answerer: Make) -> None:
    model = ScriptedModel(["权益不结转下一年度。"])
    answer = answerer(model, p_lounge=0.92).answer(say("白金卡一年有几次机场贵宾室"))
    assert answer.rung == "quote"
    assert "6 次" in str(answer.text)


def test_an_engine_that_is_not_ready_is_skipped_and_noted(answerer: Make) -> None:
    model = ScriptedModel(["…"])
    model.failing = True
    answer = answerer(model, p_house=0.93).answer(say("二手房的房龄有什么要求"))
    assert answer.rung == "quote"
    assert any(check.detail == "engine not ready" for check in answer.failed())


def test_a_model_is_not_asked_for_a_language_it_does_not_write(answerer: Make) -> None:
    model = ScriptedModel(["…"], writes=frozenset({"en"}))
    assert answerer(model, p_house=0.93).answer(say("二手房的房龄有什么要求")).rung == "quote"
    assert model.asked == []


def test_a_quote_keeps_to_the_sentence_that_carries_the_question(answerer: Make) -> None:
    answer = answerer(p_lounge=0.92).answer(say("白金卡一年有几次机场贵宾室"))
    assert "机场贵宾室 6 次" in str(answer.text)


def test_english_is_answered_in_english(answerer: Make) -> None:
    answer = answerer(p_en=0.9).answer(say("How much does a replacement debit card cost?"))
    assert (answer.rung, answer.lang) == ("quote", "en")
    assert "10 yuan" in str(answer.text)


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("我的房贷还剩多少没还", "本人"),
        ("现在提前还贷划算吗", "建议"),
        ("你能保证我的贷款批下来吗", "保证"),
        ("工商银行的年费是多少", "其他机构"),
        ("明年年费会涨吗", "预测"),
        ("What is my current balance?", "your own account"),
    ],
)
def test_what_passages_must_not_answer_goes_to_a_person(answerer: Make, question: str, word: str) -> None:
    near = dict.fromkeys(("q_prepay", "r_std", "p_en", "p_house"), 0.94)
    answer = answerer(**near).answer(say(question))
    assert answer.rung == "handoff"
    assert word in str(answer.text)


@pytest.mark.parametrize(
    ("text", "lang"), [("你好", "zh"), ("谢谢！", "zh"), ("Hello", "en"), ("who are you?", "en")]
)
def test_small_talk_needs_no_search(answerer: Make, text: str, lang: str) -> None:
    answer = answerer().answer(say(text))
    assert (answer.rung, answer.lang, answer.checks[0].name) == ("approved", lang, "small_talk")
    assert answer.sources == []


def test_a_question_of_masked_values_only_is_not_searched(answerer: Make) -> None:
    assert answerer().answer(say("⟦MOBILE:abc⟧")).rung == "clarify"


def test_an_empty_knowledge_base_answers_nothing(answerer: Make) -> None:
    one = answerer()
    one._knowledge.hits.clear()  # type: ignore[attr-defined]
    assert one.answer(say("白金卡年费多少")).rung == "handoff"


def test_one_search_per_question(answerer: Make) -> None:
    one = answerer(p_house=0.93)
    one.answer(say("二手房的房龄有什么要求"))
    assert len(one._knowledge.asked) == 1  # type: ignore[attr-defined]


def test_every_step_has_its_time_and_provenance_no_words(answerer: Make) -> None:
    answer = answerer(p_house=0.93).answer(say("二手房的房龄有什么要求"))
    assert {"embed_and_retrieve", "weigh", "quote", "total"} <= set(answer.seconds)
    kept = provenance(answer, 7)
    assert kept["passages"][0]["id"] == "p-house"
    assert kept["knowledge_version"] == 7
    assert "房龄" not in str(kept)


def test_an_approved_pair_stays_alone_however_near_another_text_is(answerer: Make) -> None:
    """Where another text would have to be said as well, that is a quotation of both and called so."""
    for near in (0.90, 0.93, 0.96):
        answer = answerer(q_plat=0.95, r_plat=near, r_gold=near).answer(say("白金卡一年年费多少"))
        words = [str(hit.text) for hit in answer.used if hit.kind == "qa"]
        if answer.rung == "approved":
            assert str(answer.text) == words[0]
            assert len(answer.used) == 1
        else:
            assert (answer.rung, words[0] in str(answer.text).split("\n")) == ("quote", True)
