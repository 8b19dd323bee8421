"""Everything that needs two people: a closed list. A new one gets a line here and a row in the tour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from appliance.core.kit.errors import NotFound

_ADMINISTRATOR, _OFFICER, _OPERATOR = "administrator", "compliance_officer", "it_operator"
_LEAD = "team_lead"
_AGENT = "agent"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kind:
    """One act. `asks` and `decides` are roles; `lasts` is how long a request may wait for the second person, `usable`
    how long after that the act may still be done. `at_once`: it is done by the approval itself."""

    name: str
    zh: str
    en: str
    asks: frozenset[str]
    decides: frozenset[str]
    lasts: timedelta = _DAY
    usable: timedelta = timedelta(hours=1)
    at_once: bool = False

    def said(self, lang: str) -> str:
        """Its name for people."""
        return self.zh if lang.startswith("zh") else self.en


REVEAL: Final = Kind(
    "reveal",
    "查看原文",
    "Show an original",
    asks=frozenset({_OFFICER}),
    decides=frozenset({_OFFICER, _ADMINISTRATOR}),
)
CONTACT_DETAILS: Final = Kind(
    "contact.details",
    "查看联系方式",
    "See contact details",
    asks=frozenset({_AGENT, _LEAD}),
    decides=frozenset({_LEAD}),
)
MASKING_POLICY: Final = Kind(
    "masking.policy",
    "更改脱敏策略",
    "Change the masking policy",
    asks=frozenset({_ADMINISTRATOR}),
    # Who decides must have seen recent transcripts under the new policy, and administrators read none.
    decides=frozenset({_OFFICER}),
    lasts=7 * _DAY,
    at_once=True,
)
PUBLIC_LIST: Final = Kind(
    "masking.public_list",
    "更改公开号码表",
    "Change the list of public numbers",
    asks=frozenset({_ADMINISTRATOR}),
    decides=frozenset({_OFFICER, _ADMINISTRATOR}),
    lasts=7 * _DAY,
    at_once=True,
)
HANDOFF_RULES: Final = Kind(
    "handoff.rules",
    "更改转人工规则",
    "Change the handoff rules",
    asks=frozenset({_ADMINISTRATOR}),
    decides=frozenset({_OFFICER, _ADMINISTRATOR}),
    lasts=7 * _DAY,
    at_once=True,
)
KNOWLEDGE_PUBLISH: Final = Kind(
    "knowledge.publish",
    "发布知识",
    "Publish knowledge",
    asks=frozenset({_ADMINISTRATOR}),
    decides=frozenset({_ADMINISTRATOR, _LEAD, _OFFICER}),
    lasts=30 * _DAY,
    at_once=True,
)
KNOWLEDGE_OVERRIDE: Final = Kind(
    "knowledge.override",
    "越过检查发布知识",
    "Publish knowledge against a check",
    asks=frozenset({_ADMINISTRATOR}),
    decides=frozenset({_ADMINISTRATOR, _OFFICER}),
    lasts=7 * _DAY,
    at_once=True,
)
ERASE: Final = Kind(
    "contact.erase",
    "删除客户资料",
    "Erase a contact",
    asks=frozenset({_OFFICER}),
    decides=frozenset({_OFFICER, _ADMINISTRATOR}),
    lasts=30 * _DAY,  # as long as the customer may be kept waiting
    at_once=True,
)
RESTORE: Final = Kind(
    "backup.restore",
    "从备份恢复",
    "Restore a backup",
    asks=frozenset({_OPERATOR}),
    decides=frozenset({_OFFICER, _ADMINISTRATOR}),
)

KINDS: Final[tuple[Kind, ...]] = (
    REVEAL,
    CONTACT_DETAILS,
    MASKING_POLICY,
    PUBLIC_LIST,
    HANDOFF_RULES,
    KNOWLEDGE_PUBLISH,
    KNOWLEDGE_OVERRIDE,
    ERASE,
    RESTORE,
)
_BY_NAME: Final = {kind.name: kind for kind in KINDS}


def named(name: str) -> Kind:
    """The kind of that name. Raises `NotFound`."""
    try:
        return _BY_NAME[name]
    except KeyError:
        raise NotFound("没有这种申请。", "There is no such kind of request.") from None


def decided_by(role: str) -> frozenset[str]:
    """Names of the kinds that somebody with this role may decide."""
    return frozenset(kind.name for kind in KINDS if role in kind.decides)
