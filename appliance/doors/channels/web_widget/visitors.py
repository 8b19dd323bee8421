"""Who is at the window: a visitor told by the token of their session and, if they are signed in at the bank, by the bank's word.

A session that has once been a customer's needs that word with every request: neither a copied session nor the next person at the
same screen reads or writes as them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request

from appliance.core.kit.parts import Parts
from appliance.core.store.session import ReadSession, Store
from appliance.core.vault.vault import Vault
from appliance.doors.channels.web_widget import token
from appliance.doors.channels.web_widget.adapter import NAME
from appliance.doors.web.depends import held_parts, parts_of
from appliance.service.consent import queries as consent
from appliance.service.contacts import customers
from appliance.service.contacts import queries as contacts
from appliance.service.conversations import joining
from appliance.service.inboxes import identity
from appliance.service.inboxes import queries as inboxes

Held = Annotated[Parts, Depends(held_parts)]


@dataclass(frozen=True)
class Credentials:
    """What a request brings: the session, and what claims to be the bank's word."""

    session: str
    identity: str


async def credentials(
    parts: Held,
    authorization: Annotated[str | None, Header()] = None,
    x_kefu_identity: Annotated[str | None, Header()] = None,
) -> Credentials:
    """A session that is ours; the rest is looked at by `reader` and `writer`, which need the store."""
    return Credentials(token.visitor_of(parts.get(Vault), authorization), x_kefu_identity or "")


Given = Annotated[Credentials, Depends(credentials)]


def credentials_of(request: Request) -> Credentials:
    """The same of a request by itself."""
    sent, vault = request.headers, parts_of(request).get(Vault)
    return Credentials(token.visitor_of(vault, sent.get("authorization")), sent.get("x-kefu-identity", ""))


def reader(parts: Parts, given: Credentials) -> str:
    """The channel's id of who asks, to read with. Raises what `identity.customer` raises, `IdentityNeeded`, `SomebodyElse`."""
    with parts.get(Store).reading() as s:
        return reads_as(s, parts.get(Vault), given)


def reads_as(s: ReadSession, vault: Vault, given: Credentials) -> str:
    """`reader`, in a view that goes on."""
    return _who(s, vault, given)[0]


def writer(parts: Parts, given: Credentials) -> str:
    """The same, to act with: a customer's session is joined to the customer before their first act."""
    store, vault = parts.get(Store), parts.get(Vault)
    with store.reading() as s:
        who, number = _who(s, vault, given)
        if not number:
            return who
        here, there = contacts.contact_id(s, NAME, given.session), contacts.contact_id(s, NAME, who)
        # Somebody who has agreed to nothing yet is not remembered either.
        first = here is None and consent.needed(s, NAME, there)
    if not first and (here is None or here != there):
        with store.writing() as s:
            joining.recognise(s, vault, NAME, given.session, number)
    return who


def agreeing(parts: Parts, given: Credentials) -> str:
    """The same, for somebody who is just agreeing to the notice."""
    store, vault = parts.get(Store), parts.get(Vault)
    with store.reading() as s:
        who, number = _who(s, vault, given)
    if number:
        with store.writing() as s:
            joining.recognise(s, vault, NAME, given.session, number)
    return who


def _who(s: ReadSession, vault: Vault, given: Credentials) -> tuple[str, str]:
    name, known = token.inbox_of(given.session), contacts.known(s, NAME, given.session)
    if not given.identity:
        if known is not None or inboxes.identity_required(s, name):
            raise identity.IdentityNeeded
        return given.session, ""
    number = identity.customer(s, vault, name, given.identity)
    who = customers.external_id(vault, number)
    if known is not None and known != contacts.contact_id(s, NAME, who):
        raise joining.SomebodyElse
    return who, number
