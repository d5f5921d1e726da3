"""The map of the desk."""

from django.urls import URLPattern, path

from claims.views import accounts, checks, health, rulings, settle

urlpatterns: list[URLPattern] = []

# People: signing in and out
urlpatterns += [
    path("sign-in/", accounts.sign_in, name="sign-in"),
    path("sign-in/link/<str:secret>/", accounts.sign_in_link, name="sign-in-link"),
    path("sign-out/", accounts.sign_out, name="sign-out"),
]

# The desk


# Articles, and lifting claims from them


# Claims


# Evidence


# The review loop and verdicts


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

# Reports and exports


# For machines: health
urlpatterns += [path("healthz", health.healthz, name="healthz")]
