"""The command that finds copies."""

import pytest
from django.core.management import call_command

from claims.domain.copies import count_pending
from claims.models import Story
from claims.tests.factories import make_article
from claims.tests.texts import sentences, text_of

pytestmark = pytest.mark.django_db


def test_looks_at_what_is_new_and_at_everything_again(reviewer, capsys):
    for _ in range(2):
        make_article(by=reviewer, text=text_of(sentences("a")))
    call_command("find_copies")
    assert capsys.readouterr().out.startswith("2 articles looked at in ")
    call_command("find_copies")
    assert capsys.readouterr().out.startswith("0 articles looked at in ")
    call_command("find_copies", again=True)
    assert capsys.readouterr().out.startswith("2 articles looked at in ")
    assert count_pending() == 0
    assert Story.objects.count() == 1
