"""What the knowledge room announces. Ids, names of bases and numbers only."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.core.events.event import Event


@dataclass(frozen=True)
class DocumentRead(Event):
    """A version of a document has been read into passages."""

    document_id: str
    base: str


@dataclass(frozen=True)
class KnowledgeChanged(Event):
    """What is published in a base has changed; `number` is the base's new version."""

    base: str
    number: int


@dataclass(frozen=True)
class PublicationAsked(Event):
    """Something waits for a second person before it is published."""

    publication_id: str
    base: str


@dataclass(frozen=True)
class PublicationEnded(Event):
    """It is `published`, `stopped` by a check, `refused` or `withdrawn`."""

    publication_id: str
    base: str
    state: str
