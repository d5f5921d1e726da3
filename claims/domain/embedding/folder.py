"""A sentence model's folder: its files, and the manifest that says what they have to be.

``manifest.json`` holds ``name``, ``dimension`` and, for ``model.onnx`` and ``vocab.txt``, under ``files``
their ``bytes`` and ``sha256`` (hex). ``alphabet`` may be "latin", for a model that knows no other.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

DIMENSION = 384
OFF = "none"
MODEL, VOCABULARY, MANIFEST = "model.onnx", "vocab.txt", "manifest.json"
LONGEST_NAME = 60


class NoEmbedding(Exception):
    """There is no sentence model to ask; the message says why."""


@dataclass(frozen=True)
class _Manifest:
    name: str
    sizes: dict[str, int]
    sums: dict[str, str]
    alphabet: str


@dataclass(frozen=True)
class Contents:
    """A model whose files are what its manifest says they are."""

    name: str
    model: bytes
    vocabulary: list[str]


def read_folder(chosen: str) -> Contents:
    """Read a model's folder and check it against its manifest. Raises NoEmbedding, saying what is wrong."""
    folder = Path(chosen)
    manifest = _manifest(chosen)
    contents = {file: _read(folder / file) for file in manifest.sums}
    for file, expected in manifest.sums.items():
        if hashlib.sha256(contents[file]).hexdigest() != expected:
            raise NoEmbedding(_damaged(folder / file, "checksum"))
    try:
        vocabulary = contents[VOCABULARY].decode("utf-8").rstrip("\n").split("\n")
    except UnicodeDecodeError:
        raise NoEmbedding(f"{folder / VOCABULARY} is not UTF-8 text.") from None
    # With a part of its checksum, so that vectors of other weights under the same name are told apart.
    full_name = f"{manifest.name[:LONGEST_NAME]}-{manifest.sums[MODEL][:8]}"
    return Contents(name=full_name, model=contents[MODEL], vocabulary=vocabulary)


def glance_at_folder(chosen: str) -> str:
    """Return what is wrong with a model's folder, as far as can be said without reading the model."""
    folder = Path(chosen)
    try:
        for file, expected in _manifest(chosen).sizes.items():
            if (folder / file).stat().st_size != expected:
                return _damaged(folder / file, "size")
    except NoEmbedding as why:
        return str(why)
    except OSError as error:
        return _unreadable(error)
    return ""


def alphabet_of(chosen: str) -> str:
    """Return the one alphabet that a model knows; empty for one that knows more, or for no model."""
    try:
        return _manifest(chosen).alphabet
    except NoEmbedding:
        return ""


def wrong_dimension(chosen: str, dimension: int) -> str:
    return f"The sentence model in {chosen} gives {dimension} numbers for a text; the desk keeps {DIMENSION}."


def _manifest(chosen: str) -> _Manifest:
    if chosen == OFF:
        raise NoEmbedding("No sentence model is used here: the setting EMBEDDER is none.")
    path = Path(chosen) / MANIFEST
    try:
        said = json.loads(_read(path))
        dimension = int(said["dimension"])
        files = {file: said["files"][file] for file in (MODEL, VOCABULARY)}
        manifest = _Manifest(
            name=str(said["name"]),
            sizes={file: int(facts["bytes"]) for file, facts in files.items()},
            sums={file: str(facts["sha256"]).lower() for file, facts in files.items()},
            alphabet=str(said.get("alphabet", "")),
        )
    except (ValueError, KeyError, TypeError):
        raise NoEmbedding(
            f"{path} must give the model's name and dimension, and bytes and sha256 of {MODEL} and {VOCABULARY}."
        ) from None
    if dimension != DIMENSION:
        raise NoEmbedding(wrong_dimension(chosen, dimension))
    return manifest


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise NoEmbedding(_unreadable(error)) from None


def _unreadable(error: OSError | ValueError) -> str:
    why = error.strerror if isinstance(error, OSError) else error
    where = f": {error.filename}" if isinstance(error, OSError) else ""
    return f"The sentence model cannot be read: {why}{where}"


def _damaged(path: Path, what: str) -> str:
    return f"{path} is damaged: its {what} is not the one in {MANIFEST}. Copy the file anew."
