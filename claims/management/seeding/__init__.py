"""The demonstration newsroom: read from a seeds folder, loaded through the desk's own functions."""

from claims.management.seeding.loading import Loaded, desk_is_empty, load_newsroom
from claims.management.seeding.reading import read_newsroom
from claims.management.seeding.records import SeedError

__all__ = ["Loaded", "SeedError", "desk_is_empty", "load_newsroom", "read_newsroom"]
