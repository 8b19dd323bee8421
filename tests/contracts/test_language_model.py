"""One body for every form of the language model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from appliance.ai.inference.few_at_once import FewAtOnce
from appliance.ai.inference.language_model import LanguageModel, ModelUnavailable, Prompt
from appliance.ai.inference.scripted import ScriptedModel
from appliance.ai.inference.vllm import VllmModel
from appliance.core.masking.text import MaskedText, RawText
from tests.contracts.fake_openai import FakeOpenAi

LONG = "One two three four five six seven eight nine ten. " * 400
PROMPT = Prompt(
    MaskedText.trusted("You answer for a bank."),
    [("user", MaskedText.trusted("Is my number ⟦MOBILE:9f3k⟧ on file?"))],
    max_tokens=48,
    salt="conversation-1",
)

# Each form: a model that says LONG (or, for real weights, whatever it says), and a way to make it fail.
Form = tuple[LanguageModel, Callable[[], None]]


@pytest.fixture(
    params=[
        "scripted",
        "few at once",
        "http",
        pytest.param("vllm", marks=[pytest.mark.engine, pytest.mark.slow]),
    ]
)
def form(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Form]:
    if request.param == "scripted":
        model = ScriptedModel([LONG])
        yield model, lambda: setattr(model, "failing", True)
    elif request.param == "few at once":
        behind = ScriptedModel([LONG])
        yield FewAtOnce(behind, 1, 0.0), lambda: setattr(behind, "failing", True)
    elif request.param == "http":
        with FakeOpenAi(lambda body: LONG) as server:
            client = VllmModel(server.url, "secret", "tiny-1", frozenset({"en"}))
            yield client, lambda: setattr(server, "mode", "broken")
            client.close()
    else:
        yield request.getfixturevalue("real_engine")


@pytest.fixture(scope="module")
def real_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Form]:
    from tests.ai.inference.real_engine import running

    folder: Path = tmp_path_factory.mktemp("engine")
    with running(folder) as (engine, model):
        yield model, engine.stop


def test_an_answer_comes_in_pieces(form: Form) -> None:
    model, _ = form
    pieces = list(model.stream(PROMPT))
    assert len(pieces) > 1
    assert all(isinstance(piece, str) and piece for piece in pieces)
    assert "".join(pieces).strip()


def test_the_same_prompt_has_the_same_answer(form: Form) -> None:
    model, _ = form
    assert "".join(model.stream(PROMPT)) == "".join(model.stream(PROMPT))


def test_cancelling_ends_the_stream_without_an_error(form: Form) -> None:
    model, _ = form
    pieces: list[str] = []
    for piece in model.stream(PROMPT, cancelled=lambda: len(pieces) >= 2):
        pieces.append(piece)
    assert len(pieces) == 2


def test_cancelled_before_it_began(form: Form) -> None:
    model, _ = form
    assert list(model.stream(PROMPT, cancelled=lambda: True)) == []


def test_a_reader_may_leave_in_the_middle(form: Form) -> None:
    model, _ = form
    stream = model.stream(PROMPT)
    assert next(iter(stream))
    stream.close()  # type: ignore[attr-defined]
    assert "".join(model.stream(PROMPT)).strip()


def test_it_says_how_it_is(form: Form) -> None:
    model, _ = form
    status = model.status()
    assert status.state == "ready"
    assert status.since.tzinfo is not None
    assert status.detail_zh
    assert status.detail_en
    assert model.writes <= {"zh", "en"}


def test_raw_words_are_no_prompt(form: Form) -> None:
    model, _ = form
    raw = RawText("my number is 13800138000")
    spoken = "".join(model.stream(Prompt(PROMPT.system, [("user", raw)], max_tokens=8)))  # type: ignore[list-item]
    assert "13800138000" not in spoken


def test_zz_a_model_that_fails_says_so_in_one_sentence(form: Form) -> None:
    """Last in the file: the real engine does not come back from this."""
    model, fail = form
    fail()
    with pytest.raises(ModelUnavailable) as said:
        list(model.stream(PROMPT))
    assert said.value.zh.endswith("。")
    assert said.value.en.endswith(".")
