"""An address keeps its district in a search for a branch nearby, and nothing that leads to a door."""

from __future__ import annotations

import pytest

from appliance.core.masking.districts import to_district

KEPT = [
    ("北京市朝阳区建国路88号院3号楼2单元401", "北京市朝阳区"),
    ("广东省佛山市南海区桂城街道海八路翠湖花园 B座1904", "广东省佛山市南海区"),
    ("成都武侯区科华北路9号", "成都武侯区"),
    ("安徽省凤台县红旗镇向阳村9组90号", "安徽省凤台县"),
    ("上海 徐汇区漕溪北路1号", "上海 徐汇区"),
    ("哈尔滨市道里区中央大街5号", "哈尔滨市道里区"),
    ("内蒙古自治区呼和浩特市新城区兴安路3号", "内蒙古自治区呼和浩特市新城区"),
    ("杨浦区控江路两千零三弄十五号", "杨浦区"),
    ("义乌市江滨路3号", "义乌市"),
    ("九龍觀塘協和街33號裕民大廈12樓F室", "九龍觀塘"),
    ("新北市板橋區文化路二段182巷3弄7號", "新北市板橋區"),
    ("苏州工业园区星湖街1号", "苏州"),
    ("45 Baker Street, London NW1 6XE", "London"),
    ("Flat 7B, Tower 2, 1199 Century Ave, Pudong, Shanghai", "Pudong, Shanghai"),
]
NOTHING_LEFT = [
    "朝阳路12号院3单元401",
    "万科城18号楼1729",
    "阳光小区3栋",
    "凤起苑3幢2单元502",
    "12 Oak Road",
    "",
]


@pytest.mark.parametrize(("raw", "district"), KEPT)
def test_city_and_district_stay(raw, district):
    assert to_district(raw) == district


@pytest.mark.parametrize("raw", NOTHING_LEFT)
def test_without_a_district_nothing_stays(raw):
    assert to_district(raw) == ""


@pytest.mark.parametrize(("raw", "district"), KEPT)
def test_no_digit_ever_stays(raw, district):
    assert not any(c.isdigit() for c in to_district(raw))
