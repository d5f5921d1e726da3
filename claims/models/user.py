"""The people of the desk."""

from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import models

from claims.vocabulary import Role


class User(AbstractUser):
    """Somebody who signs in. Roles are groups named after ``vocabulary.Role``."""

    name = models.CharField("name shown", max_length=120, blank=True)
    # Set where the person was fetched together with the names of their groups.
    role_names: list[str] | None = None

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"

    def __str__(self) -> str:
        return self.name or self.username

    @cached_property
    def roles(self) -> frozenset[str]:
        """The names of this person's roles, read once."""
        if self.is_superuser:
            return frozenset(Role.values)
        names = self.role_names
        if names is None:
            names = list(self.groups.values_list("name", flat=True))
        return frozenset(names) & frozenset(Role.values)


class SignInLink(models.Model):
    """A one-time way in, for the demonstration only. Only the hash of its secret is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_in_links")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Sign-in link for {self.user}"
