"""Tiny files of every kind, made on the spot."""

from pathlib import Path

TABLE = [["产品", "期限", "年利率"], ["安心存", "36个月", "2.35%"], ["安心存", "12个月", "1.90%"]]


JOINED = [
    ["渠道", "认证方式", "单日限额", "说明"],
    ["手机银行", "短信验证码", "5万元", "境外不适用"],
    ["", "U盾", "500万元", ""],
    ["网上银行", "U盾", "800万元", ""],
    ["柜面", "不设上限", "", "须预约"],
]
"""A table with cells joined downwards (渠道 and 说明 of the first two rows) and across (不设上限)."""
SPANS = [((0, 1), (0, 2)), ((3, 1), (3, 2)), ((1, 4), (2, 4))]


def pdf(
    path: Path,
    pages: list[list[str]],
    *,
    table: bool = False,
    password: str | None = None,
    joined: bool = False,
) -> Path:
    """Lines on pages in a built-in Chinese font; with `table` a ruled table closes the last page, `joined` one with joined cells."""
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Table, TableStyle

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=A4, encrypt=password)
    for number, lines in enumerate(pages, start=1):
        canvas.setFont("STSong-Light", 11)
        y = 800
        for line in lines:
            canvas.drawString(60, y, line)
            y -= 18
        if table and number == len(pages):
            cells = JOINED if joined else TABLE
            drawn = Table(cells, colWidths=100 if joined else 120, rowHeights=22)
            drawn.setStyle(
                TableStyle(
                    [
                        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
                        ("FONT", (0, 0), (-1, -1), "STSong-Light", 10),
                        *(("SPAN", *span) for span in SPANS if joined),
                    ]
                )
            )
            drawn.wrapOn(canvas, 400, 200)
            drawn.drawOn(canvas, 60, y - 14 - 22 * len(cells))
        canvas.showPage()
    canvas.save()
    return path


def picture_pdf(path: Path) -> Path:
    """A page that shows a shape and no text."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path))
    canvas.circle(200, 200, 50)
    canvas.showPage()
    canvas.save()
    return path


def docx(path: Path) -> Path:
    """Two headings, a paragraph and a table whose first column is merged over two rows."""
    import docx as word

    document = word.Document()
    document.add_heading("信用卡指南", level=1)
    document.add_heading("年费", level=2)
    document.add_paragraph("金卡年费为每年200元，刷卡满6次免次年年费。")
    table = document.add_table(rows=4, cols=3)
    for r, row in enumerate(
        [
            ["卡种", "费用", "费用"],
            ["卡种", "年费", "取现费"],
            ["金卡", "200元", "1%"],
            ["白金卡", "800元", "1%"],
        ]
    ):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    table.cell(0, 1).text = table.cell(0, 2).text = table.cell(1, 0).text = table.cell(0, 0).text = ""
    top = table.cell(0, 1).merge(table.cell(0, 2))
    top.text = "费用"
    side = table.cell(0, 0).merge(table.cell(1, 0))
    side.text = "卡种"
    document.save(str(path))
    return path


def xlsx(path: Path) -> Path:
    """Two sheets: number formats, title over all columns, grouped header, merged value, a note."""
    import datetime as dt

    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "存款利率"
    sheet["A1"] = "人民币存款利率表"
    sheet.merge_cells("A1:D1")
    for row in (
        ["产品", "期限", "利率", None],
        [None, None, "挂牌", "上浮"],
        ["大额存单", "36个月", 0.0235, 0.026],
        [None, "12个月", 0.019, 0.0205],
    ):
        sheet.append(row)
    sheet.merge_cells("C2:D2")
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("B2:B3")
    sheet.merge_cells("A4:A5")
    for cell in ("C4", "D4", "C5", "D5"):
        sheet[cell].number_format = "0.00%"
    sheet["A6"] = "注：自2026年1月1日起执行。"
    other = book.create_sheet("手续费")
    other.append(["项目", "标准", "最高", "生效日"])
    other.append(["跨行转账", 2.5, 50000, dt.date(2026, 3, 1)])
    other["B2"].number_format = '0.00"元/笔"'
    other["C2"].number_format = "#,##0"
    other["D2"].number_format = 'yyyy"年"m"月"d"日"'
    book.save(path)
    return path
