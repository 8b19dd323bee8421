"""Places and organisations as the tagger sees them. Reported, not masked by the shipped policy."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find

_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
_COMPANY = re.compile(
    r"[\u4e00-\u9fff()（）]{2,20}?(?:有限责任公司|股份有限公司|有限公司|集团公司|事务所|合作社)"
)
_LEAD = re.compile(r"^.*(?:我在|我们单位是|单位是|公司是|公司|在|是|叫)(?=[\u4e00-\u9fff]{4})")


class Place:
    """LOCATION and ORG; a low score, so that everything more exact goes first."""

    kinds = frozenset({"LOCATION", "ORG"})

    def find(self, a: Analysis) -> list[Find]:
        found: list[Find] = []
        for word in a.words:
            if word.tag == "LOC" and _HAN.search(word.text):
                found.append(Find(word.start, word.end, "LOCATION", 0.4, "place tagged"))
            elif word.tag == "ORG" and _HAN.search(word.text):
                found.append(Find(word.start, word.end, "ORG", 0.4, "organisation tagged"))
        covered = [(f.start, f.end) for f in found if f.kind == "ORG"]
        for m in _COMPANY.finditer(a.flat):
            start = m.start()
            if lead := _LEAD.match(m[0]):
                start += lead.end()
            if not any(s <= start < e for s, e in covered):
                found.append(Find(start, m.end(), "ORG", 0.42, "company form"))
        return found
