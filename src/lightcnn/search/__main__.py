"""``python -m lightcnn.search``: run a search on Fashion-MNIST and keep it in a file; run again to go on."""

from __future__ import annotations

import argparse
from pathlib import Path

from lightcnn.search.blockwise import Trial
from lightcnn.search.fashion import LARGE, SEED_NETWORK, adapt_channels, search_blocks
from lightcnn.search.netadapt import Step


def main() -> None:
    """Read the command line and run one search; one that was broken off goes on where it stopped."""
    parser = argparse.ArgumentParser(prog="python -m lightcnn.search", description=__doc__)
    kinds = parser.add_subparsers(dest="search", required=True)
    blocks = kinds.add_parser("blockwise", help="look for the best blocks")
    blocks.add_argument("--target", type=float, required=True, help="latency of 32 images, ms")
    blocks.add_argument("--w", type=float, default=-0.07, help="exponent of the reward, 0 or below")
    blocks.add_argument("--trials", type=int, default=200, help="networks to train")
    blocks.add_argument("--epochs", type=int, default=5, help="of each training")
    channels = kinds.add_parser("netadapt", help="take channels from a trained network")
    channels.add_argument("--share", type=float, default=0.5, help="target, of the start's latency")
    channels.add_argument("--step-share", type=float, default=0.03, help="saved in a step, of the start's")
    channels.add_argument("--rule", choices=("ratio", "accuracy"), default="ratio")
    channels.add_argument("--epochs", type=int, default=20, help="of the training before")
    channels.add_argument("--steps", type=int, default=200, help="of each proposal's tuning")
    for one in (blocks, channels):
        one.add_argument("--out", type=Path, required=True, help="file to write or to go on with")
        one.add_argument("--images", type=int, default=5000, help="to train on and to judge by")
        one.add_argument("--seed", type=int, default=0)
    asked = vars(parser.parse_args())
    path, kind = asked.pop("out"), asked.pop("search")
    if kind == "blockwise":
        search_blocks(LARGE, path=path, report=_say_trial, **asked)
    else:
        adapt_channels(LARGE, SEED_NETWORK, path=path, report=_say_step, **asked)


def _say_trial(trial: Trial) -> None:
    print(
        f"{trial.number + 1:4d}  {trial.accuracy:.1%}  {trial.latency:.3f} ms  reward {trial.reward:.4f}",
        flush=True,
    )


def _say_step(step: Step) -> None:
    taken = step.taken
    print(
        f"{step.number:4d}  {taken.width}: {taken.before} to {taken.channels}  {taken.accuracy:.1%}  "
        f"{taken.latency:.3f} ms",
        flush=True,
    )


if __name__ == "__main__":
    main()
