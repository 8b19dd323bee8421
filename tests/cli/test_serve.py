"""`serve` with parts missing, and `worker` beside it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import httpx

from tests.fixtures import small
from tests.house import ROOT, House, _environment


def test_a_missing_engine_is_said_and_the_rest_works(tmp_path: Path) -> None:
    house = small.house(tmp_path, ENGINE="auto", ENGINE_PYTHON=str(tmp_path / "nowhere" / "python"))
    with house.running():
        ready = httpx.get(f"{house.url}/readyz")
        assert ready.status_code == 200
        assert ready.json()["model"] == "missing"
        mei = house.visitor()
        mei.write("年费多少")
        mei.until(lambda seen: any(one["who"] == "ai" for one in seen["messages"]))
        operator = house.staff("wuwei")
        page = operator.get("/operations").text
        operator.close()
        assert re.search(r"ENGINE|引擎|模型", page)
    assert house.process is not None
    assert house.process.returncode == 0, "a stop by signal is a clean end"


def test_a_worker_beside_the_service_answers(tmp_path: Path) -> None:
    house = small.house(tmp_path, WORKER_INSIDE="false")
    with house.running():
        mei = house.visitor()
        mei.write("年费多少")
        assert mei.messages()["thinking"], "nobody works yet"
        worker = started(house)
        try:
            seen = mei.until(lambda seen: any(one["who"] == "ai" for one in seen["messages"]))
            assert [one["who"] for one in seen["messages"]][:2] == ["visitor", "ai"]
            assert house.command("seal").returncode == 0
            assert worker.wait(60) == 0, "it ends when the service is sealed"
        finally:
            if worker.poll() is None:
                worker.kill()
    assert not (house.folder / "run" / "control.sock").exists()


def started(house: House) -> subprocess.Popen[str]:
    """`appliance worker` on the same data folder."""
    return subprocess.Popen(
        [sys.executable, "-m", "appliance", "worker"], cwd=ROOT, env=_environment(**house.settings), text=True
    )


def test_a_worker_beside_a_service_that_has_its_own(tmp_path: Path) -> None:
    with small.house(tmp_path).running() as house:
        refused = house.command("worker")
        assert refused.returncode == 2
        assert len(refused.stderr.splitlines()) == 1
        assert "WORKER_INSIDE=false" in refused.stderr
        second = house.command("serve")
        assert second.returncode == 1
        assert "正被另一个进程使用" in second.stderr
