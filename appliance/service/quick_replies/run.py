"""A macro: the reply and every step after it in one transaction, under the permissions that each step has by itself. Whatever
stops one stops all, and who pressed reads where.
"""

from __future__ import annotations

from collections.abc import Sequence

from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import ApplianceError, BadInput, Conflict, NotFound, NotPermitted
from appliance.core.masking.engine import Masked
from appliance.core.store.session import WriteSession
from appliance.core.vault.vault import Vault
from appliance.service.conversations import actions as conversations
from appliance.service.conversations import marks
from appliance.service.quick_replies.steps import LABELS, Step, Worded
from appliance.service.routing import actions as routing


class Stopped(Conflict):
    """One step could not be done, so none was."""

    def __init__(self, number: int, of: int, step: str, problem: ApplianceError) -> None:
        zh, en = LABELS[step]
        super().__init__(
            f"第 {number}/{of} 步“{zh}”没有成功：{problem.zh}整个操作没有执行，访客没有收到任何内容。",
            f"Step {number} of {of} ({en.lower()}) failed: {problem.en} Nothing was done, and the visitor got nothing.",
        )


def run(
    s: WriteSession,
    vault: Vault,
    conversation_id: str,
    agent: Actor,
    reply_id: str,
    steps: Sequence[Worded],
    client_id: str,
    *,
    called: Sequence[Actor] = (),
    read_to: int | None = None,
) -> bool:
    """Do all of it, once for each `client_id` that comes with words; False when that was done before. `steps` begin with the
    reply, if there is one; `called` is whom a note names.

    Raises `Stopped`, which must end the transaction.
    """
    for number, (step, words) in enumerate(steps, 1):
        try:
            if words is not None and step.do in ("reply", "note"):
                said = (
                    conversations.post_agent_message(
                        s, vault, conversation_id, agent, words, client_id, read_to=read_to
                    )
                    if step.do == "reply"
                    else conversations.post_note(
                        s, vault, conversation_id, agent, words, f"{client_id}-note", mentions=called
                    )
                )
                if said.duplicate:
                    return False
            else:
                _do(s, conversation_id, agent, step, words)
        except (Conflict, BadInput, NotFound, NotPermitted) as problem:
            raise Stopped(number, len(steps), step.do, problem) from problem
    chain.append(
        s,
        Verb.QUICK_REPLY_RUN,
        actor=agent,
        subject=reply_id,
        conversation=conversation_id,
        steps=[step.do for step, _ in steps],
    )
    return True


def _do(s: WriteSession, conversation_id: str, agent: Actor, step: Step, words: Masked | None) -> None:
    """One step that writes no message."""
    match step.do:
        case "tag" if words is not None:
            conversations.tag(s, conversation_id, words, actor=agent)
        case "snooze":
            conversations.snooze(s, conversation_id, agent, marks.later(step.value, clock.now()))
        case "close":
            routing.close(s, conversation_id, agent, step.value)
        case "give_back":
            routing.give_back(s, conversation_id, agent)
        case "transfer" if step.value.startswith("team:"):
            routing.transfer_to_team(s, conversation_id, agent, step.value.removeprefix("team:"))
        case "transfer":
            routing.transfer(s, conversation_id, agent, None if step.value == "queue" else step.value)
        case _:
            raise NotFound("没有这种步骤。", "There is no such step.")
