"""Sensitive business: the matters that the appliance knows, and those that a bank adds by examples."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from appliance.service.handoff.knobs import Words, wrong

MOST_TOPICS: Final = 60
MOST_EXAMPLES: Final = 60
LONGEST: Final = 200
"""Characters of an example."""
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{1,29}")
_KEYS: Final = frozenset({"on", "at_once", "zh", "en", "examples", "unlike"})


@dataclass(frozen=True)
class Topic:
    """One matter. `at_once`: a person before any answer, else only where the bank has no published answer. `examples` are
    what customers say of it, `unlike` what sounds like it and is not meant; both are compared by meaning."""

    code: str
    zh: str
    en: str
    on: bool = True
    at_once: bool = True
    examples: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()

    @property
    def own(self) -> bool:
        """Whether the bank has added it."""
        return self.code not in KNOWN

    def kept(self) -> dict[str, Any]:
        """As it is stored; the names of known matters are not, since they never change."""
        made = asdict(self)
        made.pop("code")
        if not self.own:
            made.pop("zh")
            made.pop("en")
        return {**made, "examples": list(self.examples), "unlike": list(self.unlike)}


_AT_ONCE: Final[dict[str, Words]] = {
    "self_harm": ("客户可能有自伤风险，请立即接手", "The customer may be in danger; please take over at once"),
    "fraud": ("疑似诈骗或盗用", "Possible fraud or misuse"),
    "bereavement": ("客户亲属离世", "A death in the customer's family"),
    "legal": ("客户提到诉讼、监管或媒体", "The customer mentions court, regulator or press"),
    "complaint": ("客户投诉", "A complaint"),
    "money_laundering": ("涉及出借账户或资金来源可疑", "Lent accounts or money of doubtful origin"),
}  # fmt: skip
_UNANSWERED: Final[dict[str, Words]] = {
    "lost_card": ("卡片遗失或被盗", "A card is lost or stolen"),
    "refund": ("客户要求退还费用或扣款", "The customer wants money back"),
    "minor": ("涉及未成年人", "A minor is concerned"),
    "elderly": ("年长客户需要协助", "An elderly customer needs help"),
}
KNOWN: Final[Mapping[str, Topic]] = {
    **{code: Topic(code, *words) for code, words in _AT_ONCE.items()},
    **{code: Topic(code, *words, at_once=False) for code, words in _UNANSWERED.items()},
}
"""The matters that the appliance reads by itself, the gravest first."""


def checked(given: Any) -> dict[str, Topic]:
    """The list as stored or written in a file: known matters first, whether named or not. Raises `BadInput`."""
    if not isinstance(given, Mapping):
        raise wrong("topics", "topics", "应为一张表", "is to be a table")
    if len(given) > MOST_TOPICS:
        raise wrong("topics", "topics", f"最多 {MOST_TOPICS} 项", f"takes at most {MOST_TOPICS} topics")
    made = dict(KNOWN)
    for code, fields in given.items():
        made[str(code)] = _topic(str(code), fields)
    return made


def _topic(code: str, fields: Any) -> Topic:
    where = f"topics.{code}"
    if not _CODE.fullmatch(code):
        raise wrong(
            where,
            "topics",
            "代码只能用小写字母、数字和下划线，2 到 30 个",
            "needs a code of 2 to 30 small letters, digits and underscores",
        )
    if not isinstance(fields, Mapping):
        raise wrong("topics", code, "应为一张表", "is to be a table")
    for key in fields:
        if key not in _KEYS:
            raise wrong(where, str(key), "不是业务主题的设置项", "is no setting of a topic")
    known = KNOWN.get(code)
    base = known or Topic(code, "", "")
    for key in ("on", "at_once"):
        if not isinstance(fields.get(key, True), bool):
            raise wrong(where, key, "应为 true 或 false", "takes true or false")
    names = {"zh": base.zh, "en": base.en}
    if known is None:
        for key in names:
            said = fields.get(key, "")
            if not isinstance(said, str) or len(said.strip()) > 60 or (key == "zh" and not said.strip()):
                raise wrong(where, key, "应为 1 到 60 个字的名称", "takes a name of 1 to 60 characters")
            names[key] = said.strip()
        names["en"] = names["en"] or names["zh"]
    examples = _texts(where, "examples", fields.get("examples", ()))
    if known is None and not examples:
        raise wrong(where, "examples", "至少需要一个例句", "needs at least one example")
    return Topic(
        code,
        names["zh"],
        names["en"],
        fields.get("on", base.on),
        fields.get("at_once", base.at_once),
        examples,
        _texts(where, "unlike", fields.get("unlike", ())),
    )


def _texts(where: str, key: str, given: Any) -> tuple[str, ...]:
    bad = wrong(
        where,
        key,
        f"应为例句列表：最多 {MOST_EXAMPLES} 句，每句不超过 {LONGEST} 字",
        f"takes a list of at most {MOST_EXAMPLES} sentences of at most {LONGEST} characters",
    )
    if isinstance(given, str) or not isinstance(given, Sequence) or len(given) > MOST_EXAMPLES:
        raise bad
    if not all(isinstance(one, str) and len(one) <= LONGEST for one in given):
        raise bad
    return tuple(dict.fromkeys(one.strip() for one in given if one.strip()))
