"""Two persons erase a contact at the command line; copies of the keyring are made, listed and kept up to date."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from appliance.cli.demo import PASSWORD
from appliance.cli.handlers import handlers
from appliance.core.kit.errors import ApplianceError
from appliance.service.conversations.tables import Conversation
from appliance.wiring import Appliance
from tests.core.backups import staged
from tests.fixtures import small
from tests.house import House

OFFICER, SECOND = ["chenzheng", PASSWORD], ["heqing", PASSWORD]


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Appliance]:
    """A small appliance; Mei has written."""
    with staged.opened(small.data(tmp_path)) as appliance:
        staged.say(appliance, "mei", "我的手机 13800138000，年费多少")
        yield appliance


def asked(inside: Appliance, command: str, **arguments: Any) -> Any:
    """What the command gets from inside the service."""
    return handlers(inside)[command](arguments, lambda step: None)


def contact_of(inside: Appliance) -> tuple[str, str]:
    with inside.store.reading() as s:
        row = s.scalars(select(Conversation)).one()
    return row.contact_id, row.code


def test_the_story(inside: Appliance, tmp_path: Path) -> None:
    contact, code = contact_of(inside)
    assert [one["contact"] for one in asked(inside, "contacts.find", code=code.lower())] == [contact]
    held = asked(inside, "contacts.show", contact=contact)
    assert (held["messages"], list(held["values"])) == (1, [("MOBILE", 1)])
    copy = Path(asked(inside, "backup.keyring", to=str(tmp_path))["path"])
    assert [one["standing"] for one in asked(inside, "backup.copies")] == ["current"]
    request = {"contact": contact, "ground": "consent", "received": "2026-01-05T00:00:00+00:00"}
    for first, second in ((OFFICER, ["heqing", "wrong"]), (OFFICER, OFFICER), (SECOND, OFFICER)):
        with pytest.raises(ApplianceError):
            asked(inside, "contacts.erase", **request, first=first, second=second)
    assert asked(inside, "contacts.show", contact=contact)["messages"] == 1
    away = copy.rename(tmp_path / "away")
    done = asked(inside, "contacts.erase", **request, first=OFFICER, second=SECOND)
    assert done["destroyed"]["messages"] == 1
    assert [one["standing"] for one in done["copies"]] == ["missing"]
    assert asked(inside, "contacts.show", contact=contact)["erased_at"]
    away.rename(copy)
    assert [one["standing"] for one in asked(inside, "backup.copies")] == ["behind"]
    assert [one["standing"] for one in asked(inside, "backup.copies", renew=True)] == ["current"]
    assert asked(inside, "backup.keyring_back", **{"from": str(copy)}) == 0
    listed = asked(inside, "contacts.requests")
    assert [(one["number"], one["state"], one["late"]) for one in listed] == [(done["number"], "done", False)]
    number = asked(inside, "backup.copies")[0]["id"]
    assert asked(inside, "backup.copies", destroyed=number) == []


@pytest.mark.parametrize(
    ("command", "arguments", "said"),
    [
        ("contacts.show", {"contact": "nobody"}, "没有这个客户"),
        ("contacts.certificate", {"number": "x"}, "没有这个删除申请"),
        ("backup.keyring_back", {"from": "/nowhere/at/all"}, "不存在，或不是密钥环副本"),
        ("backup.keyring", {"to": "/nowhere/at/all"}, "无法写入"),
        ("backup.copies", {"destroyed": "x"}, "登记中没有"),
    ],
)
def test_refusals_inside(inside: Appliance, command: str, arguments: dict[str, str], said: str) -> None:
    with pytest.raises(ApplianceError) as refused:
        asked(inside, command, **arguments)
    assert said in refused.value.zh


def test_the_commands(tmp_path: Path) -> None:
    folder = small.data(tmp_path)
    with staged.opened(folder) as appliance:
        staged.say(appliance, "mei", "我的手机 13800138000，年费多少")
        contact, code = contact_of(appliance)
    house = House(tmp_path)
    with house.running():
        assert contact in house.command("contacts", "find", code).stdout
        people = ("--first", "chenzheng", "--second", "heqing")
        erase = ("contacts", "erase", contact, "--ground", "consent", "--received", "2026-01-05", *people)
        done = house.command(*erase, stdin=f"{PASSWORD}\n" * 2)
        assert done.returncode == 0, done.stderr
        # The AI may have answered by now.
        assert re.search("1 个会话、[12] 条消息、1 个敏感值", done.stdout), done.stdout
        again = house.command(*erase, stdin=f"{PASSWORD}\n" * 2)
        assert (again.returncode, "已经删除" in again.stderr) == (1, True)
        number = re.search(r"证书 ([0-9A-Z]{26})", done.stdout)
        assert number
        paper = tmp_path / "certificate.json"
        command = ("contacts", "certificate", number.group(1), "--to", str(paper))
        assert house.command(*command).returncode == 0
    key = json.loads(paper.read_text())["public_key"]
    check = ("contacts", "check", str(paper), "--public-key", key)
    assert house.command(*check).returncode == 0
    paper.write_text(re.sub('"messages": [12]', '"messages": 3', paper.read_text()))
    assert house.command(*check).returncode == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("contacts", "erase", "x", "--ground", "why", "--first", "a", "--second", "b"), "没有情形"),
        (("backup", "keyring"), "--to 或 --from"),
    ],
)
def test_a_refusal_is_one_sentence(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    refused = House.__new__(House)
    refused.settings = {"DATA_DIR": str(tmp_path)}
    answer = refused.command(*words)
    assert answer.returncode == 2
    assert said in answer.stderr
    assert answer.stderr.count("\n") == 1
