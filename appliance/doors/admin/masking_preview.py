"""How texts would look under a changed policy, before anybody is bound by it.

Sample sentences are masked twice, by the policy that holds and by the proposed one. Stored messages keep their tokens, so
for them only the showing changes: those who may read transcripts see the newest of them, administrators how many differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from appliance.core.accounts.permissions import may
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.audit.reads import audited_read
from appliance.core.audit.verbs import Verb
from appliance.core.entities import queries as entities
from appliance.core.kit.parts import Parts
from appliance.core.masking.engine import Masked, Masker
from appliance.core.masking.policy import Policies, Policy, changes
from appliance.core.masking.samples import SAMPLES
from appliance.core.masking.show import shown, shown_all
from appliance.core.masking.text import MaskedText, RawText, tokens_in
from appliance.core.store.session import ReadSession, Store
from appliance.core.vault.vault import Vault
from appliance.doors.web.depends import actor_of
from appliance.service.conversations import queries as conversations

NEWEST = 200  # stored messages looked at
MOST_LINES = 12


@dataclass(frozen=True)
class Line:
    """One text before and after. `place` says whose policy; `code` and `seq` name a stored message."""

    before: MaskedText
    before_displays: Mapping[str, str]
    after: MaskedText
    after_displays: Mapping[str, str]
    place: tuple[str, str] = ("default", "")
    code: str = ""
    seq: int = 0
    conversation_id: str = ""


@dataclass(frozen=True)
class Preview:
    """What would be different. `messages` is None for who may not read any; `differ` and `kinds` count them for all."""

    samples: Sequence[Line]
    messages: Sequence[Line] | None
    looked_at: int
    differ: int
    kinds: Sequence[tuple[str, int]]


def preview(parts: Parts, agent: CurrentAgent, old: Policies, new: Policies) -> Preview:
    """Sample sentences and the newest stored messages under both. The look at messages is recorded first."""
    with audited_read(
        parts.get(Store), Verb.MASKING_PREVIEWED, actor_of(agent), "masking", messages=NEWEST
    ) as s:
        found, looked_at, kinds = _messages(s, parts.get(Vault), old, new)
    return Preview(
        samples(parts, old, new),
        found[:MOST_LINES] if may(agent.role, "transcripts.read") else None,
        looked_at,
        len(found),
        sorted(kinds.items()),
    )


def samples(parts: Parts, old: Policies, new: Policies, texts: Sequence[str] = SAMPLES) -> list[Line]:
    """The sentences that would look different, at most a screenful, for each place that differs."""
    lines: list[Line] = []
    for place in _places(old, new):
        for text in texts:
            before, was = _masked(parts, old, text, place)
            after, now = _masked(parts, new, text, place)
            line = Line(before.text, was, after.text, now, place)
            if _looks(line.before, was) != _looks(line.after, now):
                lines.append(line)
            if len(lines) == MOST_LINES:
                return lines
    return lines


def _places(old: Policies, new: Policies) -> list[tuple[str, str]]:
    """The places whose policy differs; the default where the public list does."""
    found = dict.fromkeys((change.place, change.name) for change in changes(old, new))
    return list(found) if old.public == new.public else [("default", ""), *found]


def _under(policies: Policies, place: tuple[str, str]) -> Policy:
    kind, name = place
    return policies.of(name if kind == "channel" else "", name if kind == "base" else "")


def _masked(
    parts: Parts, policies: Policies, text: str, place: tuple[str, str]
) -> tuple[Masked, dict[str, str]]:
    kind, name = place
    masked = (
        parts.get(Masker)
        .under(policies)
        .mask(
            RawText(text),
            hasher=parts.get(Vault).value_hash,
            channel=name if kind == "channel" else "",
            base=name if kind == "base" else "",
        )
    )
    return masked, shown_all(_under(policies, place), {one.token_id: one.display for one in masked.entities})


def _messages(
    s: ReadSession, vault: Vault, old: Policies, new: Policies
) -> tuple[list[Line], int, Counter[str]]:
    rows = conversations.newest_texts(s, vault, NEWEST)
    kept = entities.kept(s, {row.id for row, _, _ in rows})
    lines: list[Line] = []
    kinds: Counter[str] = Counter()
    for row, seq, text in rows:
        before, after = old.of(row.channel), new.of(row.channel)
        was, now = {}, {}
        for token in tokens_in(text):
            if (display := kept[row.id].get(token.token_id)) is not None:
                was[token.token_id] = shown(before, token.token_id, display)
                now[token.token_id] = shown(after, token.token_id, display)
                kinds[token.kind] += was[token.token_id] != now[token.token_id]
        if was != now:
            lines.append(Line(text, was, text, now, ("channel", row.channel), row.code, seq, row.id))
    return lines, len(rows), Counter({kind: count for kind, count in kinds.items() if count})


def _looks(text: MaskedText, displays: Mapping[str, str]) -> str:
    out = str(text)
    for token_id, said in displays.items():
        out = out.replace(f"⟦{token_id}⟧", f"[{said}]")
    return out
