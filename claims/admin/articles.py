"""Articles, their revisions and passages, and the bytes they came in as."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.functions import Substr
from django.http import HttpRequest

from claims.admin.base import CuratedAdmin, DeskAdmin, RetractedFilter, Retracting, acting, excerpt
from claims.domain import curation
from claims.models import Article, ArticleRevision, Capture, Passage, PassageCut, SearchChunk

SHOWN = 2000  # characters of a revision; the article's page on the desk shows all of it


@admin.register(Article)
class ArticleAdmin(Retracting, CuratedAdmin):
    list_display = ("title", "publisher", "published_on", "language", "added_by", "retracted_at")
    list_filter = (RetractedFilter,)
    list_select_related = ("publisher", "added_by")
    search_fields = ("title", "url", "publisher__name")
    autocomplete_fields = ("publisher",)
    fields = (
        "title",
        "publisher",
        "byline",
        "published_on",
        "language",
        "url",
        "added_by",
        "created_at",
        "retracted_at",
        "retracted_by",
        "retraction_reason",
    )
    readonly_fields = ("url", "added_by", "created_at", "retracted_at", "retracted_by", "retraction_reason")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def store(self, *, request: HttpRequest, form: Any, obj: Any) -> Article:
        return curation.change_article(by=acting(request), article=obj, **form.cleaned_data)

    def retract_row(self, *, by: Any, row: Article, reason: str) -> Article:
        return curation.retract_article(by=by, article=row, reason=reason)

    def restore_row(self, *, by: Any, row: Article) -> Article:
        return curation.restore_article(by=by, article=row)


@admin.register(ArticleRevision)
class ArticleRevisionAdmin(DeskAdmin):
    list_display = ("id", "article", "number", "sha256", "coverage", "created_by", "created_at")
    list_select_related = ("article", "created_by")
    search_fields = ("=sha256", "article__title")
    ordering = ("-id",)
    fields = (
        "article",
        "number",
        "beginning",
        "sha256",
        "fingerprint",
        "capture",
        "coverage",
        "created_by",
        "created_at",
    )
    readonly_fields = ("beginning",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArticleRevision]:
        return (
            super()
            .get_queryset(request)
            .defer("text", "capture__content")
            .annotate(first_words=Substr("text", 1, SHOWN))
        )

    @admin.display(description="text")
    def beginning(self, revision: Any) -> str:
        return excerpt(revision.first_words, length=SHOWN)


@admin.register(Capture)
class CaptureAdmin(DeskAdmin):
    list_display = ("id", "filename", "media_type", "sha256", "captured_at")
    search_fields = ("=sha256", "filename")
    ordering = ("-id",)
    fields = ("filename", "media_type", "sha256", "headers", "captured_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Capture]:
        return super().get_queryset(request).defer("content")


@admin.register(Passage)
class PassageAdmin(DeskAdmin):
    list_display = ("id", "words", "kind", "revision_id", "number", "start", "end")
    search_fields = ("=revision__id",)
    search_help_text = "The number of a revision"
    ordering = ("-id",)
    fields = ("revision", "number", "start", "end", "kind", "text")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Passage]:
        return (
            super()
            .get_queryset(request)
            .select_related("revision__article")
            .defer("revision__text", "search")
        )

    @admin.display(description="text")
    def words(self, passage: Passage) -> str:
        return excerpt(passage.text)


@admin.register(PassageCut)
class PassageCutAdmin(DeskAdmin):
    list_display = ("id", "kind", "at", "revision_id", "made_by", "created_at", "retracted_at")
    list_filter = ("kind", RetractedFilter)
    search_fields = ("=revision__id",)
    search_help_text = "The number of a revision"
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PassageCut]:
        cuts = super().get_queryset(request).select_related("revision__article", "made_by", "retracted_by")
        return cuts.defer("revision__text")


@admin.register(SearchChunk)
class SearchChunkAdmin(DeskAdmin):
    list_display = ("id", "revision_id", "number")
    search_fields = ("=revision__id",)
    search_help_text = "The number of a revision"
    ordering = ("-id",)
    fields = ("revision", "number")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SearchChunk]:
        return (
            super()
            .get_queryset(request)
            .select_related("revision__article")
            .defer("revision__text", "search")
        )
