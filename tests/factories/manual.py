"""A manual of two hundred pages and a table of fees, of a bank that lets safe boxes, made in a second."""

from __future__ import annotations

from pathlib import Path

ACTS = (
    "开箱", "续租", "退租", "换锁", "挂失", "授权", "继承", "查验", "补钥匙", "更名",
    "入库", "押运", "巡检", "封存", "移交", "消防", "门禁", "监控", "温控", "登记",
)  # fmt: skip
SAID = (
    "由柜台当面受理，双人在场。",
    "凭本人证件和租箱协议办理。",
    "办理前先核对预留印鉴。",
    "须在营业厅开门后办理。",
    "办理完毕由客户签字确认。",
    "记录装订成册，留存备查。",
    "代办时另附公证的委托书。",
    "遇节假日顺延到下一个工作日。",
    "每次办理都在登记簿上写明。",
    "由当班主管复核后生效。",
)
PAGES = 200
PAGE = 137
"""Where the fee stands that is asked for."""


def sentence(fee: str) -> str:
    """What page 137 says of the fee (元 a year, such as "1,680")."""
    return f"贵宾箱的年租金为{fee}元，押金为2,000元。"


def manual(path: Path, fee: str) -> Path:
    """The manual as PDF: a short page for each act and rule, and one with the fee."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setTitle("保管箱业务手册")
    for page in range(1, PAGES + 1):
        act, said = ACTS[(page - 1) // len(SAID)], SAID[(page - 1) % len(SAID)]
        # With fewer than twenty characters a page would be taken for a picture and be read by OCR.
        lines = [f"保管箱的{act}：{said}", f"{act}的这一条由保管箱组执行，对应的表单编号为 BX-{page:03d}。"]
        if page == 1:
            lines = ["第一章 保管箱的办理", "本手册说明保管箱业务怎样办理。"]
        if page == PAGE:
            lines = [
                "第二章 贵宾箱",
                "贵宾箱设在总行地下一层，须预约使用。",
                "",
                sentence(fee),
                "",
                "租期满前三十天可以续租。",
            ]
        if page == PAGE + 1:
            lines = ["第三章 保管箱的安全", *lines]
        canvas.setFont("STSong-Light", 12)
        for number, line in enumerate(lines):
            canvas.drawString(60, 760 - 24 * number, line)
        canvas.showPage()
    canvas.save()
    return path


def fees(path: Path) -> Path:
    """The table of fees as a workbook: four kinds of boxes."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "租金"
    for row in (
        ("箱型", "年租金", "押金"),
        ("小型箱", "300元", "500元"),
        ("中型箱", "480元", "800元"),
        ("大型箱", "760元", "1,000元"),
        ("立式箱", "1,200元", "1,500元"),
    ):
        sheet.append(row)
    book.save(path)
    return path
