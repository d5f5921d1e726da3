"""The sentence model of this process: which one, whether it is whole, and what it makes of texts.

It is looked at when first asked for and loaded when first used, once a process. It runs in the thread
that asks: a pool of threads would not live through the fork by which the web server makes its workers.
"""

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings

from claims.domain.embedding.folder import (
    DIMENSION,
    OFF,
    NoEmbedding,
    alphabet_of,
    glance_at_folder,
    read_folder,
    wrong_dimension,
)
from claims.domain.embedding.wordpiece import WordPiece

if TYPE_CHECKING:
    import numpy as np

LATIN_UP_TO = "\u024f"
# Texts of one run: enough to keep the processor busy, few enough for its caches and for memory.
BATCH_TEXTS = 16
BATCH_PIECES = 1024


class _Embedder:
    """The model in one folder, or none. Every answer is the same for the life of the process."""

    def __init__(self, chosen: str) -> None:
        self.chosen = chosen
        self.lock = threading.Lock()
        self.looked = False
        self.name = ""
        self.reason = ""
        self.alphabet = alphabet_of(chosen)
        self.session: Any = None
        self.wordpiece: WordPiece

    def look(self) -> None:
        """Check the folder against its manifest, once; ``name`` or ``reason`` is set afterwards."""
        with self.lock:
            if not self.looked:
                try:
                    self.name = read_folder(self.chosen).name
                except NoEmbedding as why:
                    self.reason = str(why)
                self.looked = True

    def load(self) -> None:
        """Make the model ready to run. Raises NoEmbedding."""
        with self.lock:
            if self.session is None and not self.reason:
                self._open()
        if self.reason:
            raise NoEmbedding(self.reason)

    def _open(self) -> None:
        try:
            found = read_folder(self.chosen)
            self.wordpiece = WordPiece(found.vocabulary)
            self.session = _open(found.model)
            self._try()
            self.name = found.name
        except NoEmbedding as why:
            self.reason = str(why)
        except Exception as error:  # whatever a file can make the runtime say
            self.reason = f"The sentence model in {self.chosen} cannot be used: {_first_line(error)}"
        if self.reason:
            self.name, self.session = "", None
        self.looked = True

    def _try(self) -> None:
        shape = self.run([self.wordpiece.encode("One sentence.")]).shape
        if shape != (1, DIMENSION):
            raise NoEmbedding(wrong_dimension(self.chosen, shape[-1]))

    def run(self, texts: list[list[int]]) -> "np.ndarray":
        import numpy as np

        ids = np.zeros((len(texts), max(map(len, texts))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, pieces in enumerate(texts):
            ids[row, : len(pieces)] = pieces
            mask[row, : len(pieces)] = 1
        (vectors,) = self.session.run(
            None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        )
        return vectors


def _open(model: bytes) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:300]


_embedders: dict[str, _Embedder] = {}
_lock = threading.Lock()


def _embedder() -> _Embedder:
    chosen = settings.EMBEDDER
    with _lock:
        if chosen not in _embedders:
            _embedders[chosen] = _Embedder(chosen)
        return _embedders[chosen]


def forget_model() -> None:
    """Look at the model's folder anew when it is next asked for."""
    with _lock:
        _embedders.clear()


def is_available() -> bool:
    """Say whether texts can be embedded: there is a model and its files are whole."""
    embedder = _embedder()
    embedder.look()
    return not embedder.reason


def require_model() -> None:
    """Raise NoEmbedding, with the reason, unless texts can be embedded."""
    if not is_available():
        raise NoEmbedding(why_not())


def is_off() -> bool:
    """Say whether the desk was told to do without a model."""
    return settings.EMBEDDER == OFF


def why_not() -> str:
    """Return why texts can't be embedded, as a sentence; empty when they can."""
    embedder = _embedder()
    embedder.look()
    return embedder.reason


def what_is_wrong(*, thoroughly: bool) -> str:
    """Return what is wrong with the model's files, as a sentence; empty for sound files and for no model.

    Sizes are compared at least, which takes no time; ``thoroughly`` checksums too.
    """
    if is_off():
        return ""
    return why_not() if thoroughly else glance_at_folder(settings.EMBEDDER)


def understands(text: str) -> bool:
    """Say whether the model knows the script that most of a text's letters are of."""
    if _embedder().alphabet != "latin":
        return True
    letters = [sign for sign in text if sign.isalpha()]
    return 2 * sum(sign <= LATIN_UP_TO for sign in letters) >= len(letters)


def model_name() -> str:
    """Return the model's name with a part of its checksum; empty when there is none."""
    embedder = _embedder()
    embedder.look()
    return embedder.name


def embed(texts: Sequence[str]) -> "np.ndarray":
    """Return one vector a text: float32, shape (texts, 384), each of length 1.

    Any text will do; its first 128 word pieces count. The same text given twice is embedded once.
    Raises NoEmbedding where there is no model.
    """
    import numpy as np

    embedder = _embedder()
    embedder.load()
    places: dict[str, int] = {}
    for text in texts:
        places.setdefault(text, len(places))
    encoded = list(map(embedder.wordpiece.encode, places))
    vectors = np.empty((len(encoded), DIMENSION), dtype=np.float32)
    # Texts of like length run together, so that little is computed for padding.
    order = sorted(range(len(encoded)), key=lambda place: len(encoded[place]))
    for rows in _batches(order, encoded):
        vectors[rows] = embedder.run([encoded[row] for row in rows])
    return vectors[[places[text] for text in texts]] if texts else vectors


def _batches(order: list[int], encoded: list[list[int]]) -> list[list[int]]:
    """Part texts, shortest first, so that no run has too many texts or pieces."""
    batches: list[list[int]] = []
    for row in order:
        room = max(1, min(BATCH_TEXTS, BATCH_PIECES // len(encoded[row])))
        if not batches or len(batches[-1]) >= room:
            batches.append([])
        batches[-1].append(row)
    return batches
