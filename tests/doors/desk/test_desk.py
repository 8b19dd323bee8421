"""The desk without a browser: what is shown, who may act, what is recorded."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from appliance.core.audit.tables import TABLE, AuditEvent
from appliance.core.masking.engine import Masked, Masker
from appliance.core.masking.text import MaskedText, RawText
from tests.doors.web.stage import PlainMasker, Stage

HTMX = {"HX-Request": "true"}


def reads(stage: Stage) -> int:
    with stage.store.reading() as s:
        return len(s.execute(select(TABLE.c.seq).where(TABLE.c.verb == "transcript.read")).all())


def numbers(html: str) -> list[int]:
    return [int(one) for one in re.findall(r'data-seq="(\d+)"', html)]


def test_the_list_shows_who_waits_and_why(stage: Stage, waiting: str) -> None:
    page = stage.client("linyue").get("/desk?view=waiting").text
    assert "都说了三遍了，到底能不能退？" in page
    assert "转人工：访客点了“转人工”" in page
    assert f'href="/desk/c/{waiting}?view=waiting"' in page


def test_an_opened_conversation_shows_masked_text_sources_and_reason(stage: Stage, waiting: str) -> None:
    page = stage.client("linyue").get(f"/desk/c/{waiting}").text
    assert '<span class="tok">手机 138****5678</span>' in page
    assert "⟦" not in page
    assert "13812345678" not in page
    assert "信用卡费率表 · 年费 B7" in page
    assert "已核准答案" in page
    assert "AI 已停止 · 转人工：" in page


def test_opening_is_recorded_and_following_along_is_the_same_read(stage: Stage, waiting: str) -> None:
    client = stage.client("linyue")
    client.get(f"/desk/c/{waiting}")
    for after in range(3):
        client.get(f"/desk/c/{waiting}/since?after={after}", headers=HTMX)
    assert reads(stage) == 1


def test_what_follows_a_number_comes_once_and_in_order(stage: Stage, waiting: str) -> None:
    client = stage.client("linyue")
    whole = numbers(client.get(f"/desk/c/{waiting}").text)
    assert whole == sorted(set(whole))
    rest = numbers(client.get(f"/desk/c/{waiting}/since?after={whole[1]}", headers=HTMX).text)
    assert rest == whole[2:]


def test_one_of_two_gets_the_conversation_and_the_other_reads_who(stage: Stage, waiting: str) -> None:
    lin, zhao = stage.client("linyue"), stage.client("zhaomin")
    won = lin.post(f"/desk/c/{waiting}/claim", headers=HTMX)
    assert (won.status_code, won.headers["hx-trigger"]) == (204, "desk:changed")
    late = zhao.post(f"/desk/c/{waiting}/claim", headers=HTMX)
    assert (late.status_code, "林悦" in late.text) == (409, True)
    assert "林悦 接待中" in zhao.get(f"/desk/c/{waiting}").text


def test_writing_is_stored_once_and_only_by_the_one_in_charge(stage: Stage, waiting: str) -> None:
    lin, zhao = stage.client("linyue"), stage.client("zhaomin")
    form = {"text": "您好，我是林悦。", "client_id": "one-and-the-same"}
    assert lin.post(f"/desk/c/{waiting}/messages", data=form, headers=HTMX).status_code == 409
    lin.post(f"/desk/c/{waiting}/claim")
    for _ in range(3):
        assert lin.post(f"/desk/c/{waiting}/messages", data=form).status_code == 204
    assert lin.get(f"/desk/c/{waiting}").text.count('class="m out me"') == 1
    assert zhao.post(f"/desk/c/{waiting}/messages", data={**form, "client_id": "z"}).status_code == 409
    note = {"text": "三次咨询年费", "client_id": "n", "note": "1"}
    assert lin.post(f"/desk/c/{waiting}/messages", data=note).status_code == 204
    assert "内部备注" in lin.get(f"/desk/c/{waiting}").text


@pytest.mark.parametrize("text", ["", "  \n ", "长" * 4001])
def test_what_cannot_be_sent_is_said(stage: Stage, waiting: str, text: str) -> None:
    lin = stage.client("linyue")
    lin.post(f"/desk/c/{waiting}/claim")
    answer = lin.post(f"/desk/c/{waiting}/messages", data={"text": text, "client_id": "x"}, headers=HTMX)
    assert answer.status_code == 400
    assert 'class="notice alarm"' in answer.text


def test_the_acts_follow_the_states(stage: Stage, waiting: str) -> None:
    lin = stage.client("linyue")
    steps = ["give-back", "claim", "give-back", "claim", "close", "close", "reopen", "nonsense"]
    answers = [lin.post(f"/desk/c/{waiting}/{one}").status_code for one in steps]
    assert answers == [409, 204, 204, 204, 204, 409, 204, 404]


def test_an_unknown_conversation_is_404_and_leaves_no_record(stage: Stage) -> None:
    client = stage.client("linyue")
    for path in ("/desk/c/nowhere", "/desk/c/nowhere/since", "/desk/c/nowhere/before?seq=5"):
        assert client.get(path).status_code == 404
    assert client.post("/desk/c/nowhere/messages", data={"text": "x", "client_id": "x"}).status_code == 404
    assert reads(stage) == 0


def test_other_roles_have_no_desk(stage: Stage, waiting: str) -> None:
    chen = stage.client("chen")
    paths = ("/desk", "/desk/list", f"/desk/c/{waiting}", f"/desk/c/{waiting}/since")
    assert {chen.get(path).status_code for path in paths} == {403}
    assert chen.post(f"/desk/c/{waiting}/claim").status_code == 403


def test_a_long_conversation_opens_at_its_end_and_gives_the_rest_on_request(stage: Stage) -> None:
    for number in range(205):
        conversation = stage.visitor_says(f"第 {number} 句")
    client = stage.client("linyue")
    shown = numbers(client.get(f"/desk/c/{conversation}").text)
    assert len(shown) == 200
    earlier = numbers(client.get(f"/desk/c/{conversation}/before?seq={shown[0]}", headers=HTMX).text)
    assert earlier + shown == list(range(1, shown[-1] + 1))


def test_presence_is_what_one_says(stage: Stage) -> None:
    client = stage.client("linyue")
    assert "接待中 <span" in client.get("/desk").text
    client.post("/desk/presence/busy")
    assert "忙碌 <span" in client.get("/desk").text
    assert client.post("/desk/presence/asleep").status_code == 400


def test_every_text_is_escaped(stage: Stage) -> None:
    conversation = stage.visitor_says("<img src=x onerror=alert(1)> {{ 7*7 }}")
    page = stage.client("linyue").get(f"/desk/c/{conversation}").text
    assert "<img" not in page
    assert "&lt;img" in page
    assert "{{ 7*7 }}" in page


def test_the_desk_speaks_english(stage: Stage, waiting: str) -> None:
    client = stage.client("linyue")
    client.post("/language", data={"to": "en", "next": "/"})
    page = client.get(f"/desk/c/{waiting}").text
    words = re.sub(r"<[^>]+>", " ", page.partition("<body")[2])
    own = {
        "年费怎么又扣了",
        "都说了三遍了，到底能不能退？",
        "白金卡年费为每年",
        "信用卡费率表",
        "年费",
        "林悦",
        "中文",
        "手机号",
        "元。",
        "，",
    }
    left = set(re.findall(r"[\u4e00-\u9fff][^\s<]*", words)) - own
    assert {one for one in left if not any(one in known or known in one for known in own)} == set()


class DropsCodes(PlainMasker):
    """Takes the last six characters for a code when the turn before asked for one."""

    def mask(self, raw: RawText, *, context: Any = (), **more: Any) -> Masked:
        if not any("验证码" in str(turn.text) for turn in context):
            return super().mask(raw, **more)
        return Masked(MaskedText.trusted(f"{raw.expose()[:-6]}⟦OTP:dropped⟧"), [], ["OTP"])


def test_an_agents_secret_is_dropped_and_she_is_told(stage: Stage, waiting: str) -> None:
    stage.parts.withdraw(Masker)
    stage.parts.provide(Masker, DropsCodes())
    lin = stage.client("linyue")
    lin.post(f"/desk/c/{waiting}/claim")

    def write(text: str, note: str = "") -> Any:
        form = {"text": text, "client_id": text, "note": note}
        return lin.post(f"/desk/c/{waiting}/messages", data=form)

    assert "x-kefu-dropped" not in write("您收到验证码了吗？").headers
    for note in ("", "1"):
        answer = write(f"客户说是{note}556677", note)
        assert (answer.status_code, answer.headers["x-kefu-dropped"]) == (204, "secret")
    page = lin.get(f"/desk/c/{waiting}").text
    assert "556677" not in page
    with stage.store.reading() as s:
        posted = [e.details for e in s.scalars(select(AuditEvent)) if e.verb == "message.posted"]
    assert [details.get("dropped") for details in posted][-2:] == [["OTP"], ["OTP"]]
