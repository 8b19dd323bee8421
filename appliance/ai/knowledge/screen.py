"""Personal data in what is to be published: found before anybody can search it, and published only on a person's word.

A bank publishes telephone numbers of branches and names of managers, so most finds are only reported. Some kinds hardly
ever belong into published words. A document with one of those is kept masked, as a draft, until somebody has looked at
it: it is published as it stands, or given again with the word that these may be public. A pair is refused until then.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from appliance.core.kit.errors import Conflict
from appliance.core.masking.kinds import LABELS, REPORTED, SECRETS
from appliance.core.masking.labelled import labelled, labelled_name
from appliance.core.masking.text import RawText

if TYPE_CHECKING:
    from appliance.core.masking.engine import Masker, Span

HOLDS: Final = frozenset(
    {"CN_ID", "BANK_CARD", "MOBILE", "PASSPORT", "PERMIT", "HKTW_ID", "MILITARY_ID", "WITHHELD"}
)
"""Kinds that make a document wait: papers and numbers of one person. WITHHELD: it could not be checked."""


HAN: Final = re.compile(r"[\u3400-\u9fff]")
LABEL: Final = re.compile(
    r"\[(" + "|".join(re.escape(label) for pair in LABELS.values() for label in pair) + r")\]"
)
"""A value that was masked in a document, as `Screen.masked` writes it."""


class MayBePublic(Conflict):
    """An approved answer would hold personal data; the sentence says which, and what to do."""

    def __init__(self, found: Mapping[str, int]) -> None:
        super().__init__(
            f"其中发现{said(found, 'zh')}；请核对，确认可以公开后再发布。",
            f"It holds {said(found, 'en')}; look at it, and publish it once you have confirmed that it may be public.",
        )


class Screen:
    """Looks at texts with the one masker of the house."""

    def __init__(self, masker: Masker) -> None:
        self._masker = masker

    @property
    def policy(self) -> str:
        """The version of the policy that decides now what counts."""
        return self._masker.policies.version

    def spans(self, text: str) -> list[Span]:
        """Where personal data stands in one text; places, companies and the mere word “password” count for nothing."""
        return [
            span
            for span in self._masker.detect(RawText(text))
            if span.kind not in REPORTED and span.kind not in SECRETS
        ]

    def found(self, texts: Iterable[str]) -> dict[str, int]:
        """How many of each kind, most frequent first."""
        counts = Counter(span.kind for text in texts if text for span in self.spans(text))
        return dict(counts.most_common())

    def masked(self, text: str) -> str:
        """The text with `[手机]` or `[Mobile]` where a value stood, as a document that waits is kept."""
        return labelled(self._masker, text, "zh" if HAN.search(text) else "en") if text else text

    def name(self, filename: str) -> str:
        """A file's name as it may be kept and shown."""
        return labelled_name(self._masker, filename)

    def title(self, text: str) -> str:
        """A document's title, likewise."""
        return labelled(self._masker, text, "zh")


def holds(found: Mapping[str, int] | None) -> bool:
    """Whether somebody must confirm first."""
    return bool(found) and not HOLDS.isdisjoint(found or {})


def said(found: Mapping[str, int], lang: str) -> str:
    """`手机 2 个、身份证号 1 个` · `2 × Mobile, 1 × ID number`; the kinds that hold it up come first."""
    order = sorted(found, key=lambda kind: (kind not in HOLDS, -found[kind]))
    if lang == "zh":
        return "、".join(f"{LABELS[kind][0] if kind in LABELS else kind} {found[kind]} 个" for kind in order)
    return ", ".join(f"{found[kind]} × {LABELS[kind][1] if kind in LABELS else kind}" for kind in order)
