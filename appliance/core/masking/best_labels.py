"""The best row of labels for the name tagger: Viterbi for labels of which few may follow one another.

Nearly everywhere no name, address or date is near: then O goes before every label that may begin, and five sums do for
a place. Where another label comes near enough to O, all are tried. The result is that of the plain decoder.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

_CLOSED: Final = (0, 3, 4, 5, 6, 7, 8)
"""O, P-E, P-S, A-B, A-I, D-B, D-I: after these anything may begin."""
_BEGIN: Final = (0, 1, 4, 5, 7)
"""O, P-B, P-S, A-B, D-B."""
_FROM_O: Final[tuple[int, ...]] = (0, 0, 0, 0, 0)
_NEVER: Final = float("-inf")


class BestLabels:
    """For `sequence.LABELS`, in their order. `between[a, b]` is added for a step from `a` to `b`. Thread-safe."""

    def __init__(self, between: Any) -> None:
        self._step: list[list[float]] = [[float(each) for each in row] for row in between]
        from_o = self._step[0]
        self._lead = max(self._step[a][b] - from_o[b] for a in _CLOSED[1:] for b in _BEGIN)

    def path(self, rows: Sequence[Sequence[float]]) -> list[int]:
        """The label of each place; `rows` are the scores of its labels, at least one place."""
        step, lead = self._step, self._lead
        o_o, o_pb, o_ps, o_ab, o_db = (step[0][b] for b in _BEGIN)
        pb_pm, pb_pe, pm_pm, pm_pe = step[1][2], step[1][3], step[2][2], step[2][3]
        ab_ai, ai_ai, db_di, di_di = step[5][6], step[6][6], step[7][8], step[8][8]
        o, pb, _, _, ps, ab, _, db, _ = rows[0]
        pm = pe = ai = di = _NEVER
        back: list[tuple[int, ...]] = []
        for so, spb, spm, spe, sps, sab, sai, sdb, sdi in rows[1:]:
            in_b, in_m, end_b, end_m = pb + pb_pm, pm + pm_pm, pb + pb_pe, pm + pm_pe
            on_ab, on_ai, on_db, on_di = ab + ab_ai, ai + ai_ai, db + db_di, di + di_di
            if o - max(pe, ps, ab, ai, db, di) > lead:
                begun = _FROM_O
                o, pb, ps, ab, db = (
                    o + o_o + so,
                    o + o_pb + spb,
                    o + o_ps + sps,
                    o + o_ab + sab,
                    o + o_db + sdb,
                )
            else:
                begun, (o, pb, ps, ab, db) = self._all((o, pe, ps, ab, ai, db, di), (so, spb, sps, sab, sdb))
            pm, from_pm = (in_b + spm, 1) if in_b >= in_m else (in_m + spm, 2)
            pe, from_pe = (end_b + spe, 1) if end_b >= end_m else (end_m + spe, 2)
            ai, from_ai = (on_ab + sai, 5) if on_ab >= on_ai else (on_ai + sai, 6)
            di, from_di = (on_db + sdi, 7) if on_db >= on_di else (on_di + sdi, 8)
            back.append(
                (begun[0], begun[1], from_pm, from_pe, begun[2], begun[3], from_ai, begun[4], from_di)
            )
        totals = (o, _NEVER, _NEVER, pe, ps, ab, ai, db, di)  # no text ends inside a name
        path = [totals.index(max(totals))]
        for before in reversed(back):
            path.append(before[path[-1]])
        path.reverse()
        return path

    def _all(
        self, totals: Sequence[float], scores: Sequence[float]
    ) -> tuple[tuple[int, ...], tuple[float, ...]]:
        """For each label that may begin: which closed label goes before it, and the total so far."""
        before, reached = [], []
        for label, score in zip(_BEGIN, scores, strict=True):
            sums = [total + self._step[a][label] for a, total in zip(_CLOSED, totals, strict=True)]
            best = max(sums)
            before.append(_CLOSED[sums.index(best)])
            reached.append(best + score)
        return tuple(before), tuple(reached)
