"""Numbers and names of branches in the published knowledge: suggestions for the public list, never entries by themselves."""

from __future__ import annotations

import re

from appliance.ai.knowledge import queries as knowledge
from appliance.core.masking.public import Entry, bare
from appliance.core.store.session import ReadSession

MOST = 60
_TELEPHONE = re.compile(
    r"(?<![\d\-])(?:\+86[- ]?)?(?:0\d{2,3}[- ]\d{4}[- ]?\d{3,4}|[48]00[- ]?\d{3}[- ]?\d{4}|955\d\d|96\d{3,4})(?![\d\-])"
)
_BRANCH = re.compile(r"[\u4e00-\u9fff]{2,12}?(?:支行|分行|营业部|分理处|营业所)(?![\u4e00-\u9fff])")
_TITLED = re.compile(r"([\u4e00-\u9fff]{2,12})(?:[:：|\s]{1,3})$")


def found_in(s: ReadSession) -> list[Entry]:
    """Telephone numbers with what they belong to, and names of branches; each once, at most `MOST`."""
    found: dict[str, Entry] = {}
    for text in knowledge.published_texts(s):
        branches = [match[0] for match in _BRANCH.finditer(text)]
        for match in _TELEPHONE.finditer(text):
            titled = _TITLED.search(text[: match.start()])
            note = branches[0] if branches else titled[1] if titled else ""
            found.setdefault(bare(match[0]), Entry(match[0].strip(), note))
        for branch in branches:
            found.setdefault(bare(branch), Entry(branch))
    return sorted(found.values(), key=lambda entry: (not entry.value[0].isdigit(), entry.value))[:MOST]
