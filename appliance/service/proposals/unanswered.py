"""Questions that stayed unanswered, grouped by meaning, the most frequent first; with an agent's answer where one followed.

A question counts when the AI said that nothing is published about it. What is about the customer's own affairs, or asks for
advice, no pair would answer; it is left out, and so is what has been answered since. Words with personal data in them count, but
are never shown or kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from appliance.ai.answering.quantities import quantities
from appliance.ai.inference.embedder import without_tokens
from appliance.ai.knowledge import bases, queries
from appliance.ai.knowledge.pairs import MAX_ANSWER, MAX_QUESTION, draft_pair
from appliance.ai.knowledge.script import lang_of
from appliance.ai.knowledge.wordings import plain
from appliance.core.audit.reads import audited_read
from appliance.core.audit.verbs import Verb
from appliance.core.kit import clock
from appliance.core.masking.text import MaskedText
from appliance.service.conversations.tables import Conversation, Message
from appliance.service.conversations.views import text_of
from appliance.service.proposals.words import is_clean, is_erased

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from appliance.ai.knowledge.index.spread import Spread
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase
    from appliance.core.kit.actors import Actor
    from appliance.core.store.session import ReadSession
    from appliance.core.vault.vault import Vault

    Vector = NDArray[np.float32]
    Likeness = Callable[[Vector, Vector], Vector]

DAYS: Final = 30
MOST: Final = 2000
"""Questions looked at, the newest; 22 ms each to embed."""
ALIKE: Final = 0.94
OWN_ALIKE: Final = 0.60
"""From where two questions ask the same: as cosine, and as likeness of what is their own once the base's spread is known. On the
wordings of the sample bank's pairs two in three that are joined belong together; somebody looks at every group."""
_FOLLOW: Final = 20  # messages after the question among which an agent's answer is looked for
_SHORTEST: Final = 4  # characters; less is a follow-up that means nothing by itself
_MOST_WORDINGS: Final = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it was asked; `answer` is what an agent wrote then, "" when nobody did."""

    conversation_id: str
    code: str
    text: str
    clean: bool
    answer: str


@dataclass(frozen=True)
class Gap:
    """Questions that mean the same: asked in so many conversations, in these words; `code` names where `answer` was given."""

    question: str
    phrasings: tuple[str, ...]
    lang: str
    asked: int
    answer: str = ""
    code: str = ""


@dataclass(frozen=True)
class Gaps:
    """`looked_at` questions in all; `personal` groups had no wording without personal data, `known` are answered by now."""

    gaps: list[Gap] = field(default_factory=list)
    looked_at: int = 0
    personal: int = 0
    known: int = 0


@dataclass
class _Group:
    members: list[Asked]
    middle: Vector
    figures: frozenset[Any]
    lang: str

    @property
    def asked(self) -> int:
        return len({one.conversation_id for one in self.members})


def gaps(
    knowledge: KnowledgeBase,
    vault: Vault,
    *,
    actor: Actor,
    base: str = "main",
    days: int = DAYS,
    answered: Callable[[MaskedText], bool] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Gaps:
    """What visitors asked in the last `days` and the knowledge did not answer. Looking is an act: it is audited first.

    `answered` asks the ladder whether it would answer by now. Raises `NoSuchBase`.
    """
    with audited_read(
        knowledge.store, Verb.TRANSCRIPT_SEARCHED, actor, "unanswered", kind="unanswered", days=days
    ) as s:
        bases.base(s, base)
        asked = _unanswered(s, vault, days)
        live = queries.qa_pairs(s, states=("draft", "reviewed", "published"), base=base, limit=10 * MOST)
    asked = [_screened(knowledge, one) for one in asked]
    vectors = []
    for number, one in enumerate(asked, 1):
        vectors.append(knowledge.embedder.query(MaskedText.trusted(one.text)))
        if progress:
            progress(number, len(asked))
    likeness = _likeness(knowledge.index(base).spread)
    groups = sorted(_grouped(asked, vectors, likeness), key=lambda group: -group.asked)
    wordings = [words for pair in live for words in (pair.question, *pair.phrasings)]
    said = {plain(words) for words in wordings}
    near = knowledge.cache.asked(wordings) if wordings else None
    out: list[Gap] = []
    personal = known = 0
    for group in groups:
        gap = _gap(group)
        if gap is None:
            personal += 1
        elif (
            any(plain(one.text) in said for one in group.members)
            or (near is not None and float(likeness(group.middle, near).max()) >= 1)
            or (answered is not None and answered(MaskedText.trusted(gap.question)))
        ):
            known += 1
        else:
            out.append(gap)
    return Gaps(out, len(asked), personal, known)


def propose(
    knowledge: KnowledgeBase,
    gap: Gap,
    *,
    actor: Actor,
    base: str = "main",
    answer: str = "",
    reword: Callable[[str], Sequence[str]] | None = None,
) -> str:
    """Draft a pair for a gap with `answer`, else with what an agent answered; its id. Somebody reviews it.

    Raises `BadInput` without any answer, `MayBePublic`, `NoSuchBase`.
    """
    answer = answer.strip() or gap.answer
    phrasings = list(dict.fromkeys((*gap.phrasings, *(reword(gap.question) if reword else ()))))
    words = [gap.question, answer, *phrasings]
    found = knowledge.screen.found(words) if knowledge.screen is not None else {}
    label = ("会话 " if gap.lang == "zh" else "conversation ") + gap.code if gap.code else ""
    with knowledge.store.writing() as s:
        return draft_pair(
            s,
            gap.question,
            answer,
            actor=actor,
            base=base,
            phrasings=phrasings,
            lang=gap.lang,
            source_label=label,
            origin="proposed",
            found=found,
        ).id


def _unanswered(s: ReadSession, vault: Vault, days: int) -> list[Asked]:
    """Oldest first, so that a group keeps its first wording."""
    query = (
        select(Message, Conversation)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(
            Message.author_kind == "ai",
            Message.kind == "text",
            Message.answers_seq.is_not(None),
            Message.created_at >= clock.now() - timedelta(days=days),
            func.json_extract(Message.meta, "$.rung") == "handoff",
            Conversation.erased_at.is_(None),
        )
        .order_by(Message.ordinal.desc())
        .limit(MOST)
    )
    out = []
    for reply, conversation in s.execute(query):
        checks = reply.meta.get("checks", ())
        if any(check["name"] == "scope" and not check["ok"] for check in checks):
            continue
        if is_erased(vault, conversation):
            continue
        one = _asked(s, vault, reply, conversation)
        if one is not None:
            out.append(one)
    return out[::-1]


def _asked(s: ReadSession, vault: Vault, reply: Message, conversation: Conversation) -> Asked | None:
    """The visitor's words that this reply was for, and an agent's answer to them."""
    near = s.scalars(
        select(Message)
        .where(
            Message.conversation_id == conversation.id,
            Message.kind == "text",
            Message.seq > (reply.answers_seq or 0) - _FOLLOW,
            Message.seq <= reply.seq + _FOLLOW,
        )
        .order_by(Message.seq)
    ).all()
    said: list[str] = []
    clean = True
    for message in reversed([m for m in near if m.seq <= (reply.answers_seq or 0)]):
        if message.author_kind != "visitor":
            break
        text = text_of(vault, conversation, message)
        clean = clean and is_clean(text)
        said.append(" ".join(without_tokens(str(text)).split()))
    words = " ".join(reversed(said)).strip()
    if not _SHORTEST <= len(words) <= MAX_QUESTION:
        return None
    answers = [
        text_of(vault, conversation, m) for m in near if m.seq > reply.seq and m.author_kind == "agent"
    ]
    usable = [str(a).strip() for a in answers if is_clean(a) and len(str(a)) <= MAX_ANSWER]
    # Greetings and requests to wait stand around it; the longest message is the answer, if any is.
    return Asked(conversation.id, conversation.code, words, clean, max(usable, key=len, default=""))


def _screened(knowledge: KnowledgeBase, one: Asked) -> Asked:
    """What masking had left standing counts as well."""
    if knowledge.screen is None:
        return one
    clean = one.clean and not knowledge.screen.found([one.text])
    answer = one.answer if one.answer and not knowledge.screen.found([one.answer]) else ""
    return Asked(one.conversation_id, one.code, one.text, clean, answer)


def _likeness(spread: Spread | None) -> Likeness:
    """How like a question each of the others is, 1 from where they ask the same."""
    if spread is None:
        return lambda question, others: (others @ question) / ALIKE
    return lambda question, others: spread.likeness(spread.question(question), others) / OWN_ALIKE


def _grouped(asked: Sequence[Asked], vectors: Sequence[Vector], likeness: Likeness) -> list[_Group]:
    """Each question joins the group it lies nearest to, if near enough, in the same language and with the same figures."""
    import numpy as np

    groups: list[_Group] = []
    for one, vector in zip(asked, vectors, strict=True):
        figures, lang = _figures(one.text), lang_of(one.text)
        fits = [group for group in groups if group.lang == lang and group.figures == figures]
        near = likeness(vector, np.stack([group.middle for group in fits])) if fits else np.zeros(1)
        if float(near.max()) < 1:
            groups.append(_Group([one], vector, figures, lang))
            continue
        best = fits[int(near.argmax())]
        count = len(best.members)
        middle = (best.middle * count + vector) / (count + 1)
        best.middle = np.asarray(middle / np.linalg.norm(middle), np.float32)
        best.members.append(one)
    return groups


def _figures(text: str) -> frozenset[Any]:
    """三年 and 五年 make two questions of one wording."""
    return frozenset((each.kind, each.values) for each in quantities(text))


def _gap(group: _Group) -> Gap | None:
    clean = list(dict.fromkeys(one.text for one in group.members if one.clean))
    if not clean:
        return None
    answered = next((one for one in reversed(group.members) if one.answer), None)
    return Gap(
        clean[0],
        tuple(clean[1 : 1 + _MOST_WORDINGS]),
        group.lang,
        group.asked,
        answered.answer if answered else "",
        answered.code if answered else "",
    )
