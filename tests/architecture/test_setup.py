"""Set-up does what is missing, once, and says in one sentence what it cannot do."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "setup.py"


@pytest.fixture
def setup() -> ModuleType:
    spec = importlib.util.spec_from_file_location("appliance_setup", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_work_is_done_once_and_again_when_its_inputs_change(setup: ModuleType, tmp_path: Path) -> None:
    done: list[str] = []
    made, stamp = tmp_path / "made", tmp_path / "stamp"

    def work() -> None:
        done.append("work")
        made.touch()

    assert setup.stamped(stamp, "a", work, made) is True
    assert setup.stamped(stamp, "a", work, made) is False
    assert setup.stamped(stamp, "b", work, made) is True
    made.unlink()
    assert setup.stamped(stamp, "b", work, made) is True
    assert len(done) == 3


def test_work_that_failed_is_done_again(setup: ModuleType, tmp_path: Path) -> None:
    def fails() -> None:
        raise setup.Failed(["no"])

    with pytest.raises(setup.Failed):
        setup.stamped(tmp_path / "stamp", "a", fails)
    assert setup.stamped(tmp_path / "stamp", "a", lambda: None) is True


def test_no_torch_anywhere_is_one_sentence(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[list[str]] = []

    def finds_nothing(command: list[object], what: str) -> str:
        words = [str(word) for word in command]
        tried.append(words)
        if "uv==" in words[-1]:
            return ""
        raise setup.Failed(["ERROR: No matching distribution found for torch==2.13.0+cpu"])

    monkeypatch.setattr(setup, "run", finds_nothing)
    with pytest.raises(setup.Stop, match="PIP_FIND_LINKS"):
        setup.install_torch("torch==2.13.0+cpu")
    assert "--torch-backend" in tried[-1]


def test_another_failure_of_pip_is_not_called_a_missing_torch(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disk_full(command: list[object], what: str) -> str:
        raise setup.Failed(["ERROR: [Errno 28] No space left on device"])

    monkeypatch.setattr(setup, "run", disk_full)
    with pytest.raises(setup.Failed, match="No space left"):
        setup.install_torch("torch==2.13.0+cpu")


def test_long_steps_show_that_they_live(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(setup, "ALIVE_SECONDS", 0.02)
    go_on = tmp_path / "go-on"
    said = setup.say

    def say(line: str) -> None:
        said(line)
        if "Collecting something" in line:
            go_on.touch()  # the command ends only after its sign of life was seen

    monkeypatch.setattr(setup, "say", say)
    program = f"""
import pathlib, time
print("Collecting something", flush=True)
while not pathlib.Path({str(go_on)!r}).exists(): time.sleep(0.01)
"""
    setup.run([sys.executable, "-c", program], "pip install")
    assert "pip install:" in capsys.readouterr().out


def test_an_unknown_step_is_refused() -> None:
    found = subprocess.run([sys.executable, SCRIPT, "everything"], capture_output=True, text=True)
    assert found.returncode == 1
    assert (
        found.stderr.strip()
        == "There is no step everything; the steps are: app, dev, engine, model, browser."
    )
