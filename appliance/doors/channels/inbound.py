"""The one entrance for visitors' words: mask first, with no transaction open; then one short write.

What a channel gets back is given only after the commit, so an acknowledged message is a stored one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import ApplianceError, BadInput, NotFound, TooLarge
from appliance.core.masking import halves
from appliance.core.masking.context import Turns
from appliance.core.masking.engine import Masker
from appliance.core.masking.text import RawText
from appliance.core.store.errors import translate
from appliance.core.store.session import ReadSession, Store
from appliance.core.vault.vault import Vault
from appliance.doors.channels.adapter import InboundMessage
from appliance.doors.channels.plain import plain, says_nothing
from appliance.service.consent import queries as consent
from appliance.service.contacts import queries as contacts
from appliance.service.conversations import actions, queries, recent
from appliance.service.conversations.actions import Completed, Intake, Received

LONGEST = 4000  # characters of one message; longer texts are documents, not chat
LONGEST_WORD = 500  # characters of an opinion

Look = Callable[[ReadSession, Received], None]

_LOCKS = [threading.Lock() for _ in range(256)]


@dataclass(frozen=True)
class Entrance:
    """What intake needs; wiring makes one and hands it to every channel's routes."""

    store: Store
    vault: Vault
    masker: Masker

    def receive(self, inbound: InboundMessage, look: Look | None = None) -> Received:
        """Mask, store and announce one message. Raises `BadInput` (nothing in it), `TooLarge`, `ConsentNeeded`, `SealedError`,
        `StorageFull`; a repeat of a client id gives the first one's ids with `duplicate` set.

        `look` may read at the end of the act what will be on disk when this returns: what the act has touched is at hand there,
        while any other view has to open those pages anew. It must be short, and what it raises costs the message.
        """
        return self._translated(inbound, wants_person=False, look=look)

    def ask_for_person(self, channel: str, external_id: str, client_id: str, lang: str) -> Received:
        """The visitor pressed “a person, please”: a message of theirs and the handoff, in one commit."""
        words = "I would like to talk to a person." if lang == "en" else "转人工"
        return self._translated(
            InboundMessage(channel, external_id, client_id, RawText(words), lang), wants_person=True
        )

    def go_on_with_ai(self, channel: str, external_id: str) -> str:
        """The visitor would rather ask the AI than wait; gives the conversation's state afterwards. Raises `NotFound`."""
        with self.store.reading() as s:
            row = queries.newest_of(s, channel, external_id)
        if row is None:
            raise NotFound("没有进行中的会话。", "There is no conversation under way.")
        with self.store.writing() as s:
            actions.take_back(s, row.id, Actor("visitor", row.contact_id))
            return queries.version(s, row.id)[0]

    def rate(self, channel: str, external_id: str, score: int, word: str) -> None:
        """The visitor's opinion of the conversation that has ended. Raises `NotFound`, `TooLarge` and what `actions.rate` raises."""
        if len(word) > LONGEST_WORD:
            raise TooLarge(
                f"评价超过 {LONGEST_WORD} 字，请写短一些。",
                f"The comment is longer than {LONGEST_WORD} characters; please shorten it.",
            )
        with self.store.reading() as s:
            consent.check(s, channel, contacts.contact_id(s, channel, external_id))
            row = queries.newest_of(s, channel, external_id)
            before = recent.of_visitor(s, self.vault, channel, external_id)
        if row is None:
            raise NotFound("没有可以评价的会话。", "There is no conversation to rate.")
        text = plain(RawText(word))
        masked = None
        if not says_nothing(text):
            turns = [said.turn for said in before]
            masked = self.masker.mask(text, hasher=self.vault.value_hash, context=turns, channel=channel)
        with self.store.writing() as s:
            actions.rate(s, self.vault, row.id, score, masked)

    def _translated(
        self, inbound: InboundMessage, *, wants_person: bool, look: Look | None = None
    ) -> Received:
        try:
            return self._take(inbound, wants_person=wants_person, look=look)
        except ApplianceError:
            raise
        except Exception as problem:
            # A new visitor's key is written to the keyring, a file of its own, whose driver may say "disk is full".
            meaning = translate(problem)
            if meaning is None:
                raise
            raise meaning from problem

    def _take(self, inbound: InboundMessage, *, wants_person: bool, look: Look | None) -> Received:
        if len(inbound.text.expose()) > LONGEST:
            raise TooLarge(
                f"消息超过 {LONGEST} 字，请分几条发送。",
                f"The message is longer than {LONGEST} characters; please send it in several parts.",
            )
        text = plain(inbound.text)
        if says_nothing(text):
            raise BadInput("消息是空的，请写点内容再发送。", "The message is empty; write something first.")
        # One visitor's messages are taken in order; different visitors do not wait for each other.
        with _LOCKS[hash((inbound.channel, inbound.external_id)) % len(_LOCKS)]:
            with self.store.reading() as s:
                # Before anything of it is looked at; the write asks again.
                who = partial(contacts.contact_id, s, inbound.channel, inbound.external_id)
                consent.check(s, inbound.channel, who)
                before = recent.of_visitor(s, self.vault, inbound.channel, inbound.external_id)
            turns = Turns(said.turn for said in before)
            masked = self.masker.mask(
                text, hasher=self.vault.value_hash, context=turns, channel=inbound.channel
            )
            # 6228 4871 was nothing by itself; with the tail that comes now it was half a card.
            completed = [
                Completed(before[one.turn].message_id, before[one.turn].turn.text, one.masked)
                for one in halves.complete(turns, text, hasher=self.vault.value_hash)
            ]
            with self.store.writing() as s:
                received = actions.receive_message(
                    s,
                    self.vault,
                    Intake(
                        channel=inbound.channel,
                        external_id=inbound.external_id,
                        client_id=inbound.client_id,
                        masked=masked,
                        lang=inbound.lang,
                        completed=completed,
                    ),
                )
                if wants_person and not received.duplicate:
                    actions.hand_off(
                        s,
                        received.conversation_id,
                        actor=Actor("visitor", received.contact_id),
                        reasons=[actions.PRESSED_FOR_PERSON],
                    )
                    actions.keep_question_in_view(s, received)
                if look is not None:
                    look(s, received)
            return received
