"""What has just been answered is answered again in the act that takes the same question: no job, no second commit, no fetch.

Many ask the same within minutes (a card system is down, a rate has changed). A first message that repeats another one's, word for
word in its channel and language, is a turn that ends like the other: with the same approved pair, nothing for the rules to hand
over, the same mood. So it holds while rule book, knowledge and the channel's bases are those of then and the pair is valid; at most
`FOR_SECONDS`, and only where the book asks for nothing but a message's words. All of that is looked at in the act itself, and so
is the takeover lock: nobody can have claimed a conversation that begins in it.

Where visitors have a process of their own, it is told what was answered (`told`, `hear`) and answers nothing by itself.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from appliance.ai.answering.answer import Check
from appliance.ai.knowledge import bases, queries, standing
from appliance.core.kit.clock import monotonic
from appliance.core.kit.ids import new_id
from appliance.core.masking.text import MaskedText
from appliance.service.conversations.replies import Posted, post_reply_part
from appliance.service.conversations.turn import Turn, build
from appliance.service.handoff import versions
from appliance.service.impressions import moods
from appliance.service.turns.reply import told_of

if TYPE_CHECKING:
    from appliance.ai.answering.answer import Answer
    from appliance.core.store.session import ReadSession, WriteSession
    from appliance.core.vault.vault import Vault
    from appliance.service.conversations.events import MessageReceived

FOR_SECONDS: Final = 60.0
REMEMBERED: Final = 256
_MASKED: Final = "⟦"
_KIND: Final = "ECHO"


@dataclass(frozen=True)
class Ground:
    """What an outcome rests on besides the words: the numbers of knowledge and rule book, and the channel's bases."""

    knowledge: int
    book: int
    bases: tuple[str, ...]

    @classmethod
    def of(cls, s: ReadSession, channel: str, names: Sequence[str] | None = None) -> Ground:
        """As they are in this view; `names` are the channel's bases where they are known already."""
        found = bases.for_channel(s, channel) if names is None else names
        return cls(queries.version(s), versions.number(s), tuple(found))


class Felt(NamedTuple):
    """How the visitor felt, as it is kept with a turn."""

    mood: str
    unhappy: float
    worse: float
    version: str


class Used(NamedTuple):
    """A published text that an answer rests on: one of the two is set."""

    passage_id: str | None
    qa_id: str | None


@dataclass(frozen=True)
class Echo:
    """An answer as it was posted, and what it holds under."""

    text: str
    meta: dict[str, Any]
    used: tuple[Used, ...]
    felt: Felt | None
    ground: Ground


def unheard(said: str) -> None:
    """Where nobody else takes messages."""


class Echoes:
    """The answers of the last minute, by a keyed hash of the question: its words are not kept. Safe to use from several threads."""

    def __init__(self, vault: Vault, told: Callable[[str], None] = unheard) -> None:
        """`told` passes one line on to the process that takes messages, if that is another one."""
        self._vault, self._told = vault, told
        self._lock = threading.Lock()
        self._held: OrderedDict[str, tuple[float, Echo]] = OrderedDict()

    def learn(self, turn: Turn, ground: Ground, answer: Answer, felt: moods.Kept | None) -> None:
        """A turn has ended with this answer and nothing else; `ground` was read before it was thought about."""
        words = str(turn.question)
        if answer.rung != "approved" or not answer.used or not _begins(turn) or _MASKED in words:
            return
        again = replace(
            answer, checks=[Check("approved pair", True, "answered lately")], seconds={"total": 0.0}
        )
        echo = Echo(
            str(answer.text),
            told_of(again),
            tuple(Used(hit.passage_id, hit.qa_id) for hit in answer.used),
            Felt(str(felt.mood), felt.unhappy, felt.worse, felt.version) if felt is not None else None,
            ground,
        )
        key = self._key(turn.channel, turn.lang, words)
        self._keep(key, echo)
        self._told(json.dumps({"key": key, **asdict(echo)}, ensure_ascii=False))

    def hear(self, said: str) -> None:
        """What another process has answered, as it told it."""
        given = json.loads(said)
        ground, felt = given["ground"], given["felt"]
        self._keep(
            given["key"],
            Echo(
                given["text"],
                given["meta"],
                tuple(Used(*each) for each in given["used"]),
                Felt(*felt) if felt is not None else None,
                Ground(ground["knowledge"], ground["book"], tuple(ground["bases"])),
            ),
        )

    def answer(self, s: WriteSession, event: MessageReceived) -> bool:
        """Answer the message that has just been taken, if it is one of these; in its act. Whether it was."""
        if event.seq != 1 or event.conversation_id is None or not self._any():
            return False
        turn = build(s, self._vault, event.conversation_id)
        if turn is None or not _begins(turn):
            return False
        echo = self._get(self._key(turn.channel, turn.lang, str(turn.question)))
        if echo is None or echo.ground != Ground.of(s, turn.channel):
            return False
        if not standing.all_in_force(s, echo.used):
            return False
        posted = post_reply_part(
            s,
            self._vault,
            turn.conversation_id,
            turn.version,
            MaskedText.trusted(echo.text),
            new_id(),
            echo.meta,
            answers_seq=turn.answers_seq,
            part=1,
            last=True,
        )
        if echo.felt is not None:
            moods.keep(s, turn.conversation_id, turn.asked, echo.felt)
        return isinstance(posted, Posted)

    def _key(self, channel: str, lang: str, words: str) -> str:
        return self._vault.value_hash(_KIND, f"{channel}\0{lang}\0{words}")

    def _any(self) -> bool:
        with self._lock:
            newest = next(reversed(self._held.values()), None)
            if newest is not None and monotonic() - newest[0] < FOR_SECONDS:
                return True
            self._held.clear()
            return False

    def _get(self, key: str) -> Echo | None:
        with self._lock:
            found = self._held.get(key)
        return found[1] if found is not None and monotonic() - found[0] < FOR_SECONDS else None

    def _keep(self, key: str, echo: Echo) -> None:
        with self._lock:
            self._held[key] = (monotonic(), echo)
            self._held.move_to_end(key)
            while len(self._held) > REMEMBERED:
                self._held.popitem(last=False)


def _begins(turn: Turn) -> bool:
    """Whether the question is one message, and the first thing said in its conversation."""
    return turn.answers_seq == 1 and len(turn.asked) == 1 and not turn.history
