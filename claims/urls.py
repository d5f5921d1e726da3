"""The map of the desk."""

from django.urls import URLPattern, path  # noqa: F401

urlpatterns: list[URLPattern] = []

# People: signing in and out


# The desk


# Articles, and lifting claims from them


# Claims


# Evidence


# The review loop and verdicts


# Settling, rulings and published checks


# Reports and exports


# For machines: health
