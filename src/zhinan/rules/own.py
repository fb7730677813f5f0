"""The rules that come with Zhinan: its guides, reference data and ontology, and the shapes compiled from them."""

from __future__ import annotations

from zhinan.files import find_folder
from zhinan.rules.rulebook import Rulebook, open_rulebook


def open_own_rules() -> Rulebook:
    """The rulebook of the project's own files. Raises DataError where they cannot be read."""
    data = find_folder("data")
    folders = (data / "guides", data / "reference", find_folder("ontology"))
    files = [path for folder in folders for path in sorted(folder.glob("*.ttl"))]
    return open_rulebook(
        [path for path in files if path.name != "prefixes.ttl"], find_folder("shapes") / "rules"
    )
