"""Imports a scan with a stand-in for OCR that ends this process on the way. argv: data folder, file. stdin: the root key."""

from __future__ import annotations

import sys
from pathlib import Path

from appliance.ai.knowledge.ingest import import_document
from appliance.ai.knowledge.readers import ocr
from appliance.core.vault.vault import Vault
from tests.guarantees.knowledge_worker import HE, opened


def main() -> None:
    folder = Path(sys.argv[1])
    vault = Vault(folder)
    vault.adopt(bytes.fromhex(sys.stdin.readline().strip()))
    ocr.MODULE = "tests.ai.knowledge.mortal_ocr"
    import_document(opened(folder, vault), Path(sys.argv[2]), actor=HE)


if __name__ == "__main__":
    main()
