"""Files that cannot be read, or only in part, each made on the spot."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

from tests.ai.knowledge import files, more_files


def encrypted(folder: Path) -> Path:
    return files.pdf(folder / "a.pdf", [["secret"]], password="x")


def damaged(folder: Path) -> Path:
    path = folder / "a.pdf"
    path.write_bytes(b"%PDF-1.7\n" + b"\x00" * 300)
    return path


def truncated_pdf(folder: Path) -> Path:
    """Whole but for its last part: pdfium would mend it and silently lose pages."""
    whole = files.pdf(folder / "whole.pdf", [[f"第{n}页的说明文字"] for n in range(9)]).read_bytes()
    path = folder / "a.pdf"
    path.write_bytes(whole[: whole.rindex(b"startxref")])
    return path


def truncated(folder: Path) -> Path:
    whole = files.docx(folder / "whole.docx").read_bytes()
    path = folder / "a.docx"
    path.write_bytes(whole[: len(whole) // 2])
    return path


def two_thousand_pages(folder: Path) -> Path:
    from pypdfium2 import PdfDocument

    document = PdfDocument.new()
    for _ in range(2000):
        document.new_page(595, 842)
    document.save(folder / "a.pdf")
    return folder / "a.pdf"


def picture_only(folder: Path) -> Path:
    return files.picture_pdf(folder / "a.pdf")


def picture_only_word(folder: Path) -> Path:
    import docx

    more_files.picture(["年费"]).save(folder / "p.png")
    document = docx.Document()
    document.add_picture(str(folder / "p.png"))
    document.save(str(folder / "a.docx"))
    return folder / "a.docx"


def password_protected(folder: Path) -> Path:
    """An encrypted office file is an OLE container with this stream ([MS-OFFCRYPTO] 2.3.4.4)."""
    path = folder / "a.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\x00" * 1000
        + "EncryptedPackage".encode("utf-16-le")
        + b"\x00" * 500
    )
    return path


def old_office(folder: Path) -> Path:
    path = folder / "a.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 1000)
    return path


def macros_inside(folder: Path) -> Path:
    """A workbook with macros, renamed to look as if it had none."""
    path = files.xlsx(folder / "a.xlsx")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return path


def macros_by_name(folder: Path) -> Path:
    return files.docx(folder / "b.docx").rename(folder / "a.docm")


def empty_book(folder: Path) -> Path:
    import openpyxl

    openpyxl.Workbook().save(folder / "a.xlsx")
    return folder / "a.xlsx"


def formula_without_result(folder: Path) -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["利率", "=1/40"])
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def bomb(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
        archive.writestr("xl/media/x", b"\x00" * 30_000_000)
    return folder / "a.xlsx"


def _with_part(folder: Path, text: str) -> Path:
    source = files.docx(folder / "whole.docx")
    path = folder / "a.docx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, text if name == "word/document.xml" else old.read(name))
    return path


def outside_entity(folder: Path) -> Path:
    (folder / "secret.txt").write_text("geheim")
    return _with_part(
        folder,
        f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{folder}/secret.txt">]><w:document xmlns:w="w"><w:body><w:p><w:r>'
        "<w:t>&x;</w:t></w:r></w:p></w:body></w:document>",
    )


def billion_laughs(folder: Path) -> Path:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return _with_part(folder, f'<!DOCTYPE d [<!ENTITY l0 "lol">{entities}]><d>&l9;</d>')


def laughing_page(folder: Path) -> Path:
    (folder / "a.html").write_text('<!DOCTYPE html [<!ENTITY a "b">]><p>&a;</p>')
    return folder / "a.html"


def word_named_excel(folder: Path) -> Path:
    return files.docx(folder / "b.docx").rename(folder / "a.xlsx")


def pdf_named_text(folder: Path) -> Path:
    return files.pdf(folder / "b.pdf", [["x"]]).rename(folder / "a.txt")


def text_named_picture(folder: Path) -> Path:
    (folder / "a.png").write_text("not a picture")
    return folder / "a.png"


def noise_named_text(folder: Path) -> Path:
    (folder / "a.txt").write_bytes(random.Random(3).randbytes(5000))
    return folder / "a.txt"


def unknown(folder: Path) -> Path:
    (folder / "a.exe").write_bytes(b"MZ")
    return folder / "a.exe"


def old_word(folder: Path) -> Path:
    (folder / "a.doc").write_bytes(b"x")
    return folder / "a.doc"


def nothing(folder: Path) -> Path:
    (folder / "a.txt").write_bytes(b"")
    return folder / "a.txt"


def blank_slides(folder: Path) -> Path:
    import pptx

    deck = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[6])
    deck.save(str(folder / "a.pptx"))
    return folder / "a.pptx"


def picture_bomb(folder: Path) -> Path:
    """A few hundred kilobytes of white that would unpack to gigabytes."""
    import struct
    import zlib

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    body = part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"\x00" * 1_000_000)) + part(b"IEND", b"")
    (folder / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    return folder / "a.png"


def too_many_rows(folder: Path) -> Path:
    (folder / "a.csv").write_text("a,b\n" + "1,2\n" * 20_001)
    return folder / "a.csv"


def gone(folder: Path) -> Path:
    return folder / "gone.pdf"
