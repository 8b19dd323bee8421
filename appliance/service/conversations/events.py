"""What conversations announce. Ids and numbers only: an event's payload never holds text."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.core.events.event import Event


@dataclass(frozen=True)
class MessageReceived(Event):
    """A visitor wrote; `state` is the conversation's state afterwards, `shown` the visitor's own number of the message."""

    seq: int
    message_id: str
    state: str
    shown: int | None = None


@dataclass(frozen=True)
class ReplyPosted(Event):
    """The AI said a part of a reply; `shown` is the visitor's own number of it."""

    seq: int
    message_id: str
    reply_id: str
    shown: int | None = None


@dataclass(frozen=True)
class ReplyFinished(Event):
    """A reply that came sentence by sentence is complete; `seq` is the visitor message it answers."""

    seq: int


@dataclass(frozen=True)
class AgentReplied(Event):
    """A person wrote to the visitor."""

    seq: int
    message_id: str
    agent_id: str


@dataclass(frozen=True)
class NotePosted(Event):
    """Staff wrote a note that the visitor never sees."""

    seq: int
    message_id: str
    agent_id: str


@dataclass(frozen=True)
class SystemSaid(Event):
    """The appliance itself told the visitor something."""

    seq: int
    message_id: str


@dataclass(frozen=True)
class ComesToWait(Event):
    """A conversation has just joined the queue and nobody has been told of its place yet: the moment to give it team and
    priority. `from_agent_id` is who passed it on, if anybody; `chosen`: its team has been named already."""

    seq: int
    codes: list[str]
    from_agent_id: str | None = None
    chosen: bool = False


@dataclass(frozen=True)
class HandedOff(Event):
    """A person has been asked for; the conversation waits in the queue."""

    seq: int
    message_id: str
    codes: list[str]


@dataclass(frozen=True)
class TakenBack(Event):
    """A visitor who waited for a person goes on with the AI instead, which answers what was written meanwhile."""

    seq: int
    message_id: str


@dataclass(frozen=True)
class Overdue(Event):
    """Nobody wrote to the visitor within the team's limit, for the `lapses`th time: leads are to know."""

    seq: int
    message_id: str
    agent_id: str | None
    lapses: int


@dataclass(frozen=True)
class Claimed(Event):
    """An agent has taken the conversation; from here on the AI is silent."""

    seq: int
    message_id: str
    agent_id: str


@dataclass(frozen=True)
class Transferred(Event):
    """Passed to another agent, or back to the queue (`agent_id` is None); `from_agent_id` is empty where it waited before."""

    seq: int
    message_id: str
    from_agent_id: str
    agent_id: str | None


@dataclass(frozen=True)
class GivenBack(Event):
    """The agent gave the conversation back to the AI."""

    seq: int
    message_id: str
    agent_id: str


@dataclass(frozen=True)
class Closed(Event):
    """The conversation has ended. `agent_id` is who had it, if anybody."""

    seq: int
    message_id: str
    agent_id: str | None


@dataclass(frozen=True)
class Marked(Event):
    """A mark on a conversation has changed: a tag, that it waits until later, an impression or a summary."""


@dataclass(frozen=True)
class Rated(Event):
    """The visitor said what they thought of a conversation that has ended."""

    seq: int
    message_id: str


@dataclass(frozen=True)
class Reopened(Event):
    """A closed conversation goes on: after the visitor wrote (`had_by` is the agent who had it when it ended, if that is to have
    it again), or with the agent who reopened it (`agent_id`)."""

    seq: int
    message_id: str
    agent_id: str | None
    had_by: str | None = None


@dataclass(frozen=True)
class FileReceived(Event):
    """A visitor sent a file; it is read and masked by a job."""

    seq: int
    file_id: str


@dataclass(frozen=True)
class Joined(Event):
    """A visitor's conversation has become a known customer's: from contact `old` to contact `new`."""

    seq: int
    old: str
    new: str


@dataclass(frozen=True)
class Erased(Event):
    """A conversation's content was erased; a skeleton is left."""

    seq: int
    message_id: str


@dataclass(frozen=True)
class Merged(Event):
    """A conversation's words went into an earlier one of the same contact, `into`. Told of both, once each."""

    seq: int
    into: str


@dataclass(frozen=True)
class MessageRemasked(Event):
    """An earlier message's masked text was replaced: a later one completed a value in it, or a second look found more."""

    seq: int
    message_id: str


@dataclass(frozen=True)
class MessageWithheld(Event):
    """A message could not be checked; it is kept sealed and shown to nobody until a second look has opened it."""

    seq: int
    message_id: str
