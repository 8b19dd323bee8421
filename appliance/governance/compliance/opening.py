"""What happens to a store before anybody may read it: what a restore brought back is erased again, what was cut short ends."""

from __future__ import annotations

from appliance.ai.answering.numerals import plain_forms
from appliance.ai.inference.embedder import Embedder
from appliance.core.store.search_index import SearchIndex
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from appliance.governance.compliance import erase
from appliance.governance.compliance.erase import EraseParts


def finish_erasures(
    store: Store, vault: Vault, index: SearchIndex, embedder: Embedder, days: int
) -> EraseParts:
    """The parts of later erasures, with the earlier ones made good. An erasure also empties the two caches that hold
    something made from visitors' words: plain forms of texts, and vectors of questions."""
    parts = EraseParts(store, vault, index, days, forgets=(plain_forms.cache_clear, embedder.forget))
    erase.again(parts)
    erase.resume(parts)
    return parts
