"""Reading notices and consents."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import bindparam, func, select

from appliance.core.store.prepared import Prepared
from appliance.core.store.session import ReadSession
from appliance.service.consent.errors import ConsentNeeded
from appliance.service.consent.tables import Consent, PrivacyNotice

ASKED_IN = frozenset({"web_widget"})
"""The channels that can show a notice before anything is written."""

LookUp = Callable[[], str | None]

_NEWEST = Prepared(select(func.max(PrivacyNotice.number)))
_LAST = Prepared(
    select(Consent.number, Consent.withdrawn_at)
    .where(Consent.contact_id == bindparam("contact"))
    .order_by(Consent.id.desc())
    .limit(1)
)


def current(s: ReadSession) -> PrivacyNotice | None:
    """The notice that holds; None while none has been published, and then nobody is asked."""
    return s.scalars(select(PrivacyNotice).order_by(PrivacyNotice.number.desc()).limit(1)).first()


def asks(s: ReadSession) -> bool:
    """Whether a notice holds."""
    return s.rows(_NEWEST).scalar() is not None


def notices(s: ReadSession) -> Sequence[PrivacyNotice]:
    """All versions, newest first."""
    return s.scalars(select(PrivacyNotice).order_by(PrivacyNotice.number.desc())).all()


def of_contact(s: ReadSession, contact_id: str) -> Sequence[Consent]:
    """Everything a contact has agreed to, newest first."""
    mine = select(Consent).where(Consent.contact_id == contact_id)
    return s.scalars(mine.order_by(Consent.id.desc())).all()


def needed(s: ReadSession, channel: str, contact_id: str | LookUp | None) -> bool:
    """Whether this contact (None: somebody not known yet) must agree before anything of theirs is processed. Who has to be looked
    up first is looked up only while a notice holds."""
    if channel not in ASKED_IN:
        return False
    newest = s.rows(_NEWEST).scalar()
    if newest is None:
        return False
    known = contact_id() if callable(contact_id) else contact_id
    last = s.rows(_LAST, contact=known).first() if known else None
    return last is None or last.number != newest or last.withdrawn_at is not None


def check(s: ReadSession, channel: str, contact_id: str | LookUp | None) -> None:
    """Raise `ConsentNeeded` where it is needed."""
    if needed(s, channel, contact_id):
        raise ConsentNeeded


def withdrawn(s: ReadSession, contact_id: str) -> bool:
    """Whether the last thing this contact did about consent was to take it back."""
    last = s.rows(_LAST, contact=contact_id).first()
    return last is not None and last.withdrawn_at is not None
