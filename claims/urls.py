"""The map of the desk."""

from django.urls import URLPattern, path

from claims.views import accounts, health

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


# Reports and exports


# For machines: health
urlpatterns += [path("healthz", health.healthz, name="healthz")]
