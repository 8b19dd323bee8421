"""The one function that masks: raw words in, tokens and sealed-to-be originals out. Fails closed."""

from __future__ import annotations

import copy
import re
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from appliance.core.masking import views
from appliance.core.masking.analysis import Analysis, Find, Recognizer, named
from appliance.core.masking.context import Turn, read
from appliance.core.masking.display import display, normalised
from appliance.core.masking.kinds import SECRETS, WITHHELD
from appliance.core.masking.policy import SHIPPED, Policies, Policy
from appliance.core.masking.recognizers import registry
from appliance.core.masking.remembered import NothingIn
from appliance.core.masking.settle import settle
from appliance.core.masking.tagger import Tagger
from appliance.core.masking.text import DROPPED, MaskedText, RawText

if TYPE_CHECKING:
    from appliance.core.masking.presidio import Analyzer

_FORGED = str.maketrans("⟦⟧", "〔〕")
_HAN = re.compile(r"[\u3400-\u9fff]")
_MAYBE_PERSONAL = re.compile(
    r"\d(?:[ .\-]{0,2}\d){9}|@|＠|[零〇○一壹幺二贰两三叁四肆五伍六陆七柒八捌九玖０-９]{8}"
)


_NAMED_BY_WORD = 0.85
"""客户号8001937264: begins like a service number, but its own word says what it is."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where something personal stands.

    Offsets in characters, `end` exclusive; `found_by` never holds the value.
    """

    start: int
    end: int
    kind: str
    score: float
    found_by: str


@dataclass(frozen=True, slots=True)
class Found:
    """An original taken out of a text, to be sealed by the caller. `token_id` is `KIND:hash`."""

    token_id: str
    kind: str
    value: RawText
    display: str
    found_by: str
    score: float


@dataclass(frozen=True, slots=True)
class Masked:
    """The masked text, the originals in order (each token once), and the kinds of the secrets thrown away."""

    text: MaskedText
    entities: list[Found]
    dropped: list[str]


class Masker:
    """Thread-safe. Loads Presidio and the tagger on first use (about three seconds), or early by `warm_up`."""

    _policies: Policies = SHIPPED

    def __init__(
        self,
        policies: Policies = SHIPPED,
        recognizers: Sequence[Recognizer] = registry.RECOGNIZERS,
        tagger: Tagger | None = None,
    ) -> None:
        self._policies = policies
        self._recognizers = tuple(recognizers)
        self._tagger = tagger or Tagger()
        self._lock = threading.Lock()
        self._loaded: Analyzer | None = None
        self._nothing = NothingIn()

    @property
    def tagger(self) -> Tagger:
        """The tagger, for others who cut Chinese into words: one network in memory serves them all."""
        return self._tagger

    @property
    def policies(self) -> Policies:
        """The policies that masking follows now."""
        return self._policies

    def adopt(self, policies: Policies) -> None:
        """Follow these from the next text on. One step: no text sees half of a change."""
        self._policies = policies

    def under(self, policies: Policies) -> Masker:
        """A masker that follows other policies and shares all else; for looking before a change."""
        other = copy.copy(self)
        other._policies = policies
        return other

    @property
    def loaded(self) -> bool:
        """Whether everything is in memory already."""
        return self._loaded is not None

    def warm_up(self) -> None:
        """Load everything and mask one sentence, so that the first visitor does not wait."""
        self._tagger.load()
        self.detect(RawText("我叫王小明，手机13800138000"))

    def detect(self, raw: RawText, context: Sequence[Turn] = ()) -> list[Span]:
        """Sorted, not overlapping; LOCATION and ORG included. When a recognizer fails: the secrets, and the rest
        as spans of kind WITHHELD."""
        text = raw.expose()
        finds, checked = self._finds(text, context, self._policies.of())
        if not checked:
            finds = [*finds, *_rest(text, finds)]
        return [Span(f.start, f.end, f.kind, f.score, f.rule) for f in sorted(finds, key=lambda f: f.start)]

    def values(self, text: str) -> list[tuple[str, str]]:
        """(kind, value) of what the policy would mask in `text`; for looking at what a model wrote."""
        policy = self._policies.of()
        return [
            (span.kind, text[span.start : span.end])
            for span in self.detect(RawText(text))
            if not policy.leaves(span.kind)
        ]

    def mask(
        self,
        raw: RawText,
        *,
        hasher: Callable[[str, str], str],
        context: Sequence[Turn] = (),
        own_names: Collection[str] = (),
        channel: str = "",
        base: str = "",
        keep: Collection[str] = (),
    ) -> Masked:
        """Tokens in place of values.

        `hasher(kind, normalised value)` gives the id inside a token: lower-case letters and digits, equal for
        equal values. Secrets become `⟦OTP:dropped⟧`. Never raises for what a text holds: a text that cannot be
        checked becomes one WITHHELD token. `own_names` stay: names the writer goes by here. `channel` and `base` say
        whose policy decides which kinds become tokens. Kinds in `keep` stay as well: for text that is only searched with, never
        for what is stored, shown or given to a language model.
        """
        text = raw.expose().translate(_FORGED)
        policy = self._policies.of(channel, base)
        finds, checked = self._finds(text, context, policy)
        if not checked:
            return _withheld(text, finds, hasher)
        out: list[str] = []
        entities: dict[str, Found] = {}
        dropped: list[str] = []
        at = 0
        for find in finds:
            if policy.leaves(find.kind):
                continue
            if find.kind == "PERSON" and text[find.start : find.end] in own_names:
                continue
            if find.kind in keep and not find.whole:
                continue
            out.append(text[at : find.start])
            if find.kind in SECRETS:
                dropped.append(find.kind)
                out.append(f"⟦{find.kind}:{DROPPED}⟧")
            else:
                original = found(find, text, hasher)
                entities.setdefault(original.token_id, original)
                out.append(f"⟦{original.token_id}⟧")
            at = find.end
        out.append(text[at:])
        return Masked(MaskedText.trusted("".join(out)), list(entities.values()), dropped)

    def redact(self, text: str) -> str:
        """For log lines: cards, identity numbers, mobiles and e-mail addresses as `[KIND]`.

        Quick rules only.
        """
        if not _MAYBE_PERSONAL.search(text):
            return text
        try:
            analysis = Analysis(text)
            finds = settle([f for rule in registry.FOR_LOGS for f in rule.find(analysis)], text)
        except Exception:  # noqa: BLE001  (whatever happened, the line must not go out unchecked)
            return "[withheld: could not be checked]"
        for find in reversed(finds):
            text = f"{text[: find.start]}[{find.kind}]{text[find.end :]}"
        return text

    def _finds(self, text: str, context: Sequence[Turn], policy: Policy) -> tuple[list[Find], bool]:
        """Settled candidates, and False when something failed: then secrets only."""
        if not text:
            return [], True
        asked = self._nothing.key(text, *(part for turn in context for part in (turn.role, str(turn.text))))
        if asked in self._nothing:
            return [], True
        try:
            reading = self._tagger.read(text) if _HAN.search(text) else None
            analysis = Analysis(text, state=read(context), reading=reading)
            finds = self._analyzer().analyze(analysis)
            if not finds:  # whatever a policy says of kinds and public values
                self._nothing.note(asked)
            return [f for f in finds if not _public(analysis, f, policy)], True
        except Exception:  # noqa: BLE001  (fails closed: an unchecked text is withheld whole)
            return _secrets_alone(text, context), False

    def _analyzer(self) -> Analyzer:
        if self._loaded is None:
            with self._lock:
                if self._loaded is None:
                    from appliance.core.masking.presidio import Analyzer

                    self._loaded = Analyzer(self._recognizers, self._tagger)
        return self._loaded


