#!/bin/sh
# The whole training on one GPU: all layers, bf16, some 100 million tokens in ten minutes.
#
# First, where the project is installed (no GPU needed):
#     python -m training.prepare && python -m training.pack       # runs/packed, under 60 MB
# Then take the checkout with runs/packed to the GPU, which needs torch, transformers and NumPy:
#     sh training/gpu.sh [MINUTES] [DEVICE]
# What comes back, in $OUT (else runs/gpu): run.json, log.jsonl and the weights in pieces of 15 MB,
# as some ways back take no larger files. Here again:
#     cat runs/gpu/reader.part-* > runs/gpu/reader.safetensors
#     python -m training.calibrate --weights runs/gpu/reader.safetensors
set -eu
minutes=${1:-9}
out=${OUT:-runs/gpu}
# Large batches and the rate that goes with them, falling in the last third.
python3 -m training.train --model runs/packed/model --corpus runs/packed/corpus.npz \
    --out "$out" --device "${2:-cuda}" --processes 1 --frozen 0 \
    --minutes "$minutes" --cool "$(awk "BEGIN { print $minutes / 3 }")" \
    --batch "${BATCH:-49152}" --part "${PART:-49152}" --rate "${RATE:-3e-4}"
split -b 15000000 "$out/reader.safetensors" "$out/reader.part-"
rm -f "$out/checkpoint.pt" "$out/reader.safetensors"
