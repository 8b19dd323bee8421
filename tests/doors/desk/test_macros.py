"""Macros: a reply and what follows it in one click, all or nothing, and the visitor reads nothing twice."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from appliance.core.accounts.tables import Agent, Team
from appliance.core.audit.tables import AuditEvent
from appliance.core.masking.engine import Masker
from appliance.service.conversations import marks, queries
from appliance.service.quick_replies.tables import QuickReply
from tests.doors.desk.test_acts import FindsNumbers, id_of
from tests.doors.web.stage import Stage


@pytest.fixture
def lead(stage: Stage) -> Any:
    stage.person("hezong", "何组长", "team_lead")
    return stage.client("hezong")


def keep(client: Any, name: str, **form: str) -> Any:
    return client.post("/desk/replies", data={"name": name, "body": "", **form})


def made(stage: Stage, name: str) -> str:
    with stage.store.reading() as s:
        return str(s.scalar(select(QuickReply.id).where(QuickReply.name == name)))


def press(client: Any, conversation: str, macro: str, client_id: str = "p1", **form: str) -> Any:
    return client.post(f"/desk/c/{conversation}/macro/{macro}", data={"client_id": client_id, **form})


def said(stage: Stage, conversation: str) -> list[str]:
    with stage.store.reading() as s:
        return [
            str(m.text)
            for m in queries.visitor_thread(s, stage.vault, conversation)
            if m.author_kind == "agent"
        ]


def tags(stage: Stage, conversation: str) -> list[str]:
    with stage.store.reading() as s:
        return marks.tags_of(s, [conversation]).get(conversation, [])


def test_all_steps_in_one_click_with_variables(stage: Stage, waiting: str) -> None:
    lin = stage.client("linyue")
    done = keep(
        lin,
        "年费退回",
        body="{访客}您好，已为您登记，{客服}会跟进。",
        tags="年费、退费",
        note="@赵敏 请明天核对",
        ending="close:resolved",
    )
    assert done.status_code == 303
    macro = made(stage, "年费退回")
    offered = lin.get(f"/desk/c/{waiting}/suggest/replies", params={"q": "年费"}).json()[0]
    assert (offered["macro"], offered["text"]) == (macro, "尊敬的客户您好，已为您登记，林悦会跟进。")
    assert "加标签 年费 · 加标签 退费 · 写备注 @赵敏 请明天核对 · 结束会话 已解决" in offered["hint"]
    lin.post(f"/desk/c/{waiting}/claim")
    assert f'data-macro="{macro}"' in lin.get(f"/desk/c/{waiting}").text
    for _ in range(2):  # pressed twice: done once
        assert press(lin, waiting, macro).status_code == 204
    assert said(stage, waiting) == ["尊敬的客户您好，已为您登记，林悦会跟进。"]
    assert tags(stage, waiting) == ["年费", "退费"]
    assert "1 条备注提到您" in stage.client("zhaomin").get("/desk").text
    with stage.store.reading() as s:
        assert queries.conversation(s, waiting).state == "closed"
        runs = [e.details["steps"] for e in s.scalars(select(AuditEvent)) if e.verb == "quick_reply.run"]
    assert runs == [["reply", "tag", "tag", "note", "close"]]


def test_what_stops_one_step_stops_all_and_says_where(stage: Stage, waiting: str) -> None:
    lin = stage.client("linyue")
    keep(lin, "转赵敏", body="马上为您转接。", tags="转接", ending=f"transfer:{id_of(stage, '赵敏')}")
    macro = made(stage, "转赵敏")
    assert "第 1/3 步“回复访客”没有成功" in press(lin, waiting, macro).text  # nobody is in charge yet
    lin.post(f"/desk/c/{waiting}/claim")
    with stage.store.writing() as s:
        s.get_one(Agent, id_of(stage, "赵敏")).capacity = 0
    stopped = press(lin, waiting, macro, "p2")
    assert stopped.status_code == 409
    assert "第 3/3 步“转交”没有成功：赵敏 已达到同时接待上限" in stopped.text
    assert "整个操作没有执行，访客没有收到任何内容" in stopped.text
    assert (said(stage, waiting), tags(stage, waiting)) == ([], [])
    with stage.store.writing() as s:
        s.get_one(Agent, id_of(stage, "赵敏")).capacity = 1
    with stage.store.reading() as s:
        read_to = str(queries.conversation(s, waiting).staff_seq)
    stage.visitor_says("等等")
    assert "又写了消息" in press(lin, waiting, macro, "p2", read_to=read_to).text
    assert press(lin, waiting, macro, "p2").status_code == 204
    assert (said(stage, waiting), tags(stage, waiting)) == (["马上为您转接。"], ["转接"])


@pytest.mark.parametrize(
    ("ending", "state"),
    [
        ("transfer:queue", "queued"),
        ("transfer:team:cards", "queued"),
        ("give_back:", "ai"),
        ("snooze:hour", "human"),
    ],
)
def test_every_ending(stage: Stage, waiting: str, ending: str, state: str) -> None:
    with stage.store.writing() as s:
        s.add(Team(id="cards", name="信用卡组"))
    lin = stage.client("linyue")
    assert keep(lin, "收尾", ending=ending).status_code == 303
    lin.post(f"/desk/c/{waiting}/claim")
    assert press(lin, waiting, made(stage, "收尾")).status_code == 204
    with stage.store.reading() as s:
        assert queries.conversation(s, waiting).state == state


def test_shared_ones_are_kept_by_leads_and_administrators(stage: Stage, waiting: str, lead: Any) -> None:
    stage.person("he", "何清", "administrator")
    admin, zhao = stage.client("he"), stage.client("zhaomin")
    assert keep(zhao, "垃圾", ending="close:spam", shared="1").status_code == 403
    assert (
        keep(admin, "垃圾", ending="close:spam").status_code == 403
    )  # an administrator has none of their own
    assert keep(admin, "垃圾", ending="close:spam", shared="1").status_code == 303
    assert keep(stage.client("linyue"), "我的", ending="close:spam").status_code == 303
    page = admin.get("/desk/replies").text
    assert "结束会话 无效来访" in page
    assert "/我的" not in page
    assert 'aria-current="page"' in page
    edit = lead.get(f"/desk/replies?edit={made(stage, '垃圾')}").text
    assert '<option value="close:spam" selected>' in edit
    zhao.post(f"/desk/c/{waiting}/claim")
    assert press(zhao, waiting, made(stage, "我的")).status_code == 404
    assert press(zhao, waiting, made(stage, "垃圾")).status_code == 204
    assert admin.post(f"/desk/replies/{made(stage, '垃圾')}/remove").status_code == 303


@pytest.mark.parametrize(
    "form",
    [
        {"tags": "长" * 21},
        {"tags": "、".join("甲乙丙丁戊己庚辛壬")},
        {"tags": "13812345678"},
        {"note": "请打 13812345678"},
        {"note": "{利率}"},
        {"ending": "close:because"},
        {"ending": "snooze:never"},
        {"ending": "transfer:nobody"},
        {"ending": "transfer:team:nowhere"},
        {"ending": "dance:"},
        {"ending": "reply:"},
    ],
    ids=str,
)
def test_what_cannot_be_a_macro_is_said(stage: Stage, form: dict[str, str]) -> None:
    stage.parts.withdraw(Masker)
    stage.parts.provide(Masker, FindsNumbers())
    assert keep(stage.client("linyue"), "一键", **form).status_code in (400, 404)
