"""Every sentence a page shows has English, with the same values in it."""

from __future__ import annotations

import re

from appliance.doors.web import catalogs
from appliance.doors.web.language import from_header

NEVER_ONE = {"已有 %(n)s 字，一条消息最多 4000 字，请分几条发送。"}
PLACE = re.compile(r"%\(\w+\)s")


def test_no_sentence_lacks_english() -> None:
    assert catalogs.missing() == []


def test_translations_keep_their_values() -> None:
    different = {
        zh: en for zh, en in catalogs.english().items() if set(PLACE.findall(zh)) != set(PLACE.findall(en))
    }
    assert different == {}


ONE_OF_MANY = re.compile(r"%\(n\)s (?:(?:more|new) )?(?!more|new|hours|days|of|in)[a-z]+s\\b")


def test_what_is_counted_has_its_english_for_one_thing() -> None:
    several = {zh for zh, en in catalogs.english().items() if ONE_OF_MANY.search(en)}
    assert several - set(catalogs.of_one()) - NEVER_ONE == set()
    assert catalogs.of_one()["%(n)s 条消息"] == "%(n)s message"
    added = set().union(*(PLACE.findall(one) for one in catalogs.of_one().values()))
    assert added <= {"%(n)s", "%(d)s", "%(head)s", "%(at)s", "%(seconds)s"}


def test_chinese_is_the_sentence_itself() -> None:
    assert catalogs.gettext("zh")("发送") == "发送"
    assert catalogs.gettext("en")("发送") == "Send"
    assert catalogs.gettext("en")("无此句") == "无此句"


def test_the_browsers_language_is_understood() -> None:
    table = {
        "en-GB,en;q=0.9": "en",
        "zh-CN,zh;q=0.9,en;q=0.8": "zh",
        "fr, en;q=0.3, zh;q=0.7": "zh",
        "fr": "",
        "": "",
        "en;q=0, zh;q=x": "",
    }
    assert {header: from_header(header) for header in table} == table
