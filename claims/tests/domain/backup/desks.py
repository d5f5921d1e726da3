"""Desks for tests of whole files: busy ones, emptied ones, and what a desk holds as the database says it."""

import hashlib
import json
from contextlib import contextmanager
from datetime import date, timedelta
from io import BytesIO
from uuid import UUID

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from claims.domain import (
    candidates,
    claim_links,
    claimants,
    claiming,
    desk_settings,
    evidence,
    jobs,
    passages,
    review,
    rulings,
    suggesting,
)
from claims.domain.audit import canonical
from claims.domain.backup.exporting import Written, desk_lines, last_line
from claims.domain.backup.importing import read_desk
from claims.domain.backup.tables import KEPT, tables
from claims.domain.copies import deciding
from claims.domain.datasets.registry import BY_NAME
from claims.domain.datasets.taking import take_in
from claims.domain.ingest import Draft, store_article
from claims.domain.machines.tokens import make_token
from claims.domain.refusals import Refused
from claims.domain.reports import making, publishing
from claims.models import (
    Article,
    Claim,
    Claimant,
    KeptAnswer,
    Origin,
    Publisher,
    Report,
    ReportSection,
    Task,
)
from claims.tests.factories import (
    make_article,
    make_check,
    make_evidence,
    make_export,
    make_suggestion,
    make_user,
    make_verdict,
)
from claims.vocabulary import Label, Relation, Role, Scope, Stage, Stance

BY_MIGRATE = {"django_migrations", "django_content_type", "auth_permission"}
ROLES = ("reviewer", "editor", "administrator")
TEXT = "The troops were being regrouped. {}\nA spokesman said so on {}. Nothing else was known."


