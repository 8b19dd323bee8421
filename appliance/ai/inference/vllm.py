"""Client of a vLLM server, or of anything else that speaks its OpenAI-compatible chat interface.

The stream is read in the caller's thread (a worker's, never the event loop's). No proxy of the environment
is used, no redirect followed: words go to the one address that was set.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import httpx

from appliance.ai.inference.circuit import Circuit
from appliance.ai.inference.language_model import (
    LanguageModel,
    ModelStatus,
    ModelUnavailable,
    Prompt,
    State,
    never,
)
from appliance.core.kit.clock import monotonic, now

FIRST_TOKEN_SECONDS = 8.0
TOTAL_SECONDS = 45.0
CPU_FACTOR = 4.0
_STATUS_FRESH_SECONDS = 2.0


class Watched(Protocol):
    """A server that somebody starts and watches (`engine.Engine`); its address may change when it starts
    anew.
    """

    @property
    def url(self) -> str: ...

    def status(self) -> ModelStatus: ...


class VllmModel:
    """`model` is the served name; empty asks the server for the one it serves.

    `patience` stretches the time to the first token (a CPU needs more). With `watched` the address and the
    state come from there, and `url` is not used.
    """

    def __init__(
        self,
        url: str,
        key: str,
        model: str,
        writes: frozenset[str],
        *,
        watched: Watched | None = None,
        patience: float = 1.0,
        total_seconds: float = TOTAL_SECONDS,
        circuit: Circuit | None = None,
    ) -> None:
        self.writes = writes
        self._url = url.rstrip("/").removesuffix("/v1")
        self._model = model
        self._watched = watched
        self._first_token = FIRST_TOKEN_SECONDS * patience
        self._total = total_seconds
        self._circuit = circuit or Circuit()
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {key}"} if key else {},
            trust_env=False,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=16),
        )
        self._status_lock = threading.Lock()
        self._last = ModelStatus(
            "starting", model, now(), "尚未连接模型服务。", "Not connected to the model yet."
        )
        self._looked_at = float("-inf")

    def stream(self, prompt: Prompt, *, cancelled: Callable[[], bool] = never) -> Iterator[str]:
        """Yield the answer as the server writes it. Raises `ModelUnavailable` in one sentence."""
        if self._watched is not None and (status := self._watched.status()).state != "ready":
            raise ModelUnavailable(status.detail_zh, status.detail_en)
        if not self._circuit.allows():
            raise ModelUnavailable(
                "模型连续多次没有回应，稍后自动再试。",
                "The model failed several times in a row; it is tried again shortly.",
            )
        if cancelled():
            return
        try:
            yield from self._pieces(prompt, cancelled)
        except httpx.TimeoutException:
            self._circuit.failed()
            raise ModelUnavailable(
                "模型没有在时限内回应。", "The model did not answer within its time limit."
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError):
            self._circuit.failed()
            raise ModelUnavailable("无法连接模型服务。", "The model's server cannot be reached.") from None

    def status(self) -> ModelStatus:
        """The watcher's word; without one, whether the server lists its models (asked at most every two
        seconds).
        """
        if self._watched is not None:
            return self._watched.status()
        with self._status_lock:
            if monotonic() - self._looked_at > _STATUS_FRESH_SECONDS:
                self._last = self._look()
                self._looked_at = monotonic()
            return self._last

    def close(self) -> None:
        """Close idle connections."""
        self._client.close()

    def _pieces(self, prompt: Prompt, cancelled: Callable[[], bool]) -> Iterator[str]:
        started = monotonic()
        # Each read may take as long as the first token may; the total is checked between pieces.
        timeout = httpx.Timeout(self._first_token, connect=2.0, pool=2.0)
        request = self._client.build_request(
            "POST", f"{self._address()}/v1/chat/completions", json=self._body(prompt), timeout=timeout
        )
        response = self._client.send(request, stream=True)
        try:
            self._check(response)
            for line in response.iter_lines():
                if cancelled():
                    return
                if monotonic() - started > self._total:
                    raise httpx.ReadTimeout("the answer took too long", request=request)
                if not line.startswith("data:"):
                    continue
                data = line[5:].strip()
                if data == "[DONE]":
                    self._circuit.succeeded()
                    return
                if piece := _text(data):
                    yield piece
            # The connection closed without [DONE]: the server went away in the middle.
            raise httpx.ReadError("the stream ended early", request=request)
        finally:
            response.close()

    def _check(self, response: httpx.Response) -> None:
        if response.status_code == 200:
            return
        if response.status_code in (401, 403):
            raise ModelUnavailable(
                "模型服务拒绝了密钥，请检查 LLM_KEY。", "The model's server refused the key; check LLM_KEY."
            )
        if response.status_code in (400, 404, 413, 422):
            # The server is well and said no: too long a prompt, or a model it does not serve. Not a failure
            # of the circuit.
            raise ModelUnavailable(
                f"模型服务不接受这次请求（{response.status_code}）；请检查 LLM_MODEL 与上下文长度。",
                f"The model's server refused the request ({response.status_code}); "
                "check LLM_MODEL and the context length.",
            )
        raise httpx.ReadError(f"status {response.status_code}", request=response.request)

    def _body(self, prompt: Prompt) -> dict[str, Any]:
        messages = [{"role": "system", "content": str(prompt.system)}]
        messages += [{"role": role, "content": str(text)} for role, text in prompt.turns]
        body: dict[str, Any] = {
            "model": self._model or self._served(),
            "messages": messages,
            "max_tokens": prompt.max_tokens,
            "temperature": 0,
            "stream": True,
        }
        if prompt.stop:
            body["stop"] = list(prompt.stop)
        if prompt.salt:
            body["cache_salt"] = prompt.salt
        return body

    def _address(self) -> str:
        return self._watched.url if self._watched is not None else self._url

    def _served(self) -> str:
        response = self._client.get(f"{self._address()}/v1/models", timeout=2.0)
        self._check(response)
        name = _first_model(response)
        if name is None:
            raise httpx.ReadError("no model is served", request=response.request)
        self._model = name
        return name

    def _look(self) -> ModelStatus:
        state: State
        try:
            response = self._client.get(f"{self._address()}/v1/models", timeout=0.8)
            if response.status_code == 200 and (name := self._model or _first_model(response)):
                state, zh, en = "ready", "就绪。", "Ready."
                return self._since(state, name, zh, en)
            state, zh, en = (
                "failed",
                f"模型服务返回 {response.status_code}，请检查 LLM_URL 与 LLM_KEY。",
                f"The model's server answers {response.status_code}; check LLM_URL and LLM_KEY.",
            )
        except (httpx.HTTPError, httpx.InvalidURL):
            state, zh, en = (
                "missing",
                "无法连接模型服务，请检查 LLM_URL。",
                "The model's server cannot be reached; check LLM_URL.",
            )
        return self._since(state, self._model, zh, en)

    def _since(self, state: State, model: str, zh: str, en: str) -> ModelStatus:
        since = self._last.since if self._last.state == state else now()
        return ModelStatus(state, model, since, zh, en)


def _text(data: str) -> str:
    try:
        choices = json.loads(data)["choices"]
        return str(choices[0]["delta"].get("content") or "") if choices else ""
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        raise httpx.DecodingError("not a stream of chat pieces") from None


def _first_model(response: httpx.Response) -> str | None:
    try:
        return str(response.json()["data"][0]["id"])
    except (ValueError, KeyError, TypeError, IndexError):
        return None


def _is_a_language_model(model: VllmModel) -> LanguageModel:
    return model
