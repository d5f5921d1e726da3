"""Whether a name by itself is a person's or a body's."""

from claims.domain.speech.names import Kind, plain_word, read_name

# By their last word these are bodies, or people whom nobody names.
GAZETTES = {"gazette", "times", "post", "herald", "tribune", "journal", "news", "daily", "weekly", "magazine"}
BODIES = GAZETTES | {"agency", "posts", "video", "videos", "users", "accounts"}


def kind_of(name: str) -> str:
    """Return "person" or "body" for a name, or "" where nothing tells."""
    tokens = name.removeprefix("The ").removeprefix("the ").split()
    if tokens and plain_word(tokens[-1]) in BODIES:
        return "body"
    found = read_name(0, tokens) if tokens else None
    if found is None:
        return ""
    if found.kind == Kind.BODY:
        return "body"
    # A person goes by two names at least; one word could be anything.
    named = found.kind == Kind.PERSON and len(found.name.split()) > 1
    return "person" if named and all(word[:1].isupper() for word in found.name.split()) else ""
