"""Every Chinese text of the guides has its English, and every translation is of a text that a guide prints."""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.roots import ROOT
from zhinan.errors import DataError
from zhinan.graph import load_library, make_guides
from zhinan.graph.words import Words, load_words, to_key

GUIDES = sorted((ROOT / "data/guides").glob("*.ttl"))
TRANSLATIONS = sorted((ROOT / "data/translations").glob("*.toml"))
ADDRESS = re.compile(r"https?://[\w./-]+\w|[\w.-]+@[\w.-]+\w")
CHINESE = re.compile("[\u4e00-\u9fff]+")

Texts = dict[tuple[str, str], list[str]]


def read_texts(path: Path, language: str) -> Texts:
    """The texts in a language by what they are about and what they say of it."""
    texts: Texts = defaultdict(list)
    for triple in ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE):
        if isinstance(triple.object, ox.Literal) and triple.object.language == language:
            texts[str(triple.subject), str(triple.predicate)].append(triple.object.value)
    return texts


def read_entries(path: Path) -> list[tuple[str, str]]:
    """The Chinese and English of a file of translations, as they stand."""
    tables = tomllib.loads(path.read_text(encoding="utf-8")).values()
    return [entry for table in tables for entry in table.items()]


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_every_chinese_text_has_its_english(path: Path) -> None:
    english = read_texts(path, "en")
    chinese = read_texts(path, "zh")
    assert chinese
    assert {what: texts for what, texts in chinese.items() if len(english.get(what, [])) < len(texts)} == {}


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_a_link_or_address_is_the_same_in_english(path: Path) -> None:
    english = read_texts(path, "en")
    given = {what: set(ADDRESS.findall(" ".join(texts))) for what, texts in read_texts(path, "zh").items()}
    translated = {what: set(ADDRESS.findall(" ".join(english[what]))) for what in given if what in english}
    assert {what: found for what, found in translated.items() if found != given[what]} == {}


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.stem)
def test_every_translation_is_of_a_text_that_a_guide_prints(path: Path) -> None:
    printed = {
        to_key(text) for guide in GUIDES for texts in read_texts(guide, "zh").values() for text in texts
    }
    assert [zh for zh, _ in read_entries(path) if to_key(zh) not in printed] == []


def test_every_text_is_translated_once() -> None:
    keys = Counter(to_key(zh) for path in TRANSLATIONS for zh, _ in read_entries(path))
    assert [key for key, times in keys.items() if times > 1] == []


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.stem)
def test_a_translation_is_trimmed_and_in_english(path: Path) -> None:
    assert [en for _, en in read_entries(path) if not en.strip() or en != en.strip() or "  " in en] == []
    assert [en for _, en in read_entries(path) if CHINESE.search(en)] == []


def test_texts_without_english_are_counted_and_the_first_are_named(sources: Path) -> None:
    library = load_library(ROOT / "data")
    _, notices = make_guides(replace(library, words=Words()), sources, library.entries["most-2020"], {})
    (message,) = [notice.message for notice in notices if "no English" in notice.message]
    assert re.match(
        r"\d{3} texts have no English: 「[^」]+」「[^」]+」「[^」]+」 …\. Add to data/translations", message
    )


def test_words_are_found_in_any_width_and_spacing(tmp_path: Path) -> None:
    words = make_words(tmp_path, a='[t]\n"项目（含 能源），不限。" = "any"')
    assert words.find("项目(含能源),不限") == "any"
    assert words.find("项目") is None


def test_two_translations_of_one_text_are_a_fault(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="translated twice, as 'energy' and 'power'"):
        make_words(tmp_path, a='[t]\n"能源" = "energy"', b='[t]\n"能 源。" = "power"')


def make_words(data: Path, **files: str) -> Words:
    """The words of a data folder with these files of translations."""
    (data / "translations").mkdir()
    for name, text in files.items():
        (data / "translations" / f"{name}.toml").write_text(text, encoding="utf-8")
    return load_words(data)
