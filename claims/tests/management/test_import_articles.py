"""The commands, as they are typed."""

import io
import json
import os
import sys
import tempfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from claims.models import Article, SearchChunk
from claims.tests.factories import make_user
from claims.vocabulary import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_worker(monkeypatch):
    # Threads of their own would not see what a test's transaction holds.
    for command in ("import_articles", "index_articles"):
        monkeypatch.setattr(f"claims.management.commands.{command}.WORKERS", 1)


def run(*arguments, **options):
    """Return the exit code and the lines that the command wrote."""
    out, code = io.StringIO(), 0
    try:
        call_command("import_articles", *map(str, arguments), stdout=out, **options)
    except SystemExit as stop:
        code = stop.code
    return code, out.getvalue().splitlines()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "a.txt").write_text("Storm hits the coast\n\nThe storm came in the night.\n")
    (tmp_path / "b" / "c.html").write_text("<html><body><p>The harvest was good this year.</p></body></html>")
    (tmp_path / "b" / "d.jsonl").write_text(
        json.dumps({"text": "The river rose.", "title": "River"})
        + "\n{broken\n"
        + json.dumps({"text": "Hail fell."})
    )
    (tmp_path / "e.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / ".hidden.txt").write_text("not offered")
    return tmp_path


def test_a_folder_is_imported_sorted_and_answered_for(folder, administrator):
    code, lines = run(folder)
    assert code == 1
    assert [line.split("  ")[0] for line in lines[:-1]] == [
        "created",
        "refused",
        "created",
        "created",
        "refused",
        "created",
    ]
    places = [
        str(Path(line.split("  ")[-1].split(":")[0].split(" (")[0].strip()).name) for line in lines[:-1]
    ]
    assert places == ["a.txt", "e.pdf", "c.html", "d.jsonl", "d.jsonl", "d.jsonl"]
    assert f"{folder}/b/d.jsonl:2: not JSON" in lines[4]
    assert lines[-1] == "6 offered: 4 created, 0 already here, 0 revised, 2 refused."
    assert Article.objects.filter(added_by=administrator).count() == SearchChunk.objects.count() == 4


def test_a_second_time_changes_nothing(folder, administrator):
    run(folder)
    code, lines = run(folder / "a.txt", folder / "a.txt")
    assert code == 0
    assert lines[-1] == "2 offered: 0 created, 2 already here, 0 revised, 0 refused."


def test_changed_text_at_the_same_address_is_a_revision(tmp_path, administrator):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": "One.", "url": "https://example.org/a"}))
    run(path)
    path.write_text(json.dumps({"text": "One. Two.", "url": "https://example.org/a"}))
    assert run(path)[1][-1] == "1 offered: 0 created, 0 already here, 1 revised, 0 refused."
    assert Article.objects.get().current_revision.number == 2


def test_without_index_and_then_with(folder, administrator):
    run(folder / "a.txt", no_index=True)
    assert not SearchChunk.objects.exists()
    out = io.StringIO()
    call_command("index_articles", stdout=out)
    assert SearchChunk.objects.count() == 1
    assert out.getvalue().startswith("1 articles indexed")


def test_publisher_is_given_to_those_without(folder, administrator):
    (folder / "p.jsonl").write_text('{"text": "a b", "publisher": "Own"}\n{"text": "c d"}')
    run(folder / "p.jsonl", folder / "a.txt", publisher="Given")
    assert sorted(Article.objects.values_list("publisher__name", flat=True)) == ["Given", "Given", "Own"]


def test_standard_input(administrator, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"text": "a b"}\n5\n')))
    code, lines = run("-")
    assert code == 1
    assert "standard input:2" in lines[1]
    assert lines[-1].startswith("2 offered: 1 created")


def test_a_missing_path_stops_before_anything_is_stored(folder, administrator):
    with pytest.raises(CommandError, match="There is no") as stop:
        run(folder / "a.txt", folder / "nothing")
    assert stop.value.returncode == 2
    assert not Article.objects.exists()


def test_a_file_that_cannot_be_read_does_not_stop_the_rest(folder, administrator):
    os.mkfifo(folder / "0.txt")
    (folder / "1.txt").symlink_to(folder / "gone")
    code, lines = run(folder, folder / "0.txt")
    assert code == 1
    assert lines[-1] == "9 offered: 4 created, 0 already here, 0 revised, 5 refused."


@pytest.mark.parametrize("administrators", [0, 2])
def test_who_imports_must_be_clear(folder, administrators):
    for _ in range(administrators):
        make_user(Role.ADMINISTRATOR)
    with pytest.raises(CommandError, match="--by") as stop:
        run(folder)
    assert stop.value.returncode == 2


def test_a_named_person_imports(folder, administrator, reviewer):
    run(folder / "a.txt", by="reviewer")
    assert Article.objects.get().added_by == reviewer


def test_unknown_people_and_those_without_a_role_do_not(folder, stranger):
    for name in ("nobody", "stranger"):
        with pytest.raises(CommandError) as stop:
            run(folder / "a.txt", by=name)
        assert stop.value.returncode == 2
    assert not Article.objects.exists()


def test_a_hostile_name_reaches_no_terminal(tmp_path, administrator):
    (tmp_path / "a\x1b[31m.txt").write_text("Words\x1b[2J and more\n\nThe storm came.")
    _, lines = run(tmp_path)
    assert "\x1b" not in "\n".join(lines)


FILES = st.lists(
    st.tuples(
        st.sampled_from([".txt", ".md", ".html", ".jsonl", ".pdf", ""]),
        st.one_of(
            st.binary(max_size=80),
            st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
            st.lists(
                st.dictionaries(
                    st.sampled_from(["text", "title", "url", "published_at"]), st.text(max_size=12)
                ),
                max_size=4,
            ).map(lambda rows: "\n".join(map(json.dumps, rows)).encode()),
        ),
    ),
    max_size=5,
)


@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(FILES)
def test_accepted_and_refused_make_offered(administrator, files):
    with tempfile.TemporaryDirectory() as folder:
        offered = 0
        for number, (suffix, content) in enumerate(files):
            Path(folder, f"{number}{suffix}").write_bytes(content)
            blank = [line for line in content.removeprefix(b"\xef\xbb\xbf").split(b"\n") if line.strip()]
            offered += len(blank) if suffix == ".jsonl" else 1
        code, lines = run(folder)
    counts = [int(word) for word in lines[-1].replace(",", "").replace(":", "").split() if word.isdigit()]
    assert counts[0] == offered == sum(counts[1:]) == len(lines) - 1
    assert code == (1 if counts[-1] else 0)


def test_a_name_that_is_not_utf8_does_not_stop_the_import(tmp_path, administrator):
    for name, content in ((b"\xff\xfe.txt", "Some words of an article."), (b"\xff.pdf", "%PDF-1.7")):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(content)
    status, out = run(tmp_path)
    assert (status, Article.objects.count()) == (1, 1)
    assert out[-1].startswith("2 offered: 1 created")
