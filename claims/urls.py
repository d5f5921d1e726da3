"""The map of the desk."""

from django.urls import URLPattern, path, re_path

from claims.views import (
    accounts,
    adding,
    article_facts,
    articles,
    checks,
    claims,
    copies,
    cutting,
    datasets,
    desk,
    desk_settings,
    discovery,
    embeds,
    evidence,
    exports,
    health,
    jobs,
    lifting,
    matching,
    method,
    passages,
    public_reports,
    reading,
    report_arranging,
    report_editing,
    report_publishing,
    reports,
    review,
    revisions,
    rulings,
    settle,
    suggestions,
    tokens,
    wording,
)
from claims.vocabulary import ExportForm

urlpatterns: list[URLPattern] = []
FORMS = "|".join(ExportForm.values)

# People: signing in and out
urlpatterns += [
    path("sign-in/", accounts.sign_in, name="sign-in"),
    path("sign-in/link/<str:secret>/", accounts.sign_in_link, name="sign-in-link"),
    path("sign-out/", accounts.sign_out, name="sign-out"),
]

# Tokens for the API, whose own addresses are in claims.api.urls
urlpatterns += [
    path("account/tokens/", tokens.token_list, name="token-list"),
    path("account/tokens/<int:pk>/revoke/", tokens.token_revoke, name="token-revoke"),
]

# The desk
urlpatterns += [path("", desk.desk, name="desk")]


# Articles, and lifting claims from them
urlpatterns += [
    path("articles/", articles.article_list, name="article-list"),
    path("articles/add/", adding.article_add, name="article-add"),
    path("articles/copies/", copies.article_copies, name="article-copies"),
    path("articles/copies/<int:pk>/decide/", copies.copy_decide, name="copy-decide"),
    path("articles/copies/<int:pk>/undo/", copies.copy_undo, name="copy-undo"),
    path("articles/<int:pk>/compare/<int:other>/", copies.article_compare, name="article-compare"),
    path("articles/<int:pk>/part/", copies.article_part, name="article-part"),
    path("articles/<int:pk>/", reading.article_detail, name="article-detail"),
    path("articles/<int:pk>/edit/", article_facts.article_edit, name="article-edit"),
    path("articles/<int:pk>/retract/", article_facts.article_retract, name="article-retract"),
    path("articles/<int:pk>/restore/", article_facts.article_restore, name="article-restore"),
    path("articles/<int:pk>/lift/", lifting.claim_lift, name="claim-lift"),
    path("articles/<int:pk>/place/<int:claim_pk>/", lifting.claim_place, name="claim-place"),
    path("articles/<int:pk>/passages/", cutting.article_passages, name="article-passages"),
    path("articles/<int:pk>/revisions/", revisions.article_revisions, name="article-revisions"),
    path("articles/<int:pk>/original/", reading.article_original, name="article-original"),
    path("suggestions/<int:pk>/dismiss/", suggestions.suggestion_dismiss, name="suggestion-dismiss"),
    path("suggestions/<int:pk>/restore/", suggestions.suggestion_restore, name="suggestion-restore"),
]


# Claims
urlpatterns += [
    path("claims/", claims.claim_list, name="claim-list"),
    path("claims/similar/", matching.claim_similar, name="claim-similar"),
    path("claims/<int:pk>/", claims.claim_detail, name="claim-detail"),
    path("claims/<int:pk>/edit/", wording.claim_edit, name="claim-edit"),
    path("claims/<int:pk>/retract/", claims.claim_retract, name="claim-retract"),
    path("claims/<int:pk>/restore/", claims.claim_restore, name="claim-restore"),
    path("claims/<int:pk>/history/", claims.claim_history, name="claim-history"),
    path("claims/<int:pk>/links/", matching.claim_link, name="claim-link"),
    path("claims/links/<int:pk>/undo/", matching.claim_unlink, name="claim-unlink"),
]


# Evidence
urlpatterns += [
    path("claims/<int:pk>/evidence/", passages.evidence_search, name="evidence-search"),
    path("claims/<int:pk>/evidence/link/", evidence.evidence_add_link, name="evidence-add-link"),
    path("evidence/<int:pk>/change/", evidence.evidence_change, name="evidence-change"),
    path("evidence/<int:pk>/retract/", evidence.evidence_retract, name="evidence-retract"),
    path("evidence/<int:pk>/restore/", evidence.evidence_restore, name="evidence-restore"),
]


# The review loop and verdicts
urlpatterns += [
    path("review/", review.start, name="review"),
    path("review/<int:pk>/", review.review_claim, name="review-claim"),
    path("review/<int:pk>/verdict/", review.submit_verdict, name="verdict-submit"),
    path("review/<int:pk>/lease/", review.take_lease, name="review-lease"),
    path("review/<int:pk>/skip/", review.skip_claim, name="review-skip"),
    path("review/<int:pk>/evidence/", review.bring_evidence, name="review-evidence"),
    path("verdicts/<int:pk>/withdraw/", review.withdraw_verdict, name="verdict-withdraw"),
]


