"""One import of everything that comes in a drawer: a line for each file, with place and what to do; the good ones are in."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from appliance.ai.knowledge import queries
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.ai.knowledge.readers import ocr
from appliance.ai.knowledge.screen import Screen
from appliance.cli.knowledge import HANDLERS
from appliance.core.kit.parts import Parts
from appliance.core.masking.engine import Masker
from appliance.core.settings import Settings, load
from tests.ai.knowledge import bad_files, files, more_files


@pytest.fixture
def report(knowledge: KnowledgeBase, data_dir: Path) -> Any:
    parts = Parts()
    parts.provide(KnowledgeBase, knowledge)
    parts.provide(Settings, load(data_dir=str(data_dir)))
    knowledge.screen = Screen(Masker())

    def run(*paths: Path, **more: Any) -> dict[str, SimpleNamespace]:
        asked = {"paths": [str(path) for path in paths], "publish": True, **more}
        lines = HANDLERS["knowledge.import"](parts, asked, lambda step: None)["lines"]
        assert len({line["file"] for line in lines}) == len(lines), "one line a file"
        return {line["file"]: SimpleNamespace(**line) for line in lines}

    return run


def drawer(folder: Path) -> Path:
    """A zip with good and bad files in it, beside two good ones and one that has both."""
    folder.mkdir()
    zipped = folder / "资料.zip"
    place = folder / "inside"
    place.mkdir()
    inside = {
        "手册/费率.xlsx": files.xlsx(place / "a.xlsx"),
        "手册/锁.pdf": bad_files.encrypted(_new(place / "1")),
        "手册/断.pdf": bad_files.truncated_pdf(_new(place / "2")),
        "手册/厚.pdf": bad_files.two_thousand_pages(_new(place / "3")),
        "手册/宏.xlsm": bad_files.macros_inside(_new(place / "4")),
        "手册/密.xlsx": bad_files.password_protected(_new(place / "5")),
        "手册/错.docx": files.xlsx(place / "b.xlsx"),
        "手册/空.xlsx": bad_files.empty_book(_new(place / "6")),
        "手册/炸.xlsx": bad_files.bomb(_new(place / "7")),
        "手册/外.docx": bad_files.outside_entity(_new(place / "8")),
        "手册/图.pdf": bad_files.picture_only(_new(place / "10")),
        "手册/半.docx": bad_files.truncated(_new(place / "11")),
        "手册/宏.docm": bad_files.macros_by_name(_new(place / "12")),
        "手册/无.txt": bad_files.nothing(_new(place / "14")),
        "手册/半空.xlsx": _one_empty_sheet(place / "f.xlsx"),
        "旧版/费率.xlsx": files.xlsx(place / "c.xlsx"),
        "介绍.pptx": more_files.pptx(place / "d.pptx"),
        "里面.zip": files.docx(place / "e.docx"),
    }
    mixed = place / "mixed.txt"
    mixed.write_bytes("年费二百元。\n\n".encode() + "挂失手续费十元。\n".encode("gb18030"))
    inside["公告.txt"] = mixed
    chinese = place / "gb.txt"
    chinese.write_bytes("挂失手续费十元，㐂字也认得。\n".encode("gb18030"))
    inside["通知.txt"] = chinese
    with zipfile.ZipFile(zipped, "w") as made:
        for name, path in inside.items():
            made.write(path, name)
    shutil.rmtree(place)
    return zipped


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _one_empty_sheet(path: Path) -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    book.create_sheet("费用").append(["项目", "收费"])
    book["费用"].append(["挂失", "十元"])
    book.save(path)
    return path


def test_the_drawer(
    report: Any, knowledge: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "MODULE", "tests.ai.knowledge.blind_ocr")
    good = files.docx(tmp_path / "指南.docx")
    lines = report(good, drawer(tmp_path / "drawer"))
    said = {name.removeprefix("资料.zip/"): line for name, line in lines.items()}
    refused = {
        "手册/锁.pdf": "PDF 已加密，请取消密码",
        "手册/断.pdf": "结尾缺失",
        "手册/厚.pdf": "有 2000 页，超过上限 1500 页，请拆分",
        "手册/宏.xlsm": "另存为不含宏的 .xlsx",
        "手册/密.xlsx": "请取消密码",
        "手册/错.docx": "内容是 .xlsx，请改正扩展名",
        "手册/空.xlsx": "没有内容",
        "手册/炸.xlsx": "解压后异常庞大",
        "手册/外.docx": "外部实体声明",
        "手册/图.pdf": "只有图片",
        "手册/半.docx": "已损坏，无法读取",
        "手册/宏.docm": "另存为不含宏的 .docx",
        "手册/无.txt": "文件是空的",
        "旧版/费率.xlsx": "与本次导入的“资料.zip/手册/费率.xlsx”同名，请改名",
        "里面.zip": "解开后上传其中的文件",
    }
    for name, words in refused.items():
        assert not said[name].ok, name
        assert words in said[name].zh, said[name].zh
        assert said[name].en.isascii() or "“" in said[name].en
    taken = {name: said[name].zh for name in said if name not in refused}
    assert taken == {
        "指南.docx": "已发布，3 个段落",
        "手册/费率.xlsx": "已发布，4 个段落",
        "介绍.pptx": "未发布，2 个段落：第 1 页：页面以外的文字，未读入；第 1 页：小到看不见的文字，未读入；"
        "第 2 页：隐藏的幻灯片，未读入；另有 1 处；请在“知识”页核对后发布",
        "公告.txt": "已发布，1 个段落；L3：文件混用了不同编码，已按行识别；请核对",
        "通知.txt": "已发布，1 个段落",
        "手册/半空.xlsx": "已发布，1 个段落；Sheet：空工作表",
    }
    with knowledge.store.reading() as s:
        states = {row.filename: row.state for row in queries.documents(s) if row.state != "failed"}
    assert states == {
        "指南.docx": "published",
        "费率.xlsx": "published",
        "介绍.pptx": "draft",
        "公告.txt": "published",
        "通知.txt": "published",
        "半空.xlsx": "published",
    }
    assert [path for path in knowledge.uploads.rglob("*") if path.is_file()] == [], (
        "nothing unpacked stays behind"
    )


def test_a_missing_archive_and_a_broken_one(report: Any, tmp_path: Path) -> None:
    broken = tmp_path / "坏.zip"
    broken.write_bytes(b"PK\x03\x04 not really")
    lines = report(tmp_path / "无.zip", broken)
    assert "找不到文件" in lines["无.zip"].zh
    assert "已损坏" in lines["坏.zip"].zh
