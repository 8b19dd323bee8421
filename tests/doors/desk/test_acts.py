"""What agents do at the desk besides answering: notes that call a colleague, whispers, passing on, tags, later, the end."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

import appliance.core.approvals.tables  # noqa: F401 - erasure empties its rows too
from appliance.core.accounts.tables import Agent, Team
from appliance.core.audit.tables import AuditEvent
from appliance.core.masking.engine import Found, Masked, Masker
from appliance.core.masking.text import MaskedText, RawText
from appliance.service.conversations import queries
from appliance.service.conversations.tables import Closing, Conversation, Mention
from tests.doors.web.stage import PlainMasker, Stage


@pytest.fixture
def lead(stage: Stage) -> Any:
    stage.person("hezong", "何组长", "team_lead")
    return stage.client("hezong")


def audited(stage: Stage, verb: str) -> list[dict[str, Any]]:
    with stage.store.reading() as s:
        return [e.details for e in s.scalars(select(AuditEvent)) if e.verb == verb]


def id_of(stage: Stage, name: str) -> str:
    with stage.store.reading() as s:
        return str(s.scalar(select(Agent.id).where(Agent.name == name)))


def write(client: Any, conversation: str, text: str, **form: str) -> Any:
    return client.post(
        f"/desk/c/{conversation}/messages", data={"text": text, "client_id": f"id-{text}", **form}
    )


def test_a_note_calls_a_colleague_until_she_has_read_it(stage: Stage, waiting: str) -> None:
    lin, zhao = stage.client("linyue"), stage.client("zhaomin")
    assert write(lin, waiting, "请 @赵敏 看一下年费规则", note="1").status_code == 204
    assert "1 条备注提到您" in zhao.get("/desk").text
    assert "条备注提到您" not in lin.get("/desk").text
    assert f'id="row-{waiting}"' in zhao.get("/desk?view=mentions").text
    assert "→ 赵敏" in zhao.get(f"/desk/c/{waiting}").text
    assert "条备注提到您" not in zhao.get("/desk").text
    assert f'id="row-{waiting}"' in zhao.get("/desk?view=mentions").text  # read, not forgotten
    assert audited(stage, "message.posted")[-1]["mentions"] == [id_of(stage, "赵敏")]


def test_notes_and_whispers_are_no_holes_in_the_visitors_numbers(
    stage: Stage, waiting: str, lead: Any
) -> None:
    lin = stage.client("linyue")
    lin.post(f"/desk/c/{waiting}/claim")
    write(lin, waiting, "您好")
    write(lin, waiting, "内部：核对过三次", note="1")
    write(lead, waiting, "先道歉", note="1", whisper="1")
    write(lin, waiting, "马上为您核对")
    with stage.store.reading() as s:
        staff = queries.thread(s, stage.vault, waiting)
        visitor = queries.visitor_thread(s, stage.vault, waiting)
    assert [one.seq for one in staff] == list(range(1, len(staff) + 1))
    assert [one.visitor_seq for one in visitor] == list(range(1, len(visitor) + 1))
    shown = " ".join(str(one.text) for one in visitor)
    assert "马上为您核对" in shown
    assert "核对过三次" not in shown
    assert "先道歉" not in shown


def test_a_whisper_is_for_one_agent_and_from_a_lead(stage: Stage, waiting: str, lead: Any) -> None:
    lin, zhao = stage.client("linyue"), stage.client("zhaomin")
    assert write(lead, waiting, "早了", note="1", whisper="1").status_code == 409  # nobody is in charge
    lin.post(f"/desk/c/{waiting}/claim")
    assert write(zhao, waiting, "不许", note="1", whisper="1").status_code == 403
    assert write(lead, waiting, "先道歉再核对", note="1", whisper="1").status_code == 204
    assert "1 条备注提到您" in lin.get("/desk").text
    for reader, sees in ((lin, True), (lead, True), (zhao, False)):
        for page in (f"/desk/c/{waiting}", f"/desk/c/{waiting}/since?after=0"):
            assert ("先道歉再核对" in reader.get(page).text) is sees
    page = zhao.get(f"/desk/c/{waiting}").text
    assert "何组长 的悄悄话" in page
    numbers = [int(one) for one in re.findall(r'data-seq="(\d+)"', page)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert audited(stage, "message.posted")[-1]["whisper_to"] == id_of(stage, "林悦")


def test_a_reply_waits_when_the_visitor_has_written_since(stage: Stage, waiting: str) -> None:
    lin = stage.client("linyue")
    lin.post(f"/desk/c/{waiting}/claim")
    with stage.store.reading() as s:
        read_to = str(queries.conversation(s, waiting).staff_seq)
    stage.visitor_says("等等，我说的是另一张卡")
    late = write(lin, waiting, "已为您办理", read_to=read_to)
    assert (late.status_code, "又写了消息" in late.text) == (409, True)
    assert (
        write(lin, waiting, "已为您办理", note="1", read_to=read_to).status_code == 204
    )  # a note never waits
    with stage.store.reading() as s:
        read_to = str(queries.conversation(s, waiting).staff_seq)
    for _ in range(2):  # sent twice, stored once, though the second comes after newer words
        assert write(lin, waiting, "好的，另一张", read_to=read_to).status_code == 204
        stage.visitor_says("快点")


def test_the_note_of_every_transfer_is_kept(stage: Stage, waiting: str) -> None:
    """Two conversations that have come equally far, passed on by the same agent as the page does it, without an id."""
    lin, other = stage.client("linyue"), stage.visitor_says("年费多少", "bo")
    stage.visitor_says("到底多少", "bo")
    stage.ask_for_person(other)
    with stage.store.writing() as s:
        far = max(queries.version(s, one)[1] for one in (waiting, other))
        for one in (waiting, other):
            s.get_one(Conversation, one).version = far
    for one, words in ((waiting, "第一个的说明"), (other, "第二个的说明")):
        lin.post(f"/desk/c/{one}/claim")
        lin.post(f"/desk/c/{one}/transfer", data={"to": id_of(stage, "赵敏"), "text": words})
        assert words in stage.client("zhaomin").get(f"/desk/c/{one}").text


def test_passing_on_with_a_note(stage: Stage, waiting: str) -> None:
    lin, zhao = stage.client("linyue"), stage.client("zhaomin")
    lin.post(f"/desk/c/{waiting}/claim")
    offered = lin.get(f"/desk/c/{waiting}/transfer").text
    assert "赵敏" in offered
    assert "林悦" not in offered
    assert "陈合规" not in offered
    to = {"to": id_of(stage, "赵敏"), "text": "年费争议，已核对两次", "client_id": "t1"}
    assert zhao.post(f"/desk/c/{waiting}/transfer", data=to).status_code == 409  # not hers to pass on
    assert "年费争议" not in lin.get(f"/desk/c/{waiting}").text
    assert lin.post(f"/desk/c/{waiting}/transfer", data=to).status_code == 204
    assert "1 条备注提到您" in zhao.get("/desk").text
    page = zhao.get(f"/desk/c/{waiting}").text
    assert "年费争议，已核对两次" in page
    assert 'data-mode="mine"' in page
    back = {"to": "queue", "text": "", "client_id": "t2"}
    assert zhao.post(f"/desk/c/{waiting}/transfer", data=back).status_code == 204
    with stage.store.reading() as s:
        assert queries.conversation(s, waiting).state == "queued"
    assert zhao.post(f"/desk/c/{waiting}/transfer", data=back).status_code == 409
    with stage.store.writing() as s:
        s.add(Team(id="cards", name="信用卡组"))
    lin.post(f"/desk/c/{waiting}/claim")
    assert "信用卡组" in lin.get(f"/desk/c/{waiting}/transfer").text
    team = {"to": "team:nowhere", "text": "", "client_id": "t3"}
    assert lin.post(f"/desk/c/{waiting}/transfer", data=team).status_code == 404
    assert lin.post(f"/desk/c/{waiting}/transfer", data={**team, "to": "team:cards"}).status_code == 204
    with stage.store.reading() as s:
        row = s.get(Conversation, waiting)
        assert (row.state, row.team_id) == ("queued", "cards")


class FindsNumbers(PlainMasker):
    """Takes any digits for a mobile number."""

    def mask(self, raw: RawText, **more: Any) -> Masked:
        if not any(character.isdigit() for character in raw.expose()):
            return super().mask(raw, **more)
        found = Found("MOBILE:1", "MOBILE", RawText(raw.expose()), "1**", "mobile", 1.0)
        return Masked(MaskedText.trusted("⟦MOBILE:1⟧"), [found], [])


def test_tags_sort_lists_and_hold_no_personal_data(stage: Stage, waiting: str) -> None:
    stage.parts.withdraw(Masker)
    stage.parts.provide(Masker, FindsNumbers())
    lin = stage.client("linyue")
    tags = f"/desk/c/{waiting}/tags"
    assert lin.post(tags, data={"name": " 年费 "}).status_code == 204
    assert lin.post(tags, data={"name": "年费"}).status_code == 204
    for wrong in ("13812345678", "  ", "长" * 21):
        assert lin.post(tags, data={"name": wrong}).status_code == 400
    assert len(audited(stage, "conversation.tagged")) == 1
    other = stage.visitor_says("你好", "hua")
    narrowed = lin.get("/desk?view=waiting&tag=年费").text
    assert f'id="row-{waiting}"' in narrowed
    assert "<option selected>年费</option>" in narrowed
    assert f'id="row-{other}"' not in lin.get("/desk?view=ai&tag=年费").text
    assert "没有符合筛选的会话" in lin.get("/desk?view=ai&tag=年费").text
    lin.post(tags, data={"name": "年费", "off": "1"})
    assert f'id="row-{waiting}"' not in lin.get("/desk?view=waiting&tag=年费").text


def test_lists_narrow_by_channel_by_who_wrote_last_and_by_urgency(stage: Stage, waiting: str) -> None:
    lin = stage.client("linyue")
    lin.post(f"/desk/c/{waiting}/claim")
    row = f'id="row-{waiting}"'

    def mine(**narrowed: str) -> bool:
        return row in lin.get("/desk/list", params={"view": "mine", **narrowed}).text

    assert mine(channel="web_widget")
    assert not mine(channel="loopback")
    assert not mine(wrote="1")  # asking for a person dealt with what was asked
    stage.visitor_says("还在吗")
    assert mine(wrote="1")
    write(lin, waiting, "在的")
    assert not mine(wrote="1")
    assert not mine(urgent="1")
    assert row in stage.client("zhaomin").get("/desk?view=team").text


def test_put_aside_until_later_or_until_the_visitor_writes(stage: Stage, waiting: str) -> None:
    lin = stage.client("linyue")
    assert lin.post(f"/desk/c/{waiting}/snooze/hour").status_code == 409  # not in anybody's charge
    lin.post(f"/desk/c/{waiting}/claim")
    assert lin.post(f"/desk/c/{waiting}/snooze/never").status_code == 404
    assert lin.post(f"/desk/c/{waiting}/snooze/tomorrow").status_code == 204
    assert "稍后：" in lin.get("/desk").text
    stage.visitor_says("我又想起一件事")
    assert "稍后：" not in lin.get("/desk").text
    assert lin.post(f"/desk/c/{waiting}/snooze/quarter").status_code == 204
    assert "稍后：" in lin.get("/desk").text
    assert [d["minutes"] for d in audited(stage, "conversation.snoozed")][1] == 15


def test_the_end_has_a_reason_and_says_who_answered(stage: Stage, waiting: str) -> None:
    lin = stage.client("linyue")
    lin.post(f"/desk/c/{waiting}/claim")
    assert lin.post(f"/desk/c/{waiting}/close/because").status_code == 400
    assert lin.post(f"/desk/c/{waiting}/close/no_answer").status_code == 204
    page = lin.get(f"/desk/c/{waiting}").text
    assert "会话已结束 · 访客未再回复" in page
    assert "24 小时内再来信，回到林悦" in page
    lin.post(f"/desk/c/{waiting}/reopen")
    write(lin, waiting, "已办好")
    lin.post(f"/desk/c/{waiting}/close")
    with stage.store.reading() as s:
        ends = s.scalars(select(Closing).order_by(Closing.seq)).all()
    assert [(one.reason, one.resolved_by) for one in ends] == [("no_answer", "ai"), ("resolved", "agent")]
    assert [one["reason"] for one in audited(stage, "conversation.closed")] == ["no_answer", "resolved"]


def test_who_is_full_reads_it_before_writing(stage: Stage, waiting: str) -> None:
    with stage.store.writing() as s:
        s.get(Agent, id_of(stage, "林悦")).capacity = 0
    page = stage.client("linyue").get(f"/desk/c/{waiting}").text
    assert 'data-full="林悦 已达到同时接待上限' in page
    assert 'data-full=""' in stage.client("zhaomin").get(f"/desk/c/{waiting}").text


def test_erasure_takes_marks_away(stage: Stage, waiting: str) -> None:
    from appliance.service.conversations import erasure, marks

    lin = stage.client("linyue")
    lin.post(f"/desk/c/{waiting}/tags", data={"name": "年费"})
    write(lin, waiting, "@赵敏 看看", note="1")
    with stage.store.writing() as s:
        erasure.empty(s, [waiting])
    with stage.store.reading() as s:
        assert marks.tags_of(s, [waiting]) == {}
        assert s.scalars(select(Mention)).all() == []
