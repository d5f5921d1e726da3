"""Fit the weights by which sentences are suggested for checking, and measure them.

    python -m benchmarks.check_worthiness FOLDER [--write] [--vectors FILE]

FOLDER holds ClaimBuster's ``kfold_25ncs.json`` and ``train.json`` (Arslan et al. 2020, CC BY 4.0). Each of four
folds is judged by a model that saw none of it: its strength, scales, threshold and calibration come from three
folds inside the other sentences. ``--write`` then fits on everything and writes the weights that the desk reads.
"""

import argparse
import os
import time
from pathlib import Path

import django

GROUPS = {
    "surface": ("surface",),
    "words": ("words",),
    "vectors": ("vectors",),
    "words, surface": ("words", "surface"),
    "vectors, surface": ("vectors", "surface"),
    "vectors, words": ("vectors", "words"),
    "vectors, words, surface": ("vectors", "words", "surface"),
    "figures (any language)": ("figures",),
}
# Measured with the other file's sentences to learn from as well, as the weights that are written are.
SHIPPED = (GROUPS["words, surface"], GROUPS["vectors, words, surface"], GROUPS["figures (any language)"])


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit and measure the suggestions of sentences to check.")
    parser.add_argument("folder", type=Path, help="kfold_25ncs.json and train.json of ClaimBuster")
    parser.add_argument("--write", action="store_true", help="fit on everything and write the weights")
    parser.add_argument("--no-measure", action="store_true", help="leave out the four folds")
    parser.add_argument("--vectors", type=Path, help="a file (.npz) to keep the embedding in")
    options = parser.parse_args()
    started = time.monotonic()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    django.setup()
    from benchmarks import worthiness, worthiness_data

    data = worthiness_data.prepare(options.folder, options.vectors)
    others = len(data.texts) - data.judged
    print(f"{data.judged:,} sentences in {worthiness.FOLDS} folds, {others:,} others to learn from")
    if not options.no_measure:
        print(f"{'':34}F1     AP     calibration error; each fold's F1")
        for name, groups in GROUPS.items():
            if "vectors" in groups and data.vectors is None:
                continue
            for with_others in (False, True) if groups in SHIPPED else (False,):
                found = worthiness.evaluate(data, groups, with_others=with_others)
                print(f"{name + ' + others' * with_others:34}{found}", flush=True)
    if options.write:
        worthiness.ship(data)
    print(f"{time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
