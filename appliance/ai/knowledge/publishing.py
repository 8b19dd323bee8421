"""Publishing: some versions come in force together, at one moment, allowed by two people and by every check.

    ask ──> waiting ──approve──> checking ──finish──> published
               ├──refuse──> refused      └──a check──> stopped ──ask(override)──> waiting
               └──take back──> withdrawn
    alone (base of a single person) ──> checking          what fails each time that it is tried is stopped as well

Who wrote a version does not allow its publication. `finish` runs the checks with no transaction open and then switches
everything in one; a job repeats it after a crash, so that nothing stays half published. Going back to an earlier version
is a publication of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from appliance.ai.knowledge import actions, bases, gate, pairs, publications, queries
from appliance.ai.knowledge.errors import NotDone
from appliance.ai.knowledge.events import PublicationAsked, PublicationEnded
from appliance.ai.knowledge.tables import Publication
from appliance.core.approvals import actions as approvals
from appliance.core.approvals import queries as requests
from appliance.core.approvals.errors import AlreadyAsked, NotNow, SamePerson
from appliance.core.approvals.kinds import KNOWLEDGE_OVERRIDE, KNOWLEDGE_PUBLISH, Kind
from appliance.core.audit.chain import append
from appliance.core.audit.verbs import Verb
from appliance.core.events.outbox import emit
from appliance.core.jobs.queue import enqueue
from appliance.core.kit.actors import SYSTEM, Actor
from appliance.core.kit.clock import now
from appliance.core.kit.errors import BadInput, Conflict
from appliance.core.kit.ids import new_id

if TYPE_CHECKING:
    from appliance.ai.knowledge.keeping import Progress
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase
    from appliance.core.masking.text import MaskedText
    from appliance.core.store.session import WriteSession

JOB: Final = "knowledge.publish"
ATTEMPTS: Final = 5
MOST: Final = 2000
"""Versions in one publication; more of them would hold up the writer for seconds."""


class NeedsSecondPerson(Conflict):
    """This base is published in by two people."""

    def __init__(self, base: str) -> None:
        super().__init__(
            f"知识库“{base}”须由第二人审批后发布，请提出发布申请。",
            f"Publishing in the base “{base}” takes a second person; file a request.",
        )


def ask(
    s: WriteSession,
    base: str,
    *,
    documents: Sequence[str] = (),
    pairs: Sequence[str] = (),
    by: Actor,
    role: str,
    reason: MaskedText,
    override: bool = False,
) -> Publication:
    """File a request for a second person. `override`: publish although a check has stopped these.

    Raises `BadInput`, `NotFound`, `Conflict` for what cannot be published, `AlreadyAsked` for what waits already,
    `WrongRole`.
    """
    made = _made(s, base, documents, pairs, by, "waiting")
    made.override = override
    if override and not publications.was_stopped(s, made):
        raise BadInput(
            "只有被检查拦下的发布才能申请越过检查。",
            "Only a publication that a check has stopped can be asked for against it.",
        )
    request = approvals.ask(
        s, _kind(made), by=by, role=role, subject=made.id, reason=reason, base=base, override=override
    )
    made.approval_id = request.id
    s.flush()
    append(
        s,
        Verb.PUBLICATION_ASKED,
        actor=by,
        subject=made.id,
        base=base,
        documents=len(documents),
        pairs=len(pairs),
        override=override,
    )
    emit(s, PublicationAsked(None, made.id, base))
    return made


def alone(
    s: WriteSession,
    base: str,
    *,
    documents: Sequence[str] = (),
    pairs: Sequence[str] = (),
    by: Actor,
    override: bool = False,
) -> Publication:
    """Begin to publish by one person, in a base made for that; `finish` does it. Raises `NeedsSecondPerson`."""
    if not bases.base(s, base).single_person:
        raise NeedsSecondPerson(base)
    made = _made(s, base, documents, pairs, by, "checking")
    made.override = override
    s.flush()
    ask_for(s, made.id)
    return made


def approve(s: WriteSession, publication_id: str, *, by: Actor, role: str) -> Publication:
    """Allow it, as the second person; `finish` does it.

    Raises `SamePerson` for who asked or who wrote any of it, `WrongRole`, `NotNow`.
    """
    found = publications.publication(s, publication_id)
    if by.id in publications.writers(s, found):
        raise SamePerson
    approvals.approve(s, _approval_of(found), by=by, role=role)
    found.state = "checking"
    s.flush()
    ask_for(s, found.id)
    return found


def refuse(s: WriteSession, publication_id: str, *, by: Actor, role: str) -> None:
    """Do not allow it. Raises `SamePerson`, `WrongRole`, `NotNow`."""
    found = publications.publication(s, publication_id)
    approvals.refuse(s, _approval_of(found), by=by, role=role)
    _end(s, found, "refused")


def take_back(s: WriteSession, publication_id: str, *, by: Actor) -> None:
    """Take one's own request back. Raises `WrongRole`, `NotNow`."""
    found = publications.publication(s, publication_id)
    approvals.withdraw(s, _approval_of(found), by=by)
    _end(s, found, "withdrawn")


