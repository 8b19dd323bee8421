"""Text for places that keep no originals: a file's name, a line of a log. Each value becomes its kind in brackets."""

from __future__ import annotations

import re
import threading

from appliance.core.masking.engine import Masker
from appliance.core.masking.kinds import LABELS
from appliance.core.masking.text import TOKEN, RawText

_JOINTS = re.compile(r"[_+]")
_ONE_WORD = re.compile(r"[A-Za-z]+")


class Foreign:
    """The redactor of what libraries say: that may quote anything, so it is masked like a visitor's message.

    Before masking is loaded, and for what masking itself says, the quick rules have to do.
    """

    def __init__(self, masker: Masker) -> None:
        self._masker = masker
        self._inside = threading.local()

    def __call__(self, text: str) -> str:
        if not self._masker.loaded or getattr(self._inside, "now", False):
            return self._masker.redact(text)
        self._inside.now = True
        try:
            return labelled(self._masker, text)
        finally:
            self._inside.now = False


def labelled(masker: Masker, text: str, lang: str = "") -> str:
    """`text` with `[CN_ID]` (with `lang` zh or en `[身份证号]`, `[ID number]`) where a value stood.

    The whole text is withheld when it could not be checked, as everywhere.
    """
    masked = str(masker.mask(RawText(text), hasher=lambda kind, value: "0").text)
    return TOKEN.sub(lambda m: f"[{_name(m[1], lang)}]", masked)


def labelled_name(masker: Masker, filename: str) -> str:
    """A file's name, its ending untouched. What joins words in a file's name (`王小明_13812345678.pdf`) is read as a space."""
    stem, dot, ending = filename.rpartition(".")
    if not dot:
        stem, ending = ending, ""
    if _ONE_WORD.fullmatch(stem):
        return filename  # tariffs, fengshan: with no word beside it nothing says that this is somebody
    as_typed, as_words = (labelled(masker, each, "zh") for each in (stem, _JOINTS.sub(" ", stem)))
    # Reading the joints as spaces must not change a name in which nothing is found.
    return f"{as_words if as_words != _JOINTS.sub(' ', stem) else as_typed}{dot}{ending}"


def _name(kind: str, lang: str) -> str:
    if not lang or kind not in LABELS:
        return kind
    return LABELS[kind][0 if lang == "zh" else 1]
