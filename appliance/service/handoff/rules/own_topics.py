"""Matters of the bank's own, and further examples of the known ones: compared with the message by meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from appliance.service.handoff.knobs import Knob, Number, Values, filled
from appliance.service.handoff.reads import WORDS_ONLY, Means, nearest
from appliance.service.handoff.rule import Reason

if TYPE_CHECKING:
    from appliance.core.masking.text import MaskedText
    from appliance.service.handoff.drafted import Drafted
    from appliance.service.handoff.rule import Situation
    from appliance.service.handoff.topics import Topic


class OwnTopics:
    """Needs an embedder; the nearest topic counts, and a counter-example that is nearer takes it away."""

    name = "own_topics"
    title = ("自定业务主题", "Topics of the bank's own")
    about = (
        "与“业务主题”里的例句意思相近的消息；越接近 1 越严。",
        "Messages that mean what an example under “Topics” means; the nearer to 1 the stricter.",
    )
    knobs: ClassVar[tuple[Knob, ...]] = (
        Number("near", 0.925, 0.8, 0.99, ("与例句的相似度", "Likeness to an example"), 0.005),
    )

    def __init__(self, means: Means = WORDS_ONLY, values: Values | None = None) -> None:
        self._means = means
        self._near = filled(self.knobs, values)["near"]
        self._topics = [topic for topic in means.topics.values() if topic.on and topic.examples]

    def on_question(self, turn: Situation) -> Reason | None:
        """Topics that are handed over before any answer."""
        return self._found(turn, at_once=True)

    def on_draft(self, turn: Situation, draft: Drafted) -> Reason | None:
        """Topics that are answered first, when there was no answer."""
        return self._found(turn, at_once=False) if draft.rung == "handoff" else None

    def codes(self, text: MaskedText) -> frozenset[str]:
        """The topics that a message is about, at once or not."""
        return frozenset(topic.code for topic in self._topics if self._likeness(topic, text) >= self._near)

    def _found(self, turn: Situation, *, at_once: bool) -> Reason | None:
        found = [(self._likeness(one, turn.question), one) for one in self._topics if one.at_once == at_once]
        likeness, topic = max(found, key=lambda each: each[0], default=(0.0, None))
        if topic is None or likeness < self._near:
            return None
        return Reason(topic.code, topic.zh, topic.en, f"example {likeness:.2f}", self.name)

    def _likeness(self, topic: Topic, text: MaskedText) -> float:
        likeness = nearest(self._means.likens, text, topic.examples)
        against = nearest(self._means.likens, text, topic.unlike) if likeness >= self._near else 0.0
        return likeness if likeness > against else 0.0
