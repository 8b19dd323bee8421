"""When the AI takes its turn: a job that is asked for in the very transaction that stores the visitor's message."""

from __future__ import annotations

from appliance.core.jobs.queue import enqueue
from appliance.core.jobs.registry import JobContext, Registry
from appliance.core.kit.actors import AI
from appliance.core.kit.errors import SealedError
from appliance.core.kit.logs import get_logger
from appliance.core.store.session import WriteSession
from appliance.service.conversations import actions
from appliance.service.conversations.events import GivenBack, MessageReceived, TakenBack
from appliance.service.turns.echoes import Echoes
from appliance.service.turns.parts import TurnParts
from appliance.service.turns.take_turn import FAILED, take_turn

KIND = "turns.take"
ATTEMPTS = 5

log = get_logger("turns")


def on_message_received(s: WriteSession, event: MessageReceived, echoes: Echoes | None = None) -> None:
    """`within`: a visitor wrote. While a person is asked for or in charge the AI stays silent. What has just been answered to
    somebody else is answered at once."""
    if event.state == "ai" and not (echoes is not None and echoes.answer(s, event)):
        _ask(s, event.conversation_id)


def on_given_back(s: WriteSession, event: GivenBack) -> None:
    """`within`: the AI has the conversation again and answers what nobody has answered."""
    _ask(s, event.conversation_id)


def on_taken_back(s: WriteSession, event: TakenBack) -> None:
    """`within`: the visitor waits no longer; what was written in the queue is answered, if anything."""
    _ask(s, event.conversation_id)


def register(registry: Registry, parts: TurnParts) -> None:
    """Give the runner the turn's handler."""

    def handle(job: JobContext) -> None:
        conversation_id = str(job.payload["conversation_id"])
        try:
            take_turn(parts, conversation_id, job.finish)
        except SealedError:
            raise
        except Exception as problem:
            if job.attempt < ATTEMPTS:
                raise
            # The last try: whatever keeps the AI from answering, a person can.
            log.error("turn given up", conversation=conversation_id, kind=type(problem).__name__)
            with parts.store.writing() as s:
                actions.hand_off(s, conversation_id, actor=AI, reasons=[FAILED])
                job.finish(s)

    registry.add(KIND, handle)


def _ask(s: WriteSession, conversation_id: str | None) -> None:
    assert conversation_id is not None
    # One lane for each conversation: its turns never run side by side, in however many processes.
    enqueue(
        s,
        KIND,
        {"conversation_id": conversation_id},
        lane=f"turn:{conversation_id}",
        key=f"turn:{conversation_id}",
        max_attempts=ATTEMPTS,
    )
