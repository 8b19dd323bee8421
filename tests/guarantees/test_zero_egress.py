"""Promise: the appliance never tries to reach anything but this machine, not even once."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.house import House

CONNECT = re.compile(
    r"(?:connect|sendto)\(.*?sa_family=(AF_INET6?)\b.*?(?:inet_addr\(\"([^\"]+)\"\)|inet_pton\(AF_INET6, \"([^\"]+)\")"
)


def outside(trace: Path) -> list[str]:
    """Lines of the trace that name an address which is not loopback."""
    found = []
    for path in trace.parent.glob(trace.name + "*"):
        for line in path.read_text(errors="replace").splitlines():
            match = CONNECT.search(line)
            if match:
                address = match.group(2) or match.group(3)
                if not (address.startswith("127.") or address in {"::1", "::ffff:127.0.0.1"}):
                    found.append(line)
    return found


def story(house: House) -> None:
    """A visitor's whole way: an approved answer, a quote, personal data, a person."""
    visitor = house.visitor()
    visitor.write("信用卡丢了怎么办")
    visitor.until(lambda a: any(m["who"] == "ai" for m in a["messages"]))
    visitor.write("How do I report a lost card? My email is someone@example.com")
    visitor.until(lambda a: sum(m["who"] == "ai" for m in a["messages"]) >= 2)
    visitor.write("我的手机号13812345678，转人工")
    visitor.until(lambda a: a["state"] == "queued")
    officer = house.staff("chenzheng")
    assert officer.get("/oversight").status_code == 200


def test_the_trace_reader_sees_an_outside_address(tmp_path: Path) -> None:
    trace = tmp_path / "trace.1"
    trace.write_text(
        '1 connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.7")}, 16) = -1\n'
        '1 connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = 0\n'
        '1 connect(3, {sa_family=AF_INET6, sin6_port=htons(53), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr)}, 28) = -1\n'
        '1 sendto(3, "x", 1, 0, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("192.0.2.53")}, 16) = 1\n'
    )
    assert len(outside(tmp_path / "trace")) == 3


@pytest.mark.engine
def test_a_whole_story_with_the_real_engine_connects_to_loopback_only(tmp_path: Path) -> None:
    assert shutil.which("strace"), "strace is missing: run deploy/setup.py browser"
    trace = tmp_path / "trace"
    house = House(tmp_path, ENGINE="auto")
    wrap = [
        "strace",
        "-ff",
        "-qq",
        "-e",
        "trace=connect,sendto,sendmmsg",
        "-e",
        "signal=none",
        "-o",
        str(trace),
    ]
    with house.running(wrap=wrap):
        house.until_model("ready")
        story(house)
    assert list(tmp_path.glob("trace*")), "nothing was traced"
    assert outside(trace) == []
    assert os.path.getsize(house.folder / "logs" / "engine.log") > 0
