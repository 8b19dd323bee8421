"""Everything that can happen to a conversation. Each act: row, audit event and announcement in one transaction.

The acts lie in files by who acts: `intake` (the visitor), `replies` (the AI), `staff` (people), `moves` (who has
the word). Moves are called through `service/routing`, which checks limits; handing over is open to all above.
"""

from __future__ import annotations

from appliance.service.conversations.closings import rate
from appliance.service.conversations.intake import (
    Completed,
    Intake,
    Received,
    keep_question_in_view,
    receive_message,
    remask_message,
)
from appliance.service.conversations.marks import snooze, tag
from appliance.service.conversations.merging import merge
from appliance.service.conversations.moves import (
    claim,
    close,
    give_back,
    hand_off,
    reopen,
    take_back,
    transfer,
)
from appliance.service.conversations.reasons import PRESSED_FOR_PERSON, HandoffReason, Why
from appliance.service.conversations.replies import (
    CLAIMED,
    NEWER_MESSAGE,
    Dropped,
    Posted,
    drop_draft,
    finish_reply,
    mark_delivered,
    post_reply_part,
    why_stale,
)
from appliance.service.conversations.staff import (
    Written,
    mark_read,
    mentions_seen,
    post_agent_message,
    post_note,
)

__all__ = [
    "CLAIMED",
    "NEWER_MESSAGE",
    "PRESSED_FOR_PERSON",
    "Completed",
    "Dropped",
    "HandoffReason",
    "Intake",
    "Posted",
    "Received",
    "Why",
    "Written",
    "claim",
    "close",
    "drop_draft",
    "finish_reply",
    "give_back",
    "hand_off",
    "keep_question_in_view",
    "mark_delivered",
    "mark_read",
    "mentions_seen",
    "merge",
    "post_agent_message",
    "post_note",
    "post_reply_part",
    "rate",
    "receive_message",
    "remask_message",
    "reopen",
    "snooze",
    "tag",
    "take_back",
    "transfer",
    "why_stale",
]
