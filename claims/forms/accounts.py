"""Signing in."""

from django.contrib.auth.forms import AuthenticationForm


class SignInForm(AuthenticationForm):
    """Name and password; the same words for an unknown name and a wrong password."""

    error_messages = {
        "invalid_login": "Name and password do not match. Check both; capitals count.",
        "inactive": "This account is closed. Ask an administrator.",
    }
