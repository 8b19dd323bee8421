"""Turn the starter model's GGUF file into safetensors, which is what vLLM reads and what a bundle may hold.

Runs once, in the engine's environment:  python convert.py MODEL.gguf TARGET_FOLDER

The weights are dequantized to bfloat16 (without `dequantize` they cannot be saved); tokenizer and chat
template come out of the same file, so nothing is fetched.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "DO_NOT_TRACK"):
    os.environ[name] = "1"
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def convert(source: Path, target: Path) -> None:
    """Write config, weights, tokenizer and chat template of `source` (a .gguf file) into `target`."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GenerationConfig, GgufConfig

    folder, name = str(source.parent), source.name
    print("reading the weights", flush=True)
    model = AutoModelForCausalLM.from_pretrained(
        folder,
        gguf_file=name,
        dtype=torch.bfloat16,
        quantization_config=GgufConfig(gguf_file=name, dequantize=True),
    )
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=name)
    # An answer should be the likeliest one, the same each time: no sampling defaults in the bundle.
    model.generation_config = GenerationConfig(
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    print("writing safetensors", flush=True)
    target.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(target)
    tokenizer.save_pretrained(target)


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
