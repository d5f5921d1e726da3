"""What a report is called, how it begins and where it stands: its words, and who saw which of them."""

from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from claims.domain import access, audit
from claims.domain.refusals import Changed, Refused
from claims.domain.typed import clean_line, clean_text
from claims.models import Report, ReportVersion, User

TITLE_LIMIT = 200
INTRODUCTION_LIMIT = 20_000
SLUG_LENGTH = 100
RESERVED = {"", "new"}
ARRANGED_MEANWHILE = "Somebody changed this report meanwhile. It stands here as it is now; nothing was moved."


def clean_title(title: str, *, what: str = "report") -> str:
    """Return a title as it is stored. Raises Refused for an empty or a long one."""
    title = clean_line(title, field="title")
    if not title:
        raise Refused(f"Give the {what} a title.", field="title")
    if len(title) > TITLE_LIMIT:
        raise Refused(f"Keep the title to {TITLE_LIMIT} characters.", field="title")
    return title


def clean_words(text: str, *, field: str, what: str) -> str:
    """Return a longer text as it is stored. Raises Refused where it is too long."""
    text = clean_text(text, field=field)
    if len(text) > INTRODUCTION_LIMIT:
        raise Refused(
            f"{what} has {len(text):,} characters; {INTRODUCTION_LIMIT:,} is the most.", field=field
        )
    return text


def addresses(title: str, *, pk: int | None) -> tuple[str, ...]:
    """Return the addresses to try for a title, best first; the last one is always free."""
    base = slugify(title)[:SLUG_LENGTH].strip("-_")
    if base in RESERVED or base.isdigit():
        base = f"report-{base or pk or ''}".rstrip("-")
    return (base, *([f"{base}-{pk}"] if pk else []), f"{base[:60]}-{uuid4().hex}")


def save_with_address(report: Report, *fields: str) -> None:
    """Save a report, new or not, under an address that follows its title."""
    for slug in addresses(report.title, pk=report.pk):
        report.slug = slug
        try:
            with transaction.atomic():  # another report may be given the same at the same moment
                report.save(update_fields=[*fields, "slug"] if fields else None)
        except IntegrityError as error:
            if "slug" not in str(error):
                raise
            continue
        return


def lock_report(report: Report, *, by: User) -> Report:
    """Return a report that nobody else can change until the transaction ends.

    Raises PermissionDenied, or Refused where it was retracted.
    """
    access.require(access.can_make_report, by)
    locked = Report.objects.select_for_update(no_key=True).get(pk=report.pk)
    if locked.is_retracted:
        raise Refused("This report was retracted; restore it before you change it.")
    return locked


def check_seen(report: Report, *, seen: int, message: str = ARRANGED_MEANWHILE) -> None:
    """Raise Changed unless ``seen`` is the version of a locked report."""
    if report.version != seen:
        raise Changed(message, seen=seen, current=report.version)


def raise_version(report: Report) -> None:
    """Count one more change of a locked report."""
    report.version += 1
    report.save(update_fields=["version"])


@transaction.atomic
def edit_report(*, by: User, report: Report, seen: int, title: str, introduction: str) -> Report:
    """Change a report's title and introduction, and return it as it stands now.

    ``seen`` is the version that the person saw: raises Changed when these words were changed since.
    """
    title = clean_title(title)
    introduction = clean_words(introduction, field="introduction", what="The introduction")
    locked = lock_report(report, by=by)
    if seen < locked.words_version:
        raise Changed("Somebody changed this report meanwhile.", seen=seen, current=locked.version)
    if (locked.title, locked.introduction) == (title, introduction):
        return locked
    before = {"title": locked.title, "introduction": locked.introduction}
    retitled = locked.title != title
    locked.title, locked.introduction = title, introduction
    locked.version += 1
    locked.words_version = locked.version
    fields = ("title", "introduction", "version", "words_version")
    if retitled and not ReportVersion.objects.filter(report=locked).exists():
        save_with_address(locked, *fields)
    else:
        locked.save(update_fields=fields)
    audit.record(
        action="report.changed", by=by, target=locked, title=title, introduction=introduction, before=before
    )
    return locked
