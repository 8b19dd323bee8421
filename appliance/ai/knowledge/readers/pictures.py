"""Pictures of text: .png, .jpg and .tif, read by OCR page by page."""

from __future__ import annotations

from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.readers.block import Reading
from appliance.ai.knowledge.readers.given import Given
from appliance.ai.knowledge.readers.limits import MAX_PAGES, damaged, no_text
from appliance.ai.knowledge.readers.ocr_layout import page_of
from appliance.ai.knowledge.readers.pages import blocks_of

MOST_DOTS = 80_000_000
"""A sheet of A3 at 600 dpi has 70 million; a picture bomb has billions in a few kilobytes."""


def read_picture(given: Given) -> Reading:
    """First which pages are to be read; with what OCR has seen of them, their blocks.

    Raises `UnreadableDocument` for a damaged or too large picture and for one without text.
    """
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MOST_DOTS
    try:
        with Image.open(given.path) as picture:
            pages = int(getattr(picture, "n_frames", 1))
            width, height = picture.size
            if width * height <= MOST_DOTS and not given.seen:
                picture.load()
    except Image.DecompressionBombError:
        width = height = MOST_DOTS
        pages = 1
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise damaged() from error
    if width * height > MOST_DOTS:
        raise UnreadableDocument(
            "图片尺寸过大，请缩小到 600 dpi 以下的 A3 再上传。",
            "The picture is too large; make it A3 at 600 dpi or smaller.",
        )
    if pages > MAX_PAGES:
        raise UnreadableDocument(
            f"文件有 {pages} 页，超过上限 {MAX_PAGES} 页，请拆分后上传。",
            f"The file has {pages} pages, the limit is {MAX_PAGES}; split it and upload the parts.",
        )
    if not given.seen:
        return Reading(pages=pages, pictures=list(range(1, pages + 1)))
    blocks = blocks_of([page_of(given.seen.get(number, ())) for number in range(1, pages + 1)])
    if not blocks:
        raise no_text(scanned=True)
    return Reading(blocks, pages)