class Desk:
    """A desk at work; each deed is one kind of thing that people do on it, with words and a number."""

    def __init__(self):
        self.reviewer = make_user(Role.REVIEWER, username="olena", name="Олена")
        self.editor = make_user(Role.EDITOR, Role.REVIEWER, username="ines")
        self.administrator = make_user(
            Role.ADMINISTRATOR, username="tom", is_staff=True, password="secret words"
        )
        self.claims = []
        self.articles = []

    def do(self, deed, words, number):
        """Do one thing; what the desk refuses is left undone."""
        try:
            with transaction.atomic():
                getattr(self, deed)(words, number)
        except Refused:
            pass

    def pick(self, things, number):
        if not things:
            raise Refused("There is nothing yet.")
        return things[number % len(things)]

    def claim(self, number):
        claim = self.pick(self.claims, number)
        claim.refresh_from_db()
        return claim

    def article(self, words, number):
        draft = Draft(
            text=TEXT.format(words, number),
            title=words,
            publisher=f"Paper {number % 4}",
            url=f"https://paper.example.org/{number % 5}" if number % 2 else "",
            published_on=date(2022, 9, 1) + timedelta(days=number) if number % 3 else None,
            raw=words.encode() if number % 2 else None,
            encoding="utf-8",
            coverage=(number % 10) / 10,
        )
        self.articles.append(store_article(by=self.reviewer, draft=draft).article)

    def lift(self, words, number):
        article = self.pick(self.articles, number)
        article.refresh_from_db()
        revision = article.current_revision
        start = revision.text.index("troops")
        self.claims.append(
            claiming.lift_claim(
                by=self.reviewer,
                statement=f"{words} {number}",
                revision=revision,
                start=start,
                end=start + 6,
                exact="troops",
                claimant_name=words[:100],
                claimed_on=date(1500, 1, 1) + timedelta(days=number * 97),
                client_id=UUID(int=number),
            )
        )

    def evidence(self, words, number):
        make_evidence(
            by=self.editor, claim=self.claim(number), stance=[*Stance][number % 3], text=f"Said: {words}. So."
        )

    def link(self, words, number):
        evidence.add_link(
            by=self.reviewer,
            claim=self.claim(number),
            url=f"https://elsewhere.example.org/{number}?a=%20",
            quote=words,
            stance=Stance.CONTEXT,
            source_date=date(2022, 1, 1) + timedelta(days=number),
            note=words,
        )

    def take_back_evidence(self, words, number):
        item = self.pick(list(self.claim(number).evidence.all()), number)
        evidence.retract_evidence(by=self.editor, evidence=item, reason=words)
        if number % 2:
            evidence.restore_evidence(by=self.editor, evidence=item)

    def verdict(self, words, number):
        by = self.editor if number % 2 else self.reviewer
        make_verdict(by=by, claim=self.claim(number), label=[*Label][number % 4], rationale=words)

    def publish(self, words, number):
        say = {"statement": f"{words} was checked {number}", "claimant": words[:90]}
        self.claims.append(make_check(reviewer=self.reviewer, editor=self.editor, unestablished=words, **say))

    def correct(self, words, number):
        claim = self.pick(list(Claim.objects.filter(stage=Stage.PUBLISHED).order_by("pk")), number)
        say = {"by": self.editor, "claim": claim, "note": words, "claim_version": claim.version}
        if number % 2:
            rulings.correct(**say, label=claim.label, client_id=UUID(int=10_000 + number), summary=words)
        else:
            rulings.withdraw_ruling(**say, client_id=UUID(int=10_000 + number))

    def edit(self, words, number):
        claim = self.claim(number)
        claiming.edit_claim(
            by=self.editor,
            claim=claim,
            version=claim.version,
            statement=f"{words} anew",
            claimant_name=words[:50],
            claimed_on=None,
            changes_meaning=bool(number % 2),
        )

    def retract(self, words, number):
        claim = self.claim(number)
        claiming.retract_claim(by=self.editor, claim=claim, reason=words)
        if number % 2:
            claiming.restore_claim(by=self.editor, claim=claim)

    def relate(self, words, number):
        claim, other = self.claim(number), self.claim(number + 1)
        claim_links.link_claims(
            by=self.reviewer,
            claim=claim,
            other=other,
            relation=[*Relation][number % len(Relation)],
            note=words,
        )

    def same(self, words, number):
        claim_links.mark_same(
            by=self.editor, claim=self.claim(number), other=self.claim(number + 2), note=words
        )

    def aliases(self, words, number):
        claimant = self.claim(number).claimant
        if claimant is not None:
            claimants.set_aliases(by=self.administrator, claimant=claimant, names=[f"{words[:90]} {number}"])

    def suggestion(self, words, number):
        article = make_article(by=self.reviewer, text=f"Nine in ten agreed. {words}")
        made = make_suggestion(article=article, quote="Nine in ten", score=1 / (number + 3))
        if number % 2:
            suggesting.dismiss(by=self.editor, suggestion=made)

    def candidate(self, words, number):
        revision = self.pick(self.articles, number).current_revision
        shown = candidates.ShownAs(number % 9 + 1, 9, 1 / (number + 3), "words+vectors")
        candidates.refuse_candidate(
            by=self.reviewer, claim=self.claim(number), revision=revision, start=0, end=9, shown_as=shown
        )

    def cut(self, words, number):
        revision = self.pick(self.articles, number).current_revision
        cut = passages.split_passage(by=self.reviewer, revision=revision, at=revision.text.index("were"))
        if number % 2:
            passages.undo(by=self.editor, cut=cut)

    def copies(self, words, number):
        one, other = self.pick(self.articles, number), self.pick(self.articles, number + 1)
        deciding.decide_two(by=self.reviewer, one=one, other=other, same=bool(number % 2))

    def report(self, words, number):
        report = making.make_report(
            by=self.reviewer, title=words, introduction=words, claims=Claim.objects.standing()
        )
        publishing.leave_out(by=self.editor, report=report)
        section = ReportSection.objects.create(report=report, position=1, title=words)
        ReportSection.objects.filter(pk=section.pk).update(text=words, words_version=2)
        Report.objects.filter(pk=report.pk).update(introduction=f"{words} anew", words_version=2)
        report.refresh_from_db()
        publishing.publish_report(
            by=self.editor, report=report, seen=report.version, client_id=UUID(int=number)
        )
        if number % 2:
            publishing.withdraw_report(
                by=self.editor, report=report, client_id=UUID(int=10_000 + number), note=words
            )

    def rename(self, words, number):
        for model, name in (
            (Publisher, "name"),
            (Origin, "name"),
            (Claimant, "description"),
            (Article, "byline"),
        ):
            row = self.pick(list(model.objects.order_by("pk")), number)
            model.objects.filter(pk=row.pk).update(**{name: f"{words[:90]} {number}"})

    def settings(self, words, number):
        desk_settings.change_settings(
            by=self.administrator,
            values={"organisation": f"{words} {number}", "methodology": words},
            logo=PIXEL,
        )

    def token(self, words, number):
        lifetime = timedelta(days=number % 300 + 1)
        token, _ = make_token(
            by=self.editor, name=words[:80], scopes=[Scope.PUBLISH, Scope.READ], lifetime=lifetime
        )
        KeptAnswer.objects.create(
            token=token,
            key=words,
            request_sha256="0" * 64,
            status=200,
            headers={"ключ": words, "weight": 1e-7, "none": None},
            body=words,
            expires_at=token.expires_at,
        )

    def task(self, words, number):
        jobs.enqueue(
            "index", by=self.editor, title=words[:150], share=number / 7, large=2**60 + number, note=words
        )

    def gone_task(self, words, number):
        Task.objects.filter(pk=jobs.enqueue("index", title="Done and forgotten").pk).delete()

    def export(self, words, number):
        make_export(by=self.reviewer)

    def lease(self, words, number):
        review.take_lease(by=self.reviewer, claim=self.claim(number))

    def dataset(self, words, number):
        line = json.dumps({"id": number, "claim": f"{words} {number}", "label": "SUPPORTS"}).encode()
        list(take_in(by=self.editor, format="fever", entries=BY_NAME["fever"].read(BytesIO(line), name="f")))

    def person(self, words, number):
        user = make_user(Role.REVIEWER, email=f"{number}@example.org", first_name=words[:100])
        user.user_permissions.set(Permission.objects.filter(codename__in=["add_claim", "view_user"]))
        group = Group.objects.create(name=f"{words[:60]} {user.pk}")
        group.permissions.set(Permission.objects.filter(codename="add_logentry"))
        LogEntry.objects.create(
            user=user,
            content_type=ContentType.objects.get_for_model(Claim),
            object_id=words,
            object_repr=words[:200],
            action_flag=CHANGE,
            change_message=words,
        )


