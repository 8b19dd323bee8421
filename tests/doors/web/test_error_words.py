"""A fault of ours while a visitor's words are at hand: the log says where and what kind, the page a number."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, Form

from appliance.core.kit import logs
from appliance.doors.web.depends import public
from tests.doors.web.stage import Stage

router = APIRouter(dependencies=[Depends(public)])
WORDS = "我叫王小明，手机13812345678，身份证110101199003078515"


@router.post("/breaks/{how}")
def breaks(how: str, said: Annotated[str, Form()]) -> None:
    if how == "library":
        logging.getLogger("uvicorn.error").warning("cannot take %r", said)
    raise ValueError(f"cannot take {said}")


@pytest.mark.parametrize("how", ["ours", "library", "13812345678"])
def test_neither_log_nor_page_repeats_what_was_typed(tmp_path: Path, how: str) -> None:
    stage = Stage(tmp_path, router)
    file = tmp_path / "log"
    logs.configure("debug", file, lambda text: text, redact_foreign=lambda text: "masked")
    try:
        answer = stage.client().post(f"/breaks/{how}?q={WORDS}", data={"said": WORDS})
    finally:
        logs.configure("warning")
    assert answer.status_code == 500
    written = file.read_text()
    for word in ("王小明", "13812345678", "110101199003078515"):
        assert word not in written
        assert word not in answer.text.replace(f"/breaks/{how}", ""), (
            "its own address is the browser's already"
        )
    failed = next(line for line in map(json.loads, written.splitlines()) if line["event"] == "request failed")
    assert failed["route"] == "/breaks/{how}"
    assert "in breaks" in failed["exception"]
    assert failed["exception"].endswith("ValueError")
    assert failed["number"] in answer.text


@pytest.mark.parametrize(
    ("came", "back"),
    [
        ("http://testserver/admin/sets?base=a&p=2", "/admin/sets?base=a&amp;p=2"),
        ("http://testserver//other.example/x", "/other.example/x"),
        ("http://other.example/x", "/"),
        ("", "/"),
    ],
)
def test_after_a_form_the_way_back_leads_to_its_page(tmp_path: Path, came: str, back: str) -> None:
    stage = Stage(tmp_path, router)
    answer = stage.client(Referer=came).post("/breaks/ours", data={"said": "x"})
    assert f'class="btn p" href="{back}"' in answer.text
