"""Contacts as printed: name, organisation, telephone, mail."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zhinan.ingest.passage import Passage, split_outside_brackets
from zhinan.model import Contact

_INTRODUCED = re.compile(
    r"(?P<side>[\u4e00-\u9fff]{1,2}方(?:\([\u4e00-\u9fff]+\))?)?(?:项目征集)?联系(?:人|邮箱)\s?:"
)
_PHONE = re.compile(r"电话\s?:\s?(?P<value>[-+\d、 /()中继线]*\d(?:\s?\(中继线\))?)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LABELLED = re.compile(r"(?:电话|邮箱|电邮|电子邮箱|联系邮箱)\s?:.*")
_ORGANISATION = re.compile(r"[\u4e00-\u9fff]*(?:财团|评价院|秘书处|中心|官员|部|局|司|署)")


def find_contacts(passages: Iterable[Passage]) -> list[Contact]:
    """The people and addresses that a direction names, in the order printed."""
    contacts: list[Contact] = []
    for passage in passages:
        introduced = _INTRODUCED.search(passage.key)
        if introduced:
            entries = split_outside_brackets(passage[introduced.end() :], "；;")
            contacts += [_to_contact(entry, introduced["side"] or "") for entry in entries]
    return contacts


def _to_contact(entry: Passage, side: str) -> Contact:
    mail, phone = _MAIL.search(entry.key), _PHONE.search(entry.key)
    words = [part for part in re.split(r"[,\s]*,\s*", _LABELLED.sub("", entry.key)) if part.strip(" ,。")]
    organisation = [word.strip() for word in words if _ORGANISATION.fullmatch(word.strip())]
    names = [word.strip(" ,。") for word in words if word.strip() not in organisation and "@" not in word]
    return Contact(
        name=names[0] if names else "", organisation=organisation[0] if organisation else "", side=side,
        phone=phone["value"].strip() if phone else "", email=mail.group() if mail else "", span=entry.span,
    )  # fmt: skip