def _public(analysis: Analysis, find: Find, policy: Policy) -> bool:
    value = find.whole or analysis.flat[find.start : find.end]
    kind = "" if find.kind != "ACCOUNT" or find.score < _NAMED_BY_WORD else "NAMED"
    return find.kind not in SECRETS and policy.is_public(value, kind or find.kind)


def found(find: Find, text: str, hasher: Callable[[str, str], str]) -> Found:
    """The original behind `find`; for a piece of a value, the whole of it, so that all pieces share one token."""
    value = find.whole or text[find.start : find.end]
    token_id = f"{find.kind}:{hasher(find.kind, normalised(find.kind, value))}"
    return Found(token_id, find.kind, RawText(value), display(find.kind, value), find.rule, find.score)


def _secrets_alone(text: str, context: Sequence[Turn]) -> list[Find]:
    """The secret rules, each by itself: one that fails does not stop the others."""
    finds: list[Find] = []
    try:
        analysis = Analysis(text, state=read(context))
    except Exception:  # noqa: BLE001
        return [Find(0, len(text), "PASSWORD", 1.0, "could not be checked at all")]
    for rule in registry.SECRETS:
        try:
            finds.extend(named(rule, f) for f in rule.find(analysis) if f.kind in SECRETS)
        except Exception:  # noqa: BLE001
            # A secret may stand anywhere in the text then, so nothing of it is kept.
            return [Find(0, len(text), "PASSWORD", 1.0, "could not be checked at all")]
    return settle(finds, text)


def _rest(text: str, secrets: Sequence[Find]) -> list[Find]:
    edges = [0, *(edge for f in secrets for edge in (f.start, f.end)), len(text)]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [Find(s, e, WITHHELD, 1.0, "a recognizer failed") for s, e in pairs if s < e]


def _withheld(text: str, secrets: Sequence[Find], hasher: Callable[[str, str], str]) -> Masked:
    """Secrets dropped, all else one token whose original is kept for a second look."""
    rest, at = [], 0
    for secret in secrets:
        rest.append(text[at : secret.start])
        at = secret.end
    rest.append(text[at:])
    remainder = views.flat(" ".join(piece for piece in rest if piece))
    tokens = "".join(f"⟦{s.kind}:{DROPPED}⟧" for s in secrets)
    dropped = [s.kind for s in secrets]
    if not remainder.strip():
        return Masked(MaskedText.trusted(tokens), [], dropped)
    kept = found(Find(0, len(remainder), WITHHELD, 1.0, "a recognizer failed"), remainder, hasher)
    return Masked(MaskedText.trusted(f"⟦{kept.token_id}⟧{tokens}"), [kept], dropped)
