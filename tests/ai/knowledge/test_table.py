"""Headers are found, repeated, and not mistaken for rows."""

import datetime as dt

import pytest

from appliance.ai.knowledge.readers.number_format import shown
from appliance.ai.knowledge.readers.table import grid_of, read_table


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["期限", "1年", "2年"], ["利率", "1.5%", "1.9%"]], ["期限=利率; 1年=1.5%; 2年=1.9%"]),
        ([["客服热线", "95588"], ["信用卡专线", "95588-2"]], ["客服热线=95588", "信用卡专线=95588-2"]),
        ([["指标", "要求"], ["年龄", "18 至 65 周岁"]], ["指标=年龄; 要求=18 至 65 周岁"]),
        (
            [
                ["业务", "周末", "预约"],
                ["开户", "可以", "否"],
                ["业务", "网点", "预约"],
                ["保管箱", "总行", "是"],
            ],
            ["业务=开户; 周末=可以; 预约=否", "业务=保管箱; 网点=总行; 预约=是"],
        ),
        (
            [["卡种", "费", "年"], ["金卡", "1", "2"], ["卡种", "费", "年"], ["白金", "3", "4"]],
            ["卡种=金卡; 费=1; 年=2", "卡种=白金; 费=3; 年=4"],
        ),
    ],
)
def test_rows_carry_their_header(rows: list[list[str]], expected: list[str]) -> None:
    items, _ = read_table(grid_of(rows))
    assert [item.text for item in items] == expected


def test_a_table_goes_on_overleaf() -> None:
    _, header = read_table(grid_of([["产品", "期限", "利率"], ["甲", "1年", "1%"]]))
    items, _ = read_table(grid_of([["乙", "2年", "2%"]]), header)
    assert [item.text for item in items] == ["产品=乙; 期限=2年; 利率=2%"]


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (0.035, "0.00%", "3.50%"),
        (0.0235, "0.00%", "2.35%"),
        (1.5, "0.00", "1.50"),
        (1.5, "General", "1.5"),
        (0.1 + 0.2, "General", "0.3"),
        (200000, "#,##0", "200,000"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (5, '0"元/笔"', "5元/笔"),
        (100, '"¥"#,##0.00', "¥100.00"),
        (100, "[$¥-804]#,##0", "¥100"),
        (-3, "0.0;(0.0)", "(3.0)"),
        (2.5, "0.##", "2.5"),
        (2, "0.##", "2"),
        (7, "000", "007"),
        (12345678901234567890, "General", "12345678901234567890"),
        (True, "General", "TRUE"),
        (None, "0.00", ""),
        ("文字", "@", "文字"),
        (dt.datetime(2026, 3, 1), "yyyy-mm-dd", "2026-03-01"),
        (dt.datetime(2026, 3, 1), 'yyyy"年"m"月"d"日"', "2026年3月1日"),
        (dt.time(9, 5), "h:mm", "9:05"),
    ],
)
def test_values_as_the_sheet_shows_them(value: object, number_format: str, expected: str) -> None:
    assert shown(value, number_format) == expected
