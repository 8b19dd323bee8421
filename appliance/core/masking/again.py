"""A text that is masked already, looked at once more: what the first look missed becomes tokens, what is one stays.

Each token is read as a single sign of a private range, so that the words around it keep their places and cue words
still stand before what they announce.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from appliance.core.masking.context import Turn
from appliance.core.masking.engine import Found, Masked, Masker
from appliance.core.masking.kinds import WITHHELD
from appliance.core.masking.text import MaskedText, RawText, Token, tokens_in

Hasher = Callable[[str, str], str]
_PRIVATE = 0x100000  # Supplementary Private Use Area-B
_LAST = 0x10FFFD


def mask_again(
    masker: Masker,
    masked: MaskedText,
    *,
    hasher: Hasher,
    context: Sequence[Turn] = (),
    own_names: Collection[str] = (),
    channel: str = "",
) -> Masked | None:
    """`masked` with what is found in it now; `entities` and `dropped` hold only what is new. None when nothing is new, or
    when it cannot be checked now."""
    tokens, text = tokens_in(masked), str(masked)
    if any(_PRIVATE <= ord(c) <= _LAST for c in text) or len(tokens) > _LAST - _PRIVATE:
        return None  # nobody's language; a text made to look like our signs is left as the first look left it

    def look(part: str) -> Masked:
        return masker.mask(
            RawText(part), hasher=hasher, context=context, own_names=own_names, channel=channel
        )

    signs, at, plain = [chr(_PRIVATE + n) for n in range(len(tokens))], 0, ""
    for sign, token in zip(signs, tokens, strict=True):
        plain += text[at : token.start] + sign
        at = token.end
    seen = look(plain + text[at:])
    said = str(seen.text)
    if all(sign in said for sign in signs):
        for sign, token in zip(signs, tokens, strict=True):
            said = said.replace(sign, text[token.start : token.end])
        seen = Masked(MaskedText.trusted(said), seen.entities, seen.dropped)
    else:
        seen = _by_pieces(text, tokens, look)  # a find ran across a token: it may not swallow it
    if any(one.kind == WITHHELD for one in seen.entities) or not (seen.entities or seen.dropped):
        return None
    return seen


def _by_pieces(text: str, tokens: Sequence[Token], look: Callable[[str], Masked]) -> Masked:
    out: list[str] = []
    entities: dict[str, Found] = {}
    dropped: list[str] = []
    at = 0
    for token in [*tokens, None]:
        piece = look(text[at : token.start if token else len(text)])
        out.append(str(piece.text))
        entities |= {one.token_id: one for one in piece.entities}
        dropped += piece.dropped
        if token:
            out.append(text[token.start : token.end])
            at = token.end
    return Masked(MaskedText.trusted("".join(out)), list(entities.values()), dropped)
