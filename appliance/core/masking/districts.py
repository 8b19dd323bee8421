"""What of an address may stay in a search for a branch nearby: its city and district, nothing that leads to a door."""

from __future__ import annotations

import re
from typing import Final

from appliance.core.masking import views

_TOP: Final = (
    "北京|天津|上海|重庆|河北|山西|内蒙古|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川|贵州|云南|西藏|陕西|甘肃|青海|"
    "宁夏|新疆|香港|澳门|台湾"
)
_CITIES: Final = (
    "石家庄|唐山|秦皇岛|邯郸|邢台|保定|张家口|承德|沧州|廊坊|衡水|太原|大同|阳泉|长治|晋城|朔州|晋中|运城|忻州|临汾|吕梁|呼和浩特|包头|乌海|赤峰|通辽|"
    "鄂尔多斯|沈阳|大连|鞍山|抚顺|本溪|丹东|锦州|营口|阜新|辽阳|盘锦|铁岭|葫芦岛|长春|四平|辽源|通化|白山|松原|白城|哈尔滨|齐齐哈尔|鸡西|鹤岗|"
    "大庆|伊春|佳木斯|牡丹江|黑河|绥化|南京|无锡|徐州|常州|苏州|南通|连云港|淮安|盐城|扬州|镇江|泰州|宿迁|昆山|杭州|宁波|温州|嘉兴|湖州|绍兴|金华|"
    "衢州|舟山|台州|丽水|义乌|合肥|芜湖|蚌埠|淮南|马鞍山|淮北|铜陵|安庆|黄山|滁州|阜阳|宿州|六安|亳州|池州|宣城|福州|厦门|莆田|三明|泉州|漳州|南平|"
    "龙岩|宁德|南昌|景德镇|萍乡|九江|新余|鹰潭|赣州|吉安|宜春|抚州|上饶|济南|青岛|淄博|枣庄|东营|烟台|潍坊|济宁|泰安|威海|日照|临沂|德州|聊城|滨州|菏泽|"
    "郑州|开封|洛阳|平顶山|安阳|鹤壁|新乡|焦作|濮阳|许昌|漯河|三门峡|南阳|商丘|信阳|周口|驻马店|武汉|黄石|十堰|宜昌|襄阳|鄂州|荆门|孝感|荆州|黄冈|"
    "咸宁|随州|恩施|长沙|株洲|湘潭|衡阳|邵阳|岳阳|常德|张家界|益阳|郴州|永州|怀化|娄底|广州|韶关|深圳|珠海|汕头|佛山|江门|湛江|茂名|肇庆|惠州|梅州|"
    "汕尾|河源|阳江|清远|东莞|中山|潮州|揭阳|云浮|南宁|柳州|桂林|梧州|北海|防城港|钦州|贵港|玉林|百色|贺州|河池|来宾|崇左|海口|三亚|儋州|成都|自贡|"
    "攀枝花|泸州|德阳|绵阳|广元|遂宁|内江|乐山|南充|眉山|宜宾|广安|达州|雅安|巴中|资阳|贵阳|六盘水|遵义|安顺|毕节|铜仁|昆明|曲靖|玉溪|保山|昭通|丽江|"
    "普洱|临沧|大理|拉萨|日喀则|西安|铜川|宝鸡|咸阳|渭南|延安|汉中|榆林|安康|商洛|兰州|嘉峪关|金昌|白银|天水|武威|张掖|平凉|酒泉|庆阳|定西|西宁|海东|"
    "银川|石嘴山|吴忠|固原|中卫|乌鲁木齐|克拉玛依|吐鲁番|哈密|喀什|伊犁|库尔勒|台北|新北|桃园|桃園|台中|台南|高雄|基隆|新竹|嘉义|嘉義|九龙|九龍|新界|港岛|港島"
)
_HONG_KONG: Final = (
    "观塘|旺角|铜锣湾|湾仔|中环|沙田|荃湾|屯门|元朗|深水埗|北角|油麻地|将军澳|大埔|尖沙咀|葵涌|红磡|柴湾|筲箕湾|黄大仙|九龙塘|上环|西环|天水围|粉岭|"
    "上水|青衣|马鞍山|鲗鱼涌|太古|鸭脷洲|"
    "香港仔|觀塘|銅鑼灣|灣仔|中環|荃灣|屯門|將軍澳|葵涌|紅磡|柴灣|筲箕灣|黃大仙|九龍塘|上環|西環|天水圍|粉嶺|馬鞍山|鰂魚涌"
)
_DISTRICT: Final = (
    r"[\u4e00-\u9fff]{1,7}?(?<!小)(?<!社)(?<!园)(?<!校)(?:自治县|自治旗|新区|开发区|高新区|[区县旗])"
)
_SHAPE: Final = re.compile(
    rf"^(?:中国)?(?:(?:{_TOP})(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|省|市)?)?\s?"
    rf"(?:(?:{_CITIES})市?|[\u4e00-\u9fff]{{2,8}}?(?:自治州|地区|盟)|[\u4e00-\u9fff]{{2,4}}市)?\s?"
    rf"(?:{_DISTRICT}|[\u4e00-\u9fff]{{2,3}}市|{_HONG_KONG})?"
)
_HAS_ROAD: Final = re.compile(r"[路街道巷号弄村镇乡栋幢楼座室]|小区|花园")
_LATIN_TOWN: Final = re.compile(r"(?:^|,)\s*([A-Z][A-Za-z'’ ]*[a-z])\s*(?=,|$|\d|[A-Z]{1,2}\d)")
_STREETISH: Final = re.compile(
    r"(?i)\b(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|way|court|ct|place|pl|blvd|boulevard|square|terrace|crescent|"
    r"highway|building|tower|block|flat|room|unit|floor|suite|house|apt)\b"
)


def to_district(raw: str) -> str:
    """City and district of an address as written (北京市朝阳区 of 北京市朝阳区建国路88号); "" where none is named.

    A street, village, estate, building or number never stays. Traditional characters and spaces may occur; the part
    returned is spelled as in `raw`. Pure.
    """
    text = raw.strip()
    plain = views.lower(views.flat(text))
    if len(plain) != len(text):
        return ""
    m = _SHAPE.match(plain)
    if m and m.end():
        kept = text[: m.end()].strip()
        return "" if _HAS_ROAD.search(_without_regions(views.lower(views.flat(kept)))) else kept
    towns = [t[1].strip() for t in _LATIN_TOWN.finditer(views.flat(text)) if not _STREETISH.search(t[1])]
    return ", ".join(towns[-2:])


def _without_regions(plain: str) -> str:
    """So that 道里区, 乡宁县 and 镇江市 are not taken for roads and villages."""
    return re.sub(rf"(?:{_TOP}|{_CITIES}|{_DISTRICT}|{_HONG_KONG})", "", plain)
