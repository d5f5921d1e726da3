"""The sentence model: what its vectors are like, and what happens when its files are not what they were."""

import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from django.core.management import call_command

from claims.domain import embedding
from factcheck.checks import check_embedder, check_embedder_thoroughly

VENDORED = Path("claims/embedding_models/minilm-l6-v2-int8")
ODD_TEXTS = [
    "",
    "\0",
    "😀",
    "-" * 33,
    "|---|---|",
    "词语",
    "слово",
    "كلمة",
    "word " * 10_000,
    "x" * 5000,
    "\ud800",
]


@pytest.fixture(autouse=True)
def _fresh_model():
    embedding.forget_model()
    yield
    embedding.forget_model()


@pytest.fixture
def folder(tmp_path, settings):
    """A copy of the model that a test may damage, chosen by the setting."""
    shutil.copytree(VENDORED, tmp_path / "model")
    settings.EMBEDDER = str(tmp_path / "model")
    return tmp_path / "model"


def change_manifest(folder: Path, **facts) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, **facts}))


def sign(folder: Path) -> None:
    """Make the manifest say what the files are now."""
    files = {
        name: {
            "bytes": (folder / name).stat().st_size,
            "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest(),
        }
        for name in ("model.onnx", "vocab.txt")
    }
    change_manifest(folder, files=files)


def test_what_says_the_same_lies_closer_than_what_does_not():
    said, again, other = embedding.embed(
        ["The troops were being regrouped.", "Soldiers are regrouping.", "The harvest was good this year."]
    )
    assert said @ again > 0.7
    assert said @ other < 0.3


def test_vectors_have_length_one_and_come_in_the_order_of_the_texts():
    texts = [f"Sentence number {number}{' and more words' * (number % 7)}." for number in range(50)]
    vectors = embedding.embed(texts)
    assert (vectors.shape, vectors.dtype) == ((50, 384), np.float32)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    for place in (0, 13, 49):  # batched or alone, 8-bit sums differ a little
        assert vectors[place] @ embedding.embed([texts[place]])[0] > 0.94


def test_the_same_text_is_embedded_the_same():
    one, other, again = embedding.embed(["It rained.", "It snowed.", "It rained."])
    assert (one == again).all()
    assert not (one == other).all()


def test_every_text_has_a_vector():
    vectors = embedding.embed(ODD_TEXTS)
    assert vectors.shape == (len(ODD_TEXTS), 384)
    assert np.isfinite(vectors).all()
    assert embedding.embed([]).shape == (0, 384)


def test_only_the_first_pieces_count():
    long, longer = embedding.embed(["word " * 200, "word " * 10_000 + "end"])
    assert (long == longer).all()


def test_the_model_that_ships_is_whole():
    assert embedding.is_available()
    assert embedding.why_not() == ""
    assert embedding.model_name() == "minilm-l6-v2-int8-bdf258fd"
    assert check_embedder() == check_embedder_thoroughly() == []


def refused(reason: str) -> None:
    """The model is refused with a reason, wherever it is asked for."""
    with pytest.raises(embedding.NoEmbedding, match=reason):
        embedding.embed(["It rained."])
    assert not embedding.is_available()
    assert reason in embedding.why_not()
    assert embedding.model_name() == ""


def test_a_changed_file_is_refused_and_named(folder):
    content = bytearray((folder / "model.onnx").read_bytes())
    content[12_345_678] ^= 1
    (folder / "model.onnx").write_bytes(content)
    refused("its checksum is not the one in manifest.json")
    assert check_embedder() == []  # it looks at sizes
    (warning,) = check_embedder_thoroughly()
    assert str(folder / "model.onnx") in warning.msg
    call_command("check")  # a warning keeps nobody from working


def test_a_truncated_file_is_named_by_every_check(folder):
    (folder / "vocab.txt").write_text("[PAD]\n")
    (warning,) = check_embedder()
    assert "vocab.txt is damaged: its size" in warning.msg
    assert check_embedder_thoroughly() == []  # said once
    refused("damaged")


@pytest.mark.parametrize("missing", ["model.onnx", "vocab.txt", "manifest.json"])
def test_a_missing_file_is_named(folder, missing):
    (folder / missing).unlink()
    refused("cannot be read")
    (warning,) = check_embedder()
    assert missing in warning.msg


def test_a_folder_that_is_not_there_is_named(settings):
    settings.EMBEDDER = "/nowhere/at/all"
    refused("No such file or directory: /nowhere/at/all")


@pytest.mark.parametrize(
    "manifest", ["", "[]", "{}", '{"name": "x", "dimension": 384}', '{"name": 1, "dimension": null}']
)
def test_a_manifest_that_says_too_little_is_refused(folder, manifest):
    (folder / "manifest.json").write_text(manifest)
    refused("must give the model's name")


def test_another_dimension_is_refused(folder):
    change_manifest(folder, dimension=768)
    refused("gives 768 numbers for a text; the desk keeps 384")


def test_what_the_runtime_cannot_read_is_refused(folder):
    (folder / "model.onnx").write_bytes(b"no model at all")
    sign(folder)
    assert embedding.is_available()  # the files are what the manifest says
    refused("cannot be used")


def test_a_vocabulary_of_another_kind_is_refused(folder):
    (folder / "vocab.txt").write_text("a\nb\n")
    sign(folder)
    with pytest.raises(embedding.NoEmbedding, match="cannot be used"):
        embedding.embed(["It rained."])


def test_another_folder_takes_the_models_place(folder):
    change_manifest(folder, name="our-own")
    assert embedding.model_name() == "our-own-bdf258fd"
    assert embedding.embed(["It rained."]).shape == (1, 384)


def test_a_desk_may_do_without(settings):
    settings.EMBEDDER = "none"
    refused("EMBEDDER is none")
    assert embedding.is_off()
    assert check_embedder() == check_embedder_thoroughly() == []


@pytest.mark.skipif(sys.platform == "win32", reason="no fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_loaded_model_lives_through_a_fork():
    before = embedding.embed(["It rained."])
    child = os.fork()
    if not child:
        after = embedding.embed(["It rained."])
        os._exit(0 if (before == after).all() else 1)
    assert os.waitpid(child, 0)[1] == 0
