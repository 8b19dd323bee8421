"""A file's name keeps no personal data; a name of one plain word is just a name of a file."""

from __future__ import annotations

import pytest

from appliance.core.masking.engine import Masker
from appliance.core.masking.labelled import labelled_name


@pytest.mark.parametrize(
    ("filename", "shown"),
    [
        ("fengshan.md", "fengshan.md"),
        ("tariff-2026.xlsx", "tariff-2026.xlsx"),
        ("王小明_13812345678.pdf", "[姓名] [手机].pdf"),
        ("信用卡使用指南.docx", "信用卡使用指南.docx"),
    ],
)
def test_file_names(masker: Masker, filename: str, shown: str) -> None:
    assert labelled_name(masker, filename) == shown


def test_small_english_words_are_nobody(masker: Masker) -> None:
    from appliance.core.masking.text import RawText

    assert not masker.detect(RawText("about plants windows tables plants doors rivers"))
