"""What the desk tells the public of itself."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.kept import Kept, history, web_address

ONLY = 1  # the only row's key


@history()
class DeskSettings(Kept):
    """Who publishes the checks, how they work and how to reach them. One row at most; none: the defaults.

    Texts may be empty: pages then say it in words of their own, and machine-readable forms leave it out.
    The logo is either stored here and served by the desk, or stands at an address elsewhere, which only
    machine-readable forms name: pages load nothing from other sites.
    """

    LOGO_TYPES = [("image/png", "PNG"), ("image/jpeg", "JPEG")]

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    organisation = models.CharField(
        max_length=200, blank=True, help_text="Who publishes the checks; empty: the desk’s own name."
    )
    is_news_organisation = models.BooleanField(
        "a news organisation",
        default=True,
        help_text="Machine-readable checks then name NewsMediaOrganization, with its policies.",
    )
    url = models.CharField("home page", max_length=2048, blank=True)
    logo = models.BinaryField(null=True, editable=False)
    logo_type = models.CharField(max_length=20, choices=LOGO_TYPES, blank=True, editable=False)
    logo_url = models.CharField(
        "logo’s address", max_length=2048, blank=True, help_text="For machines, where no logo is uploaded."
    )
    methodology = models.TextField(blank=True, help_text="Shown at /method/. Empty: the desk’s own words.")
    corrections_policy = models.TextField(
        blank=True, help_text="Shown at /method/. Empty: the desk’s own words."
    )
    contact_email = models.EmailField("contact, e-mail", blank=True)
    contact_url = models.CharField("contact, page", max_length=2048, blank=True)
    language = models.CharField(
        "language of checks", max_length=12, default="en", help_text="As in en, en-GB or uk."
    )
    licence = models.CharField(
        "licence of the data",
        max_length=2048,
        blank=True,
        help_text="The licence’s address, such as https://creativecommons.org/licenses/by/4.0/",
    )
    same_as = models.TextField(
        "elsewhere", blank=True, help_text="Other pages of the organisation, one address a line."
    )
    changed_at = models.DateTimeField(null=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta(Kept.Meta):
        verbose_name = "settings of the desk"
        verbose_name_plural = "settings of the desk"
        constraints = [
            models.CheckConstraint(name="desk_settings_one_row", condition=Q(id=ONLY)),
            models.CheckConstraint(
                name="desk_settings_logo_has_type",
                condition=Q(logo=None, logo_type="")
                | Q(logo__isnull=False, logo_type__in=["image/png", "image/jpeg"]),
            ),
            models.CheckConstraint(
                name="desk_settings_language_is_tag",
                condition=Q(language__regex=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"),
                violation_error_message="Write the language as en, en-GB or uk.",
            ),
            *[
                web_address(field, f"desk_settings_{field}_is_web")
                for field in ("url", "logo_url", "contact_url", "licence")
            ],
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "DeskSettings":
        """Return the settings that stand, without the bytes of the logo; the defaults where none were made."""
        return cls.objects.defer("logo").first() or cls()

    @property
    def name(self) -> str:
        """Who publishes the checks."""
        return self.organisation or settings.DESK_NAME

    @property
    def has_logo(self) -> bool:
        """Whether the desk serves a logo of its own."""
        return bool(self.logo_type)

    @property
    def elsewhere(self) -> list[str]:
        """The organisation's other pages."""
        return self.same_as.split()