def finish(knowledge: KnowledgeBase, publication_id: str, progress: Progress | None = None) -> Publication:
    """Check what was allowed and put it in force. Repeating it is safe; what has ended stays as it is.

    Raises `Stopped` when a check refuses, after that was written down.
    """
    while True:
        with knowledge.store.reading() as s:
            found = publications.publication(s, publication_id)
            if found.state != "checking":
                return found
            proposal = publications.proposed(s, found)
        knowledge.prepare(proposal, progress)
        said = gate.judged(knowledge, proposal)
        with knowledge.store.writing() as s:
            found = publications.publication(s, publication_id)
            if found.state != "checking":
                return found
            if said and queries.base_version(s, found.base) != proposal.number:
                continue  # something else was published meanwhile: judge it beside that
            found.found = said
            stopped = not found.override and not all(one["ok"] for one in said)
            try:
                actor = _doer(s, found)
            except NotNow:
                _end(s, found, "withdrawn")  # the approval ran out before this could be done
                return found
            if stopped:
                _stop(s, found, actor)
            else:
                _publish(s, found, actor)
        knowledge.refresh()
        if stopped:
            raise gate.Stopped(said)
        return found


def ask_for(s: WriteSession, publication_id: str) -> None:
    """Have the worker finish it, if nobody does before."""
    payload, key = {"publication_id": publication_id}, f"{JOB}:{publication_id}"
    enqueue(s, JOB, payload, lane=JOB, key=key, max_attempts=ATTEMPTS)


def give_up(knowledge: KnowledgeBase, publication_id: str) -> None:
    """Stop what could not be finished, however often it was tried, and say so: nobody is to wait for it any longer."""
    why = NotDone()
    with knowledge.store.writing(essential=True) as s:
        found = publications.publication(s, publication_id)
        if found.state == "checking":
            found.found = [
                *found.found,
                {"check": JOB, "ok": False, "zh": why.zh, "en": why.en, "detail": {}},
            ]
            _stop(s, found, SYSTEM)


def _made(
    s: WriteSession, base: str, documents: Sequence[str], said: Sequence[str], by: Actor, state: str
) -> Publication:
    bases.base(s, base)
    documents, said = list(dict.fromkeys(documents)), list(dict.fromkeys(said))
    if not documents and not said:
        raise BadInput("请选择要发布的内容。", "Choose what to publish.")
    if len(documents) + len(said) > MOST:
        raise BadInput(
            f"一次最多发布 {MOST} 项，请分批发布。",
            f"At most {MOST} items are published at once; do it in parts.",
        )
    for row in publications.items(s, documents, said):
        if row.base != base:
            raise BadInput("所选内容不在同一个知识库。", "These are not all in one knowledge base.")
        if not publications.may_come(row):
            raise Conflict("所选内容当前不能发布。", "This cannot be published in its present state.")
        if row.valid_until is not None and row.valid_until <= now():
            raise Conflict(
                "所选版本的有效期已过，请先修改有效期。", "Its validity has ended; set new dates first."
            )
    taken = {each for one in publications.waiting(s, base) for each in (*one.documents, *one.pairs)}
    if not taken.isdisjoint((*documents, *said)):
        raise AlreadyAsked
    made = Publication(
        id=new_id(),
        base=base,
        documents=documents,
        pairs=said,
        state=state,
        found=[],
        created_by=by.id,
        created_at=now(),
    )
    s.add(made)
    s.flush()
    return made


def _publish(s: WriteSession, found: Publication, actor: Actor) -> None:
    rows = publications.items(s, found.documents, found.pairs)
    if not all(map(publications.may_come, rows)):  # withdrawn or replaced by hand since it was asked for
        _end(s, found, "withdrawn")
        return
    documents, said = publications.versions_of(s, found.documents, found.pairs)
    for document in documents:
        actions.put_in_force(s, document, actor=actor)
    for pair in said:
        pairs.put_in_force(s, pair, actor=actor)
    number = actions.raise_version(s, found.base)
    append(
        s,
        Verb.PUBLICATION_DONE,
        actor=actor,
        subject=found.id,
        base=found.base,
        number=number,
        documents=len(documents),
        pairs=len(said),
        override=found.override,
        alone=found.approval_id is None,
        against=[one["check"] for one in found.found if not one["ok"]],
    )
    _end(s, found, "published")


def _stop(s: WriteSession, found: Publication, actor: Actor) -> None:
    append(
        s,
        Verb.PUBLICATION_STOPPED,
        actor=actor,
        subject=found.id,
        base=found.base,
        checks=[one["check"] for one in found.found if not one["ok"]],
    )
    _end(s, found, "stopped")


def _doer(s: WriteSession, found: Publication) -> Actor:
    """Who allowed it, whose approval this spends; alone, who began it."""
    if found.approval_id is None:
        if not bases.base(s, found.base).single_person:
            raise NeedsSecondPerson(found.base)
        return SYSTEM if found.created_by == SYSTEM.id else Actor("agent", found.created_by)
    request = requests.approval(s, found.approval_id)
    actor = Actor("agent", request.decided_by or "", request.decided_by_name)
    approvals.use(s, request.id, _kind(found), by=actor, subject=found.id)
    return actor


def _end(s: WriteSession, found: Publication, state: str) -> None:
    found.state, found.ended_at = state, now()
    s.flush()
    emit(s, PublicationEnded(None, found.id, found.base, state))


def _kind(found: Publication) -> Kind:
    return KNOWLEDGE_OVERRIDE if found.override else KNOWLEDGE_PUBLISH


def _approval_of(found: Publication) -> str:
    if found.approval_id is None or found.state != "waiting":
        raise Conflict("这个发布申请已经处理。", "This publication has been decided already.")
    return found.approval_id
