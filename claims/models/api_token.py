"""What machines come in with: tokens, the answers kept for those who ask twice, and how often they ask."""

from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from claims.models.kept import Kept
from claims.vocabulary import Scope

LONGEST_LIFE = timedelta(days=366)


class ApiTokenQuerySet(models.QuerySet):
    def live(self):
        """Tokens that still let somebody in."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class ApiToken(Kept):
    """A way in for a program that acts for ``user``, within ``scopes``, until ``expires_at``.

    Only the hex SHA-256 of the secret is kept; ``prefix`` is its beginning, by which it is found and
    recognised. Nothing changes later but when it was last used and that it was revoked.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=100, help_text="what it is for")
    prefix = models.CharField(max_length=20, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=10, choices=Scope), size=len(Scope))
    client_id = models.UUIDField(null=True, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "API token"
        verbose_name_plural = "API tokens"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="api_token_has_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="api_token_scopes_are_known",
                condition=Q(scopes__contained_by=list(Scope.values)) & ~Q(scopes=[]),
            ),
            models.CheckConstraint(
                name="api_token_expires",
                condition=Q(expires_at__gt=F("created_at"))
                & Q(expires_at__lte=F("created_at") + LONGEST_LIFE),
            ),
            models.CheckConstraint(
                name="api_token_revocation_is_whole",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]
        triggers = [
            *Kept.Meta.triggers,
            pgtrigger.ReadOnly(name="never_changed", exclude=["last_used_at", "revoked_at", "revoked_by"]),
            pgtrigger.Protect(
                name="revoked_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__revoked_at__isnull=False)
                & ~pgtrigger.Q(new__revoked_at=pgtrigger.F("old__revoked_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def scope_words(self) -> str:
        """What it may do, in one line."""
        first, *others = [str(scope.label) for scope in Scope if scope in self.scopes]
        return "; ".join([first, *(words[0].lower() + words[1:] for words in others)])


class KeptAnswer(models.Model):
    """The answer to a request that came with an ``Idempotency-Key``, kept for who asks again.

    ``request_sha256`` tells the same request from another. ``status`` is null while it is being worked on,
    which others see only as a lock. Rows are deleted when they are old.
    """

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=255)
    request_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="kept_answer_once")]

    def __str__(self) -> str:
        return f"Answer {self.status} to {self.key[:40]}"


class RequestCount(models.Model):
    """How many requests came from whom in one span of time; ``caller`` is a token or an address."""

    caller = models.CharField(max_length=100, primary_key=True)
    started_at = models.DateTimeField(db_index=True)
    number = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.number} from {self.caller}"
