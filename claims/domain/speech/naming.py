"""Whether a name by itself is a person's or a body's."""

from claims.domain.speech.names import Kind, read_name


def kind_of(name: str) -> str:
    """Return "person" or "body" for a name, or "" where nothing tells."""
    tokens = name.removeprefix("The ").removeprefix("the ").split()
    found = read_name(0, tokens) if tokens else None
    if found is None:
        return ""
    if found.kind == Kind.BODY:
        return "body"
    # A person goes by two names at least; one word could be anything.
    named = found.kind == Kind.PERSON and len(found.name.split()) > 1
    return "person" if named and all(word[:1].isupper() for word in found.name.split()) else ""