PIXEL = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
DEEDS = sorted(
    name for name in vars(Desk) if not name.startswith("_") and name not in {"do", "pick", "claim"}
)


def every_kind():
    """Return a desk on which everything happened."""
    desk = Desk()
    for number in range(2, 5):
        for deed in ("article", "lift", "evidence", "verdict"):
            desk.do(deed, f"Слова “{number}” \u2028 😀", number)
    for number in (11, 12):
        for deed in (
            "publish",
            *(deed for deed in DEEDS if deed not in ("article", "export", "person")),
            "article",
        ):
            desk.do(deed, f'={deed} \\ "{number}"\x7f', number)
    desk.do("export", "", 1)
    desk.do("person", "Somebody new", 1)
    return desk


def write():
    """Return the file of the desk as it stands, within the caller's transaction."""
    written = Written()
    lines = b"".join(desk_lines(written))
    return lines + last_line(written)


def read(content):
    return read_desk(BytesIO(content))


def signed(lines):
    """Return lines of a file with a last line that fits them."""
    counts = dict.fromkeys(KEPT, 0)
    for line in lines:
        value = json.loads(line)
        if value.get("table") in counts:
            counts[value["table"]] += 1
    body = b"".join(lines)
    end = {"counts": counts, "sha256": hashlib.sha256(body).hexdigest()}
    return body + canonical(end).encode() + b"\n"


def state():
    """Return every row of the kept tables as the database spells it, generated columns included."""
    found = {}
    with connection.cursor() as cursor:
        for name in KEPT:
            cursor.execute(f"SELECT t::text FROM {name} t")
            found[name] = sorted(row for (row,) in cursor.fetchall())
    return found


def sequences():
    """Return where the ids of each table go on."""
    with connection.cursor() as cursor:
        found = {}
        for table in tables():
            if table.sequence:
                cursor.execute(f"SELECT last_value, is_called FROM {table.sequence}")
                found[table.name] = cursor.fetchone()
    return found


def wipe():
    """Make the desk one that was migrated a moment ago."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        names = set(connection.introspection.table_names(cursor)) - BY_MIGRATE
        cursor.execute(f"TRUNCATE {', '.join(sorted(names))} RESTART IDENTITY CASCADE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    Group.objects.bulk_create([Group(name=name) for name in ROLES])


@contextmanager
def wiped():
    """An empty desk, until the block ends."""
    with transaction.atomic():
        wipe()
        yield
        transaction.set_rollback(True)
