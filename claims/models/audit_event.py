"""The log that nobody can rewrite unnoticed."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q


class AuditEvent(models.Model):
    """One line of the append-only, hash-chained log; written by ``domain.audit.record`` alone.

    ``hash`` is the hex SHA-256 of the previous event's hash and this event's canonical JSON.
    """

    seq = models.BigIntegerField(primary_key=True, help_text="1, 2, 3 ... without a gap")
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    target_type = models.CharField(max_length=40, blank=True)
    target_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["target_type", "target_id", "seq"], name="audit_by_target"),
            models.Index(fields=["actor", "-at"], name="audit_by_actor"),
        ]
        constraints = [models.CheckConstraint(name="audit_seq_from_one", condition=Q(seq__gte=1))]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="never_emptied",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                # Only a throw-away test database sets this; the log's owner could drop the trigger as well,
                # which is why verify_audit compares the head with one noted elsewhere.
                func="""
                    IF current_setting('factcheck.throwaway_database', true) IS DISTINCT FROM 'yes' THEN
                        RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"
