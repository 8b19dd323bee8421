"""Every kind of file becomes blocks that know their place; every bad one gives a sentence."""

from pathlib import Path

import pytest

from appliance.ai.knowledge.readers.pdf_layout import heading_level
from appliance.ai.knowledge.readers.read import read
from tests.ai.knowledge import files


def test_pdf_keeps_pages_headings_and_table_rows(tmp_path: Path) -> None:
    path = files.pdf(
        tmp_path / "手册.pdf",
        [
            [
                "第一章 总则",
                "本手册适用于个人住房贷款业务，借款人应当年满十八周岁，并且",
                "具有完全民事行为能力。",
                "海岳银行 第 1 页",
            ],
            ["1.1 期限", "贷款期限最长不超过30年。"],
        ],
        table=True,
    )
    reading = read(path)
    said = [(block.text, block.page, block.heading, block.kind) for block in reading.blocks]
    assert said == [
        (
            "本手册适用于个人住房贷款业务，借款人应当年满十八周岁，并且具有完全民事行为能力。",
            1,
            "第一章 总则",
            "text",
        ),
        ("贷款期限最长不超过30年。", 2, "第一章 总则 › 1.1 期限", "text"),
        ("产品=安心存; 期限=36个月; 年利率=2.35%", 2, "第一章 总则 › 1.1 期限", "row"),
        ("产品=安心存; 期限=12个月; 年利率=1.90%", 2, "第一章 总则 › 1.1 期限", "row"),
    ]
    assert reading.pages == 2


def test_pdf_says_a_joined_cell_in_every_row_that_it_covers(tmp_path: Path) -> None:
    reading = read(files.pdf(tmp_path / "限额.pdf", [["一、限额"]], table=True, joined=True))
    assert [block.text for block in reading.blocks] == [
        "渠道=手机银行; 认证方式=短信验证码; 单日限额=5万元; 说明=境外不适用",
        "渠道=手机银行; 认证方式=U盾; 单日限额=500万元; 说明=境外不适用",
        "渠道=网上银行; 认证方式=U盾; 单日限额=800万元",
        "渠道=柜面; 认证方式、单日限额=不设上限; 说明=须预约",
    ]


def test_docx_says_merged_cells_once_and_groups_headers(tmp_path: Path) -> None:
    reading = read(files.docx(tmp_path / "指南.docx"))
    assert [(block.text, block.heading) for block in reading.blocks] == [
        ("金卡年费为每年200元，刷卡满6次免次年年费。", "信用卡指南 › 年费"),
        ("卡种=金卡; 费用/年费=200元; 费用/取现费=1%", "信用卡指南 › 年费"),
        ("卡种=白金卡; 费用/年费=800元; 费用/取现费=1%", "信用卡指南 › 年费"),
    ]


def test_xlsx_shows_values_as_the_sheet_does(tmp_path: Path) -> None:
    reading = read(files.xlsx(tmp_path / "费率.xlsx"))
    assert [(block.sheet, block.cell, block.text) for block in reading.blocks] == [
        ("存款利率", "A4:D4", "产品=大额存单; 期限=36个月; 利率/挂牌=2.35%; 利率/上浮=2.60%"),
        ("存款利率", "A5:D5", "产品=大额存单; 期限=12个月; 利率/挂牌=1.90%; 利率/上浮=2.05%"),
        ("存款利率", "A6", "注：自2026年1月1日起执行。"),
        ("手续费", "A2:D2", "项目=跨行转账; 标准=2.50元/笔; 最高=50,000; 生效日=2026年3月1日"),
    ]
    assert reading.blocks[0].heading == "存款利率 › 人民币存款利率表"


def test_markdown_and_text(tmp_path: Path) -> None:
    markdown = tmp_path / "常见问题.md"
    markdown.write_text(
        "# 转账\n\n## 限额\n默认每日\n50,000 元。\n\n| 方式 | 每日 |\n|---|---|\n| U 盾 | 100 万元 |\n",
        "utf-8",
    )
    assert [(block.text, block.heading) for block in read(markdown).blocks] == [
        ("默认每日50,000 元。", "转账 › 限额"),
        ("方式=U 盾; 每日=100 万元", "转账 › 限额"),
    ]
    text = tmp_path / "公告.txt"
    text.write_bytes("第一段。\r\n\r\n第二段。".encode("gb18030"))
    assert [block.text for block in read(text).blocks] == ["第一段。", "第二段。"]


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("第二章 存款", 1),
        ("甲 账户", 2),
        ("一、总则", 2),
        ("§06 休眠", 3),
        ("问07 子账户能开几个？", 3),
        ("§06 所称休眠户不再计息。", None),
        ("甲方应当还款", None),
    ],
)
def test_a_marked_line_of_a_rule_book_is_a_heading(line: str, level: int | None) -> None:
    assert heading_level(line) == level
