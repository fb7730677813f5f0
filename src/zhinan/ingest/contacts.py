"""Contacts as printed: name, organisation, telephone, mail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from zhinan.ingest.grammar import Grammar
from zhinan.ingest.passage import Passage, split_outside_brackets
from zhinan.model import Contact

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def find_contacts(passages: Iterable[Passage], grammar: Grammar) -> list[Contact]:
    """The people and addresses that a direction names, in the order printed."""
    contacts: list[Contact] = []
    for passage in passages:
        introduced = grammar.contacts["introduced"].search(passage.key)
        if introduced:
            entries = split_outside_brackets(passage[introduced.end() :], "；;")
            contacts += [_to_contact(entry, introduced["side"] or "", grammar.contacts) for entry in entries]
    return contacts


def _to_contact(entry: Passage, side: str, printed: Mapping[str, re.Pattern[str]]) -> Contact:
    mail, phone = _MAIL.search(entry.key), printed["phone"].search(entry.key)
    words = [
        part for part in re.split(r"[,\s]*,\s*", printed["labelled"].sub("", entry.key)) if part.strip(" ,。")
    ]
    organisation = [word.strip() for word in words if printed["organisation"].fullmatch(word.strip())]
    names = [word.strip(" ,。") for word in words if word.strip() not in organisation and "@" not in word]
    return Contact(
        name=names[0] if names else "", organisation=organisation[0] if organisation else "", side=side,
        phone=phone["value"].strip() if phone else "", email=mail.group() if mail else "", span=entry.span,
    )  # fmt: skip
