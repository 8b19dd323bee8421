"""Promise: no planted identity or mobile number stands in any file of the data folder, logs included."""

from __future__ import annotations

import os
import re
import uuid
from pathlib import Path

from tests.house import House

IDENTITY = "11010519491231002X"
MOBILES = ["13812345678", "138 1234 5678", "138-1234-5678", "１３８１２３４５６７８"]
EMAIL = "wang.fang.1988@example.com"
CARD = "6222021234567890128"


def planted() -> list[str]:
    return [IDENTITY, IDENTITY.lower(), *MOBILES, EMAIL, CARD]


def hits(folder: Path, values: list[str]) -> list[str]:
    """Which value stands in which file, as UTF-8 or UTF-16 bytes."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            found += [
                f"{path.relative_to(folder)}: {value}"
                for value in values
                for coded in (value.encode(), value.encode("utf-16-le"))
                if coded in data
            ]
    return found


def test_planted_values_are_in_no_file(tmp_path: Path) -> None:
    house = House(tmp_path, LOG_LEVEL="debug")
    with house.running():
        visitor = house.visitor()
        for value in planted():
            assert visitor.write(f"我的资料是 {value}，请帮我查一下").status_code == 200
        visitor.write(f"身份证{IDENTITY}手机{MOBILES[0]}，转人工")
        visitor.until(lambda answer: answer["state"] == "queued")
        # Values typed where they do not belong: a broken request, a path, a search box, an agent's reply.
        visitor.client.post(
            "/widget/api/messages",
            content=f'{{"text": "{IDENTITY}',
            headers={"Content-Type": "application/json"},
        )
        visitor.client.get(f"/nowhere/{MOBILES[0]}")
        officer = house.staff("chenzheng")
        assert officer.get("/oversight", params={"q": MOBILES[0]}).status_code == 200
        agent = house.staff("linyue")
        desk = agent.get("/desk", params={"view": "waiting"})
        conversation = re.search(r"/desk/c/([0-9A-Z]{26})", desk.text)
        assert conversation, desk.text[:2000]
        assert agent.post(f"/desk/c/{conversation.group(1)}/claim").status_code in {200, 204, 303}
        agent.post(
            f"/desk/c/{conversation.group(1)}/messages",
            data={"text": f"您的手机号是 {MOBILES[0]} 对吗", "client_id": str(uuid.uuid4())},
        )
        shown = str(visitor.messages())
        assert IDENTITY not in shown, "the visitor's feed carries the raw value"
        assert "身份证" in shown
    # The check itself must be able to see: the same search finds a planted file.
    (tmp_path / "probe").mkdir()
    (tmp_path / "probe" / "file").write_text(f"x{IDENTITY}y")
    assert hits(tmp_path / "probe", planted())
    assert hits(house.folder, planted()) == []
    assert os.stat(house.folder).st_mode & 0o077 == 0
