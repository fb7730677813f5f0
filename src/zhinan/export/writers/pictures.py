"""Pictures, drawn by Graphviz where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial

from zhinan.errors import OutputError
from zhinan.export.graph import PropertyGraph
from zhinan.export.writers.dot import write_dot

_CREATED = re.compile(rb"(/CreationDate \(D:)(\d+)")  # set to zeros, so that one graph makes one file
_LONGEST = 600  # seconds that a drawing may take
_MOST = 5000  # nodes and edges beyond which nobody can read a drawing


def draw_graph(graph: PropertyGraph, form: str) -> Iterator[bytes]:
    """The picture as svg, png or pdf.

    Raises OutputError where Graphviz is missing, fails or takes too long, or where the view is too large to draw.
    """
    size = len(graph.nodes) + len(graph.edges)
    if size > _MOST:
        raise OutputError(
            f"{graph.name}: {size} nodes and edges make no legible picture. Choose a smaller view, filter it, or "
            "export it for Gephi."
        )
    program = shutil.which("dot")
    if program is None:
        raise OutputError(
            f"{form}: Graphviz is not installed. Install it (its program is `dot`), or export dot."
        )
    text = "".join(write_dot(graph, data=False)).encode()
    try:
        done = subprocess.run(
            [program, f"-T{form}"], input=text, capture_output=True, check=True, timeout=_LONGEST
        )
    except subprocess.CalledProcessError as err:
        problem = err.stderr.decode(errors="replace").strip().splitlines()
        raise OutputError(
            f"{form}: dot failed ({problem[0] if problem else err.returncode}). Export dot instead."
        ) from err
    except subprocess.TimeoutExpired as err:
        raise OutputError(
            f"{form}: dot took over {_LONGEST} s. Choose a smaller view, or export dot."
        ) from err
    yield _CREATED.sub(lambda found: found[1] + b"0" * len(found[2]), done.stdout)


draw_svg, draw_png, draw_pdf = (partial(draw_graph, form=form) for form in ("svg", "png:cairo", "pdf"))
