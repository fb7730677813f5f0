"""Graphviz draws the views legibly: Chinese glyphs are there, labels are wrapped, clusters and weights show."""

from __future__ import annotations

import re
import shutil
import subprocess
from array import array
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest

from export.corpus import load_case, project_case
from export.readers import need_dot
from zhinan.errors import OutputError
from zhinan.export import EdgeList, Layout, Node, PropertyGraph, Selection, Word, export_graph, project_view
from zhinan.export.writers.dot import FONTS
from zhinan.export.writers.pictures import draw_png

SVG = "{http://www.w3.org/2000/svg}"
VIEWS = ("partners-fields", "programmes")
INK = 140  # of 255: darker is text; fills are light


@pytest.fixture(autouse=True)
def _need_dot() -> None:
    need_dot()


def draw_svg(view: str, folder: Path, language: str = "") -> ElementTree.Element:
    export_graph(load_case("small"), view, "svg", folder / "out.svg", Selection(language=language))
    return ElementTree.parse(folder / "out.svg").getroot()


def read_texts(picture: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in picture.iter(f"{SVG}text")]


@pytest.mark.parametrize("view", VIEWS)
def test_every_label_is_in_the_picture(view: str, tmp_path: Path) -> None:
    texts = read_texts(draw_svg(view, tmp_path))
    drawn = "".join(texts).replace("\u00a0", " ")
    missing = [node.label for node in project_view(load_case("small"), view).nodes if node.label not in drawn]
    assert missing == []


@pytest.mark.parametrize("view", VIEWS)
def test_a_font_has_every_character_of_the_picture(view: str, tmp_path: Path) -> None:
    if not shutil.which("fc-list"):
        pytest.skip("fontconfig is not installed")
    signs = {sign for text in read_texts(draw_svg(view, tmp_path)) for sign in text if not sign.isspace()}
    charset = ":charset=" + " ".join(f"{ord(sign):x}" for sign in sorted(signs))
    fonts = subprocess.run(["fc-list", charset, "family"], capture_output=True, check=True, text=True).stdout
    assert fonts.strip(), "no installed font has all these characters; install fonts-noto-cjk"


def test_a_chinese_sign_is_drawn_and_no_box_in_its_place() -> None:
    """The sign 一 is one stroke: a few rows of ink. A box for a missing glyph has ink in many rows."""
    image_module = pytest.importorskip("PIL.Image", reason="Pillow is not installed")
    node = Node("one", "一", "Field", {})
    graph = PropertyGraph(
        name="one", nodes=[node], edges=EdgeList(nodes=["one"], kinds=[], packed=array("Q")),
        node_columns=(), edge_columns=(), classes=(Word("Field", "", "", ""),), layout=Layout(cluster=""),
    )  # fmt: skip
    image = image_module.open(BytesIO(b"".join(draw_png(graph)))).convert("L")
    width, height = image.size
    middle = image.crop((width * 2 // 5, height * 35 // 100, width * 3 // 5, height * 65 // 100))
    ink = [any(middle.getpixel((x, y)) < INK for x in range(middle.width)) for y in range(middle.height)]
    assert 1 <= sum(ink) <= 5


@pytest.mark.parametrize("view", VIEWS)
def test_the_png_is_not_the_one_with_boxes_for_chinese(
    view: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_graph(load_case("small"), view, "png", tmp_path / "drawn.png")
    monkeypatch.setenv("FONTCONFIG_FILE", str(_allow_latin_fonts_only(tmp_path)))
    export_graph(load_case("small"), view, "png", tmp_path / "boxes.png")
    assert (tmp_path / "drawn.png").read_bytes() != (tmp_path / "boxes.png").read_bytes()


def _allow_latin_fonts_only(folder: Path) -> Path:
    """A fontconfig file by which all fonts but those with Chinese signs are found, so that these become boxes."""
    if not shutil.which("fc-list"):
        pytest.skip("fontconfig is not installed")
    listed = {
        query: subprocess.run(
            ["fc-list", *query, "--format=%{file}\\n"], capture_output=True, check=True, text=True
        )
        for query in ((), (":lang=zh",))
    }
    latin = set(listed[()].stdout.split()) - set(listed[":lang=zh",].stdout.split())
    assert latin, "no font without Chinese signs is installed"
    (folder / "fonts").mkdir()
    for font in latin:
        (folder / "fonts" / Path(font).name).symlink_to(font)
    config = folder / "fonts.conf"
    config.write_text(
        f"<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}</cachedir></fontconfig>", encoding="utf-8"
    )
    return config


def test_the_fonts_are_a_stack_of_chinese_ones(tmp_path: Path) -> None:
    families = {element.get("font-family") for element in draw_svg("programmes", tmp_path).iter(f"{SVG}text")}
    assert families == {FONTS}


def test_pictures_speak_the_language_asked_for(tmp_path: Path) -> None:
    texts = read_texts(draw_svg("partners-fields", tmp_path, language="en"))
    assert {"Israel", "Brazil", "energy", "Asia"} <= set(texts)


def test_heavier_edges_are_wider(tmp_path: Path) -> None:
    picture = draw_svg("partners-fields", tmp_path)
    widths = {
        group.get("id"): float(path.get("stroke-width", "1"))
        for group in picture.iter(f"{SVG}g")
        if group.get("class") == "edge"
        for path in group.iter(f"{SVG}path")
    }
    weights = {
        edge.id: edge.attributes["weight"]
        for edge in project_view(load_case("small"), "partners-fields").edges
    }
    assert sorted(weights, key=weights.__getitem__) == sorted(widths, key=widths.__getitem__)
    assert len(set(widths.values())) > 1


def test_a_long_label_is_wrapped(tmp_path: Path) -> None:
    export_graph(load_case("hostile"), "whole", "svg", tmp_path / "out.svg")
    texts = read_texts(ElementTree.parse(tmp_path / "out.svg").getroot())
    assert max(len(text) for text in texts) <= 50


def test_without_graphviz_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(OutputError, match="Graphviz is not installed"):
        export_graph(load_case("small"), "programmes", "png", tmp_path / "out.png")
    assert list(tmp_path.iterdir()) == []


def test_a_drawing_that_nobody_could_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhinan.export.writers.pictures._MOST", 10)
    with pytest.raises(OutputError, match=r"\d+ nodes and edges"):
        list(draw_png(project_case("small")))


def test_pngs_are_pngs(tmp_path: Path) -> None:
    export_graph(load_case("small"), "programmes", "png", tmp_path / "out.png")
    assert re.match(rb"\x89PNG\r\n", (tmp_path / "out.png").read_bytes())
