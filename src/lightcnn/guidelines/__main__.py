"""``python -m lightcnn.guidelines``: measure the four guidelines on this machine and write what was found."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from lightcnn.guidelines.roof import record_roof
from lightcnn.guidelines.runs import record_run


def main() -> None:
    """Read the command line and record one run; a run that was broken off goes on where it stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="file to write or to go on with")
    parser.add_argument("--device", default="cpu", help="cpu, or cuda")
    parser.add_argument("--threads", type=int, default=1, help="CPU threads; 0 for all cores")
    parser.add_argument("--batch", type=int, default=1, help="images in a call; the paper has 8 on its GPU")
    parser.add_argument("--repeats", type=int, default=30, help="timed calls of each design")
    parser.add_argument("--roof", action="store_true", help="the layers under the roof, on one CPU thread")
    asked = parser.parse_args()
    if asked.roof:
        record_roof(asked.out)
        return
    threads = asked.threads or os.cpu_count() or 1
    record_run(asked.out, device=asked.device, threads=threads, batch=asked.batch, repeats=asked.repeats)


if __name__ == "__main__":
    main()
