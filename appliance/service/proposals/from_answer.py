"""One act for the desk: an agent's answer in a conversation becomes a draft of a pair."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from appliance.ai.knowledge import bases
from appliance.ai.knowledge.pairs import MAX_ANSWER, MAX_QUESTION, draft_pair
from appliance.ai.knowledge.script import lang_of
from appliance.ai.knowledge.tables import QaPair
from appliance.core.audit.reads import live_read
from appliance.core.kit.errors import BadInput, Conflict, NotFound
from appliance.service.conversations import queries
from appliance.service.conversations.tables import Conversation
from appliance.service.proposals.words import is_erased, labelled

if TYPE_CHECKING:
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase
    from appliance.core.kit.actors import Actor
    from appliance.core.vault.vault import Vault
    from appliance.service.conversations.views import MessageView

_LIVE = ("draft", "reviewed", "published")
_BEFORE = 60  # messages in which the question is looked for


def propose_from_answer(
    knowledge: KnowledgeBase,
    vault: Vault,
    conversation_id: str,
    message_id: str,
    *,
    actor: Actor,
    base: str | None = None,
) -> str:
    """Draft a pair from what an agent answered; returns its id, the same one when it was proposed before.

    The question is what the visitor had written last before the answer; masked values stand as labels (`[手机]`). The draft lies in
    `base`, else in the first base of the conversation's channel. Raises `NoConversation`, `NotFound` when there is no such message
    of an agent or no question before it, `Conflict` when a pair of the base asks just this already or the conversation was erased,
    `MayBePublic` when words hold personal data that masking had left, `BadInput` for words too long for a pair, `NoSuchBase`.
    """
    store = knowledge.store
    with live_read(store, actor, conversation_id) as s:
        conversation = queries.conversation(s, conversation_id)
        at = queries.seq_of(s, message_id) or 0
        thread = queries.thread(s, vault, conversation_id, after_seq=max(0, at - _BEFORE), limit=_BEFORE)
        names = bases.for_channel(s, conversation.channel)
        row = s.get(Conversation, conversation_id)
        erased = row is None or is_erased(vault, row)
    if erased:
        raise Conflict("这次会话的内容已经删除。", "The words of this conversation have been erased.")
    message = next((one for one in thread if one.id == message_id), None)
    if message is None or message.author_kind != "agent" or message.kind != "text":
        raise NotFound("这条消息不是客服的回复。", "This is no message of an agent.")
    asked = _asked(thread, message)
    if not asked:
        raise NotFound(
            "这条回复之前没有访客的问题。", "No question of the visitor stands before this answer."
        )
    lang = lang_of("\n".join(str(one.text) for one in asked))
    question = " ".join(labelled(one.text, lang).strip() for one in asked)
    answer = labelled(message.text, lang).strip()
    _check(question, answer)
    found = knowledge.screen.found([question, answer]) if knowledge.screen is not None else {}
    base = base or (names[0] if names else "main")
    external_id = f"message:{message_id}"
    with store.writing() as s:
        bases.base(s, base)
        same = s.scalars(
            select(QaPair)
            .where(QaPair.base == base, QaPair.external_id == external_id, QaPair.state.in_(_LIVE))
            .order_by(QaPair.number.desc())
        ).first()
        if same is not None:
            return same.id
        twin = select(QaPair.id).where(
            QaPair.base == base, QaPair.question == question, QaPair.state.in_(_LIVE)
        )
        if s.scalar(twin.limit(1)) is not None:
            raise Conflict(
                "知识库里已有同样的问题，请在那一条上修改。",
                "A pair of the base asks just this already; change that one.",
            )
        return draft_pair(
            s,
            question,
            answer,
            actor=actor,
            base=base,
            lang=lang,
            source_label=f"会话 {conversation.code}" if lang == "zh" else f"conversation {conversation.code}",
            external_id=external_id,
            origin="proposed",
            found=found,
        ).id


def _asked(thread: Sequence[MessageView], answer: MessageView) -> list[MessageView]:
    """The visitor's last words before the answer: all of them up to what somebody had said before."""
    out: list[MessageView] = []
    for one in reversed([each for each in thread if each.seq < answer.seq and each.kind == "text"]):
        if one.author_kind == "visitor":
            out.append(one)
        elif out:
            break
    return out[::-1]


def _check(question: str, answer: str) -> None:
    if len(question) > MAX_QUESTION or len(answer) > MAX_ANSWER:
        raise BadInput(
            "问题或回复太长，不适合作为一条问答。", "The question or the answer is too long for a pair."
        )
