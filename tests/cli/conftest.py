"""The `appliance` command inside the test's own process: quick, and just as real up to `sys.exit`."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from appliance import cli
from appliance.core.settings import NAMES


class Said(NamedTuple):
    """What a command left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    def refused(self, *words: str) -> bool:
        """Non-zero exit and exactly one line in which all `words` stand."""
        lines = [line for line in self.err.splitlines() if line.strip()]
        return self.code != 0 and len(lines) == 1 and all(word in lines[0] for word in words)


Command = Callable[..., Said]


@pytest.fixture
def appliance(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """`appliance("init", stdin="…", DATA_DIR=folder)`; only the settings named here are in the environment."""

    def call(*words: str, stdin: str = "", **env: str | Path) -> Said:
        with monkeypatch.context() as here:
            for name in [name for name in os.environ if name in NAMES]:
                here.delenv(name)
            for name, value in {"LOCALE": "zh", "ENGINE": "off", **env}.items():
                here.setenv(name, str(value))
            here.setattr(sys, "argv", ["appliance", *words])
            here.setattr(sys, "stdin", io.StringIO(stdin))
            capfd.readouterr()
            mask = os.umask(0)
            os.umask(mask)
            try:
                cli.run()
                code = 0
            except SystemExit as end:
                code = int(end.code or 0)
            finally:
                os.umask(mask)
            return Said(code, *capfd.readouterr())

    return call
