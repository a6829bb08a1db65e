"""Places Netron's viewer, as `lightcnn.viewer` makes it fit for the book, and graphs beside it."""

from __future__ import annotations

import hashlib
import json
import shutil
from functools import cache
from pathlib import Path

from lightcnn.viewer import bundle, graph_script, own_script, wheel, whole_page


@cache
def place_viewer(target: Path) -> None:
    """Write the viewer into `target`, once a build."""
    source = wheel()
    target.mkdir(parents=True, exist_ok=True)
    (target / "index.html").write_text(whole_page(), encoding="utf8")
    (target / "modules.js").write_text(bundle(source), encoding="utf8")
    for name in ("favicon.ico", "icon.png"):
        shutil.copy(source / name, target / name)
    (target / "viewer.js").write_text(own_script(), encoding="utf8")
    # The wheel carries no licence text.
    shutil.copy(Path(__file__).with_name("netron_licence.txt"), target / "LICENSE.txt")


def place_graph(target: Path, folder: Path, name: str) -> Path:
    """Write graph `name` of `folder` into ``target/graphs`` as a script with the operators it uses."""
    facts = json.loads((folder / f"{name}.json").read_text(encoding="utf8"))
    model = (folder / f"{name}.onnx").read_bytes()
    file = target / "graphs" / f"{name}-{hashlib.sha256(model).hexdigest()[:10]}.js"
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(graph_script(facts, model), encoding="utf8")
    return file
