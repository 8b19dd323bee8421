"""Passages are short, whole sentences, and never mix places."""

from appliance.ai.knowledge.chunking import HARD_LIMIT, chunk, sentences, units
from appliance.ai.knowledge.readers.block import Block

SENTENCE = "客户申请个人住房贷款时应当提供真实完整的材料并按时偿还本息。"


def test_nothing_is_lost_and_nothing_too_long() -> None:
    text = SENTENCE * 40
    passages = chunk([Block(text, heading="第一章", page=3)])
    assert "".join(one.text for one in passages) == text
    assert all(units(one.text) <= HARD_LIMIT for one in passages)
    assert all(one.text.endswith("。") and one.page == 3 and one.heading == "第一章" for one in passages)
    assert len(passages) == 5 or all(units(one.text) > 100 for one in passages)


def test_places_are_not_mixed() -> None:
    blocks = [
        Block("甲。", heading="一", page=1),
        Block("乙。", heading="二", page=1),
        Block("丙。", heading="二", page=2),
    ]
    assert [(one.text, one.heading, one.page) for one in chunk(blocks)] == [
        ("甲。", "一", 1),
        ("乙。", "二", 1),
        ("丙。", "二", 2),
    ]


def test_short_paragraphs_share_a_passage_and_rows_never_do() -> None:
    blocks = [Block("甲。"), Block("乙。"), Block("列=1", kind="row"), Block("列=2", kind="row")]
    assert [one.text for one in chunk(blocks)] == ["甲。\n乙。", "列=1", "列=2"]


def test_an_endless_sentence_is_cut() -> None:
    passages = chunk([Block("数" * 1000)])
    assert "".join(one.text for one in passages) == "数" * 1000
    assert all(units(one.text) <= HARD_LIMIT for one in passages)


def test_a_wide_row_repeats_its_first_column() -> None:
    row = "产品=安心存; " + "; ".join(f"说明{n}={'细则' * 40}" for n in range(6))
    parts = chunk([Block(row, kind="row")])
    assert len(parts) > 1
    assert all(part.text.startswith("产品=安心存; ") and units(part.text) <= HARD_LIMIT for part in parts)


def test_numbers_do_not_end_sentences() -> None:
    assert sentences("利率为3.5%。期限2年。Rate is 3.5 percent. Fee is none.") == [
        "利率为3.5%。",
        "期限2年。",
        "Rate is 3.5 percent.",
        "Fee is none.",
    ]


def test_each_article_of_a_rule_book_is_a_passage_of_its_own() -> None:
    articles = [
        "第一条 开户凭身份证件办理。",
        "第二条 销户须本人办理。\n未结清的不予办理。",
        "第十二条 挂失免费。",
    ]
    blocks = [Block("总则。", heading="一"), *(Block(text, heading="一") for text in articles)]
    said = [one.text for one in chunk(blocks)]
    assert [text[:4] for text in said] == ["总则。", "第一条 ", "第二条 ", "第十二条"]
    assert "未结清的不予办理。" in said[2]
    assert [one.text for one in chunk([Block("见第一条 的规定。"), Block("另见第二条 。")])] == [
        "见第一条 的规定。\n另见第二条 。"
    ]
