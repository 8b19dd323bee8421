"""So many answers at once and no more: the next waits for a place, or goes on without the model."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from appliance.ai.answering.ladder import Answerer
from appliance.ai.inference import choose
from appliance.ai.inference.few_at_once import FewAtOnce
from appliance.ai.inference.language_model import ModelStatus, ModelUnavailable, Prompt, never
from appliance.ai.inference.scripted import ScriptedModel
from appliance.core.masking.tagger import Tagger
from appliance.core.masking.text import MaskedText
from appliance.core.settings import load
from tests.ai.answering.conftest import HITS, SmallBank

PROMPT = Prompt(MaskedText.trusted("…"), [("user", MaskedText.trusted("…"))])
SOON = 30.0  # seconds; nothing here takes so long unless it hangs


class HeldModel:
    """Begins each answer, then holds it until `go` is set; counts how many are being written."""

    writes = frozenset({"zh", "en"})

    def __init__(self) -> None:
        self.go = threading.Event()
        self.begun = threading.Semaphore(0)
        self._lock = threading.Lock()
        self.now = self.most = 0

    def stream(self, prompt: Prompt, *, cancelled: Callable[[], bool] = never) -> Iterator[str]:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            yield "一"
            self.begun.release()
            assert self.go.wait(SOON)
            yield "二"
        finally:
            with self._lock:
                self.now -= 1

    def status(self) -> ModelStatus:
        return ScriptedModel([]).status()


def test_no_more_than_so_many_are_written_at_once_and_all_get_their_turn() -> None:
    held = HeldModel()
    model = FewAtOnce(held, 2, SOON)
    said: list[str] = []
    threads = [threading.Thread(target=lambda: said.append("".join(model.stream(PROMPT)))) for _ in range(7)]
    for thread in threads:
        thread.start()
    for _ in range(2):
        assert held.begun.acquire(timeout=SOON)
    assert (held.now, model.writing) == (2, 2)
    held.go.set()
    for thread in threads:
        thread.join(SOON)
    assert said == ["一二"] * 7
    assert (held.most, model.writing) == (2, 0)


def test_who_finds_no_place_is_told_so_and_a_place_left_in_the_middle_is_free_again() -> None:
    model = FewAtOnce(ScriptedModel(["一二三四五六七八九十" * 3]), 1, 0.0)
    first = model.stream(PROMPT)
    next(first)
    with pytest.raises(ModelUnavailable, match="writing for others"):
        next(model.stream(PROMPT))
    first.close()  # type: ignore[attr-defined]
    assert "".join(model.stream(PROMPT)).endswith("十")


def test_a_model_that_fails_gives_its_place_back() -> None:
    broken = ScriptedModel(["…"])
    broken.failing = True
    model = FewAtOnce(broken, 1, 0.0)
    for _ in range(3):
        with pytest.raises(ModelUnavailable, match="set to fail"):
            list(model.stream(PROMPT))
    assert model.writing == 0


def test_whoever_is_not_wanted_any_more_leaves_the_line() -> None:
    model = FewAtOnce(ScriptedModel(["一二三四五六七八"]), 1, SOON)
    first = model.stream(PROMPT)
    next(first)
    looks = iter([False, False, True])
    assert list(model.stream(PROMPT, cancelled=lambda: next(looks))) == []
    first.close()  # type: ignore[attr-defined]
    assert list(model.stream(PROMPT))


def test_the_ladder_quotes_while_the_model_writes_for_others() -> None:
    model = FewAtOnce(ScriptedModel(["A replacement debit card costs 10 yuan. [1]"]), 1, 0.0)
    answerer = Answerer(SmallBank(HITS, {"p-en": 0.95}), model, Tagger())
    question = MaskedText.trusted("How much does a replacement debit card cost?")
    assert answerer.answer(question).rung == "generated"
    other = model.stream(PROMPT)
    next(other)
    answer = answerer.answer(question)
    assert answer.rung == "quote"
    assert "10 yuan" in str(answer.text)
    assert any("writing for others" in check.detail for check in answer.failed())
    other.close()  # type: ignore[attr-defined]
    assert answerer.answer(question).rung == "generated"


def test_the_settings_say_how_many(tmp_path: object) -> None:
    settings = load(
        {}, data_dir=str(tmp_path), engine="external", llm_url="http://127.0.0.1:9", llm_at_once=3
    )
    model, _ = choose.language_model(settings, settings.data_dir, on_change=lambda _: None)
    assert isinstance(model, FewAtOnce)
    assert model.places == 3
