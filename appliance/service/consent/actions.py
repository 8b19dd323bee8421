"""Publishing a notice, agreeing to it, taking that back; each on the record."""

from __future__ import annotations

from typing import Final

from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput
from appliance.core.kit.ids import new_id
from appliance.core.store.session import WriteSession
from appliance.core.vault.vault import Vault
from appliance.service.consent import queries
from appliance.service.consent.errors import NoticeChanged
from appliance.service.consent.tables import Consent, PrivacyNotice
from appliance.service.contacts import actions as contacts

LONGEST: Final = 5000
"""Characters of a notice in one language."""


def publish(s: WriteSession, body_zh: str, body_en: str, *, actor: Actor) -> PrivacyNotice:
    """The next version, which holds at once: everybody is asked again before their next message.

    Raises `BadInput` for an empty or overlong text, and for one that is the same as what holds.
    """
    texts = [_clean(body) for body in (body_zh, body_en)]
    if not all(texts) or any(len(text) > LONGEST for text in texts):
        raise BadInput(
            f"请填写中文和英文两种告知，各不超过 {LONGEST} 字。",
            f"Give the notice in Chinese and in English, up to {LONGEST} characters each.",
        )
    before = queries.current(s)
    if before is not None and [before.body_zh, before.body_en] == texts:
        raise BadInput(
            "内容与当前版本相同，没有发布。", "This is the version that holds; nothing was published."
        )
    row = PrivacyNotice(
        number=(before.number if before else 0) + 1,
        body_zh=texts[0],
        body_en=texts[1],
        published_by=actor.id,
        published_at=clock.now(),
    )
    s.add(row)
    s.flush()
    chain.append(s, Verb.NOTICE_PUBLISHED, actor=actor, subject=str(row.number), number=row.number)
    return row


def give(s: WriteSession, vault: Vault, channel: str, external_id: str, number: int) -> str:
    """The visitor agrees to the version they were shown; gives the contact's id. Agreeing twice is agreeing once.

    Raises `NoticeChanged` when another version holds by now.
    """
    notice = queries.current(s)
    if notice is None or notice.number != number:
        raise NoticeChanged
    contact_id = contacts.find_or_make(s, vault, channel, external_id)
    if queries.needed(s, channel, contact_id):
        s.add(Consent(id=new_id(), contact_id=contact_id, number=number, given_at=clock.now()))
        s.flush()
        visitor = Actor("visitor", contact_id)
        chain.append(s, Verb.CONSENT_GIVEN, actor=visitor, subject=contact_id, number=number, channel=channel)
    return contact_id


def withdraw(s: WriteSession, contact_id: str) -> bool:
    """The contact takes it back; False when there was nothing to take back. What is going on is ended by who calls this."""
    mine = [one for one in queries.of_contact(s, contact_id) if one.withdrawn_at is None]
    if not mine:
        return False
    for one in mine:
        one.withdrawn_at = clock.now()
    s.flush()
    visitor = Actor("visitor", contact_id)
    chain.append(s, Verb.CONSENT_WITHDRAWN, actor=visitor, subject=contact_id, number=mine[0].number)
    return True


def _clean(body: str) -> str:
    lines = [line.rstrip() for line in body.replace("\r\n", "\n").strip().splitlines()]
    return "\n".join(lines)
