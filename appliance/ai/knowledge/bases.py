"""Knowledge bases: which there are, for whom, and from which a channel's visitors are answered.

A base for staff is never among those of a visitor, whatever a channel's list says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal

from sqlalchemy import and_, bindparam, delete, or_, select

from appliance.ai.knowledge.tables import MAIN, ChannelBase, KnowledgeBaseRow
from appliance.core.audit.chain import append
from appliance.core.audit.verbs import Verb
from appliance.core.kit import clock
from appliance.core.kit.errors import BadInput, Conflict, NotFound
from appliance.core.store.prepared import Prepared

if TYPE_CHECKING:
    from appliance.core.kit.actors import Actor
    from appliance.core.store.session import ReadSession, WriteSession

Audience = Literal["visitor", "staff"]
AUDIENCES: Final[tuple[Audience, ...]] = ("visitor", "staff")
LANGUAGES: Final = ("", "zh", "en")
EVERY_CHANNEL: Final = ""
"""The list of channels that have none of their own."""
MAX_TITLE = 60
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")

_FOR_VISITORS = Prepared(select(KnowledgeBaseRow.name).where(KnowledgeBaseRow.audience == "visitor"))
_LISTED = Prepared(
    select(ChannelBase.base).where(ChannelBase.channel == bindparam("channel")).order_by(ChannelBase.position)
)
_WITH_LISTS = Prepared(
    select(KnowledgeBaseRow.name, KnowledgeBaseRow.audience, ChannelBase.channel)
    .outerjoin(
        ChannelBase,
        and_(
            ChannelBase.base == KnowledgeBaseRow.name,
            or_(ChannelBase.channel == bindparam("channel"), ChannelBase.channel == EVERY_CHANNEL),
        ),
    )
    .order_by(ChannelBase.position)
)
"""Every base, once for each of the two lists that it stands in."""


class NoSuchBase(NotFound):
    """Nobody has made this base; the sentence says how."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"没有名为“{name}”的知识库；请先运行 appliance knowledge bases create {name}。",
            f"There is no knowledge base “{name}”; make it with: appliance knowledge bases create {name}",
        )


def base(s: ReadSession, name: str) -> KnowledgeBaseRow:
    """One base. Raises `NoSuchBase`."""
    found = s.get(KnowledgeBaseRow, name)
    if found is None:
        raise NoSuchBase(name[:60])
    return found


def bases(s: ReadSession) -> list[KnowledgeBaseRow]:
    """All bases; `main` first, then by age."""
    rows = s.scalars(select(KnowledgeBaseRow).order_by(KnowledgeBaseRow.created_at, KnowledgeBaseRow.name))
    return sorted(rows, key=lambda row: row.name != MAIN)


def names(s: ReadSession) -> list[str]:
    """Names of all bases; `main` first."""
    return [row.name for row in bases(s)]


def create_base(
    s: WriteSession,
    name: str,
    *,
    by: Actor,
    title_zh: str = "",
    title_en: str = "",
    lang: str = "",
    audience: str = "visitor",
    single_person: bool = False,
) -> KnowledgeBaseRow:
    """Make an empty base. Raises `BadInput` for a name or choice that cannot be, `Conflict` for a name that is taken."""
    if not _NAME.fullmatch(name):
        raise BadInput(
            "知识库名称只能用小写字母、数字和连字符，1 到 40 个字符，例如 credit-card。",
            "A base's name has 1 to 40 lower-case letters, digits and hyphens, such as credit-card.",
        )
    _check_choice("audience", audience, AUDIENCES)
    _check_choice("lang", lang, LANGUAGES)
    if s.get(KnowledgeBaseRow, name) is not None:
        raise Conflict(f"知识库“{name}”已经存在。", f"The base “{name}” exists already.")
    made = KnowledgeBaseRow(
        name=name,
        title_zh=_title(title_zh) or name,
        title_en=_title(title_en) or _title(title_zh) or name,
        lang=lang,
        audience=audience,
        single_person=single_person,
        created_by=by.id,
        created_at=clock.now(),
    )
    s.add(made)
    s.flush()
    append(
        s,
        Verb.KNOWLEDGE_BASE_CREATED,
        actor=by,
        subject=name,
        audience=audience,
        lang=lang,
        single_person=single_person,
    )
    return made


def for_channel(s: ReadSession, channel: str = EVERY_CHANNEL) -> list[str]:
    """The bases that this channel's visitors are answered from, first to last. Bases for staff are left out."""
    rows = s.rows(_WITH_LISTS, channel=channel).all()  # every message asks for them
    given = (
        [row for row in rows if row.channel == channel]
        or [row for row in rows if row.channel == EVERY_CHANNEL]
        or [row for row in rows if row.name == MAIN]
    )
    return [row.name for row in given if row.audience == "visitor"]


def in_use(s: ReadSession) -> list[list[str]]:
    """Every list of bases that some channel's visitors are answered from, each once; first that of most channels."""
    own = s.scalars(select(ChannelBase.channel).distinct().order_by(ChannelBase.channel))
    lists = [for_channel(s, channel) for channel in (EVERY_CHANNEL, *own)]
    return [one for at, one in enumerate(lists) if one not in lists[:at]]


def for_audience(s: ReadSession, names: Sequence[str], audience: Audience = "visitor") -> list[str]:
    """Those of these bases that somebody of this audience may be answered from, in the same order."""
    if audience == "staff":
        return list(names)
    open_ = set(s.rows(_FOR_VISITORS).scalars())
    return [name for name in names if name in open_]


def listed(s: ReadSession, channel: str) -> list[str]:
    """The list as it was given for this channel; empty when none was."""
    return list(s.rows(_LISTED, channel=channel).scalars())


def give_channel(s: WriteSession, channel: str, names: Sequence[str], *, by: Actor) -> None:
    """Answer this channel's visitors from these bases, in this order; none: as other channels are.

    Raises `NoSuchBase`, and `BadInput` for a base for staff.
    """
    wanted = list(dict.fromkeys(names))
    for name in wanted:
        if base(s, name).audience != "visitor":
            raise BadInput(
                f"知识库“{name}”仅供员工使用，不能用来回答访客。",
                f"The base “{name}” is for staff and cannot answer visitors.",
            )
    if wanted == listed(s, channel):
        return
    s.execute(delete(ChannelBase).where(ChannelBase.channel == channel))
    s.add_all(ChannelBase(channel=channel, position=at, base=name) for at, name in enumerate(wanted))
    s.flush()
    append(s, Verb.KNOWLEDGE_CHANNEL_SET, actor=by, subject=channel or "every channel", bases=wanted)


def _title(text: str) -> str:
    said = " ".join(text.split())
    if len(said) > MAX_TITLE:
        raise BadInput(f"标题不能超过 {MAX_TITLE} 字。", f"A title may have at most {MAX_TITLE} characters.")
    return said


def _check_choice(what: str, given: str, choices: Sequence[str]) -> None:
    if given not in choices:
        said = " | ".join(choice or "-" for choice in choices)
        raise BadInput(f"{what} 只能是 {said}。", f"{what} must be one of {said}.")