# Settling, rulings and published checks
urlpatterns += [
    path("settle/", settle.settle, name="settle"),
    path("settle/accept/", settle.settle_accept, name="settle-accept"),
    path("claims/<int:pk>/publish/", rulings.ruling_publish, name="ruling-publish"),
    path("claims/<int:pk>/correct/", rulings.ruling_correct, name="ruling-correct"),
    path("claims/<int:pk>/withdraw-ruling/", rulings.ruling_withdraw, name="ruling-withdraw"),
    path("checks/", checks.check_list, name="check-list"),
    path("checks/<slug:slug>/", checks.check_detail, name="check-detail"),
    path("checks/<slug:slug>/v<int:number>/", checks.check_version, name="check-version"),
]

# Checks for machines, and on other people's pages
urlpatterns += [
    path("checks/feed.atom", discovery.feed, name="check-feed"),
    path("checks/claimreview.json", discovery.bulk, name="check-bulk"),
    path("checks/<slug:slug>.jsonld", checks.check_data, name="check-data"),
    path("checks/<slug:slug>/embed/", embeds.badge, name="check-embed"),
    path("oembed", embeds.oembed, name="oembed"),
    path("method/", method.method, name="method"),
    path("logo", method.logo, name="logo"),
    path("sitemap.xml", discovery.sitemap, name="sitemap"),
    path("sitemap-<int:first>.xml", discovery.sitemap_part, name="sitemap-part"),
    path("robots.txt", discovery.robots, name="robots"),
    path("opensearch.xml", discovery.search_description, name="search-description"),
    path("settings/", desk_settings.change, name="desk-settings"),
]

# Reports and exports
urlpatterns += [
    path("reports/", reports.report_list, name="report-list"),
    path("reports/new/", reports.report_make, name="report-make"),
    path("reports/<int:pk>/", reports.report_detail, name="report-detail"),
    path("reports/<int:pk>/retract/", reports.report_retract, name="report-retract"),
    path("reports/<int:pk>/restore/", reports.report_restore, name="report-restore"),
    path("reports/<int:pk>/edit/", report_editing.report_edit, name="report-edit"),
    path("reports/<int:pk>/arrange/", report_arranging.report_arrange, name="report-arrange"),
    path("reports/<int:pk>/add/", report_editing.report_add_claims, name="report-add-claims"),
    path("reports/<int:pk>/sections/", report_editing.report_section_add, name="report-section-add"),
    path("reports/sections/<int:pk>/", report_editing.report_section_edit, name="report-section-edit"),
    path("reports/<int:pk>/publish/", report_publishing.report_publish, name="report-publish"),
    path("reports/<int:pk>/leave-out/", report_publishing.report_leave_out, name="report-leave-out"),
    path("reports/<int:pk>/withdraw/", report_publishing.report_withdraw, name="report-withdraw"),
    path("reports/<int:pk>/versions/", report_publishing.report_versions, name="report-versions"),
    re_path(
        rf"^reports/(?P<pk>[0-9]{{1,18}})/claims\.(?P<form>{FORMS})$",
        exports.report_download,
        name="report-download",
    ),
    # Below the desk's own pages: an address of digits alone, or "new", is none of the public's.
    path("reports/<slug:slug>/", public_reports.public_report, name="public-report"),
    path(
        "reports/<slug:slug>/v<int:number>/",
        public_reports.public_report_version,
        name="public-report-version",
    ),
    re_path(rf"^claims/export\.(?P<form>{FORMS})$", exports.claim_export, name="claim-export"),
    path("exports/", exports.export_list, name="export-list"),
    path("exports/<int:pk>/file/", exports.export_download, name="export-download"),
    path("exports/<int:pk>/again/", exports.export_again, name="export-again"),
]

# Datasets
urlpatterns += [
    path("datasets/", datasets.dataset_list, name="dataset-list"),
    path("datasets/import/", datasets.dataset_import, name="dataset-import"),
    path("datasets/<slug:name>/file", datasets.dataset_export, name="dataset-export"),
]

# Background jobs
urlpatterns += [
    path("jobs/", jobs.job_list, name="job-list"),
    path("jobs/notice/", jobs.job_notice, name="job-notice"),
    path("jobs/<int:pk>/retry/", jobs.job_retry, name="job-retry"),
    path("jobs/<int:pk>/cancel/", jobs.job_cancel, name="job-cancel"),
]

# For machines: health
urlpatterns += [path("healthz", health.healthz, name="healthz")]
