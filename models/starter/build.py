"""Make the starter bundle from converted weights: manifest, signature, and its place on the shelf.

Run by the appliance's Python:  python models/starter/build.py CONVERTED_FOLDER SHELF

The starter model proves the path, not the quality: 135 million parameters, and it writes English only. It
is signed with a key made on this machine (SHELF/.keys, never in git): a signature by that key says
"converted here", nothing more.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from appliance.ai.bundles import make, signature
from appliance.ai.bundles.signature import MACHINE_KEY

NAME = "smollm2-135m-instruct"
VERSION = 1


def build(converted: Path, shelf: Path) -> Path:
    """Sign what `converted` holds and move it onto the shelf; returns the bundle's folder."""
    key = shelf / ".keys" / f"{MACHINE_KEY}.key"
    if not key.exists():
        signature.make_key(key)
    make.make(
        converted,
        name=NAME,
        title="SmolLM2-135M-Instruct",
        version=VERSION,
        languages=("en",),
        context_tokens=8192,
        licence="Apache-2.0",
    )
    make.sign(converted, key)
    target = shelf / f"{NAME}-{VERSION}"
    shutil.rmtree(target, ignore_errors=True)
    converted.rename(target)
    return target


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
