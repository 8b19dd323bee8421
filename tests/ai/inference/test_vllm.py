"""What the client sends, and what it makes of a server that misbehaves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from appliance.ai.inference.circuit import Circuit
from appliance.ai.inference.language_model import ModelUnavailable, Prompt
from appliance.ai.inference.vllm import VllmModel
from appliance.core.masking.text import MaskedText
from tests.contracts.fake_openai import FakeOpenAi

M = MaskedText.trusted
PROMPT = Prompt(M("Answer from the text."), [("user", M("What is the fee?"))], 32, stop=("\n\n",), salt="c-7")


@pytest.fixture
def server() -> Iterator[FakeOpenAi]:
    with FakeOpenAi(lambda body: "The fee is 5 yuan.") as server:
        yield server


def client(server: FakeOpenAi, **more: object) -> VllmModel:
    return VllmModel(server.url, "secret", "tiny-1", frozenset({"en"}), **more)  # type: ignore[arg-type]


def test_what_is_sent(server: FakeOpenAi) -> None:
    assert "".join(client(server).stream(PROMPT)) == "The fee is 5 yuan."
    (body,) = server.seen
    assert body == {
        "model": "tiny-1",
        "messages": [
            {"role": "system", "content": "Answer from the text."},
            {"role": "user", "content": "What is the fee?"},
        ],
        "max_tokens": 32,
        "temperature": 0,
        "stream": True,
        "stop": ["\n\n"],
        "cache_salt": "c-7",
    }


def test_without_a_name_it_asks_which_model_is_served(server: FakeOpenAi) -> None:
    model = VllmModel(server.url + "/v1/", "secret", "", frozenset())
    assert "".join(model.stream(PROMPT))
    assert server.seen[0]["model"] == "tiny-1"
    assert model.status().model == "tiny-1"


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("broken", "cannot be reached"),
        ("refuses", "check LLM_MODEL and the context length"),
        ("cut", "cannot be reached"),
        ("garbage", "cannot be reached"),
    ],
)
def test_what_goes_wrong_is_one_sentence(server: FakeOpenAi, mode: str, said: str) -> None:
    server.mode = mode
    with pytest.raises(ModelUnavailable, match=said):
        list(client(server).stream(PROMPT))


def test_pieces_before_a_cut_were_given(server: FakeOpenAi) -> None:
    server.mode = "cut"
    stream = client(server).stream(PROMPT)
    assert [next(stream), next(stream)] == ["The ", "fee "]
    with pytest.raises(ModelUnavailable):
        next(stream)


def test_a_wrong_key(server: FakeOpenAi) -> None:
    model = VllmModel(server.url, "wrong", "tiny-1", frozenset())
    with pytest.raises(ModelUnavailable, match="LLM_KEY"):
        list(model.stream(PROMPT))
    assert model.status().state == "failed"


def test_a_server_that_never_answers(server: FakeOpenAi) -> None:
    server.mode = "silent"
    with pytest.raises(ModelUnavailable, match="time limit"):
        list(client(server, patience=0.02).stream(PROMPT))


def test_an_answer_that_takes_too_long(server: FakeOpenAi) -> None:
    with pytest.raises(ModelUnavailable, match="time limit"):
        list(client(server, total_seconds=-1.0).stream(PROMPT))


def test_nobody_there() -> None:
    model = VllmModel("http://127.0.0.1:9", "k", "m", frozenset())
    with pytest.raises(ModelUnavailable, match="cannot be reached"):
        list(model.stream(PROMPT))
    assert model.status().state == "missing"


def test_leaving_hangs_up() -> None:
    with FakeOpenAi(lambda body: "word " * 400_000) as server:
        stream = client(server).stream(PROMPT)
        assert next(stream)
        stream.close()  # type: ignore[attr-defined]
        assert server.hung_up.wait(20)


def test_proxies_of_the_environment_are_not_used(server: FakeOpenAi, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert "".join(client(server).stream(PROMPT)) == "The fee is 5 yuan."


def test_after_three_failures_it_is_left_alone(server: FakeOpenAi) -> None:
    server.mode = "broken"
    model = client(server, circuit=Circuit(limit=3, pause=3600))
    for _ in range(3):
        with pytest.raises(ModelUnavailable, match="cannot be reached"):
            list(model.stream(PROMPT))
    with pytest.raises(ModelUnavailable, match="several times in a row"):
        list(model.stream(PROMPT))
    assert len(server.seen) == 3


def test_then_one_caller_tries_and_it_closes_again(server: FakeOpenAi) -> None:
    server.mode = "broken"
    model = client(server, circuit=Circuit(limit=1, pause=0.0))
    with pytest.raises(ModelUnavailable):
        list(model.stream(PROMPT))
    server.mode = "well"
    assert "".join(model.stream(PROMPT))
    assert "".join(model.stream(PROMPT))


def test_half_open_lets_one_through() -> None:
    circuit = Circuit(limit=1, pause=3600)
    circuit.failed()
    assert not circuit.allows()
    circuit._closed_again_at = 0.0
    assert [circuit.allows(), circuit.allows(), circuit.allows()] == [True, False, False]
    circuit.succeeded()
    assert circuit.allows()
