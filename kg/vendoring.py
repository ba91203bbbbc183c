"""What `make vendor` makes out of a package of npm: a script that pages from file:// can load. Run as a program, by any Python.

A page opened from a folder can fetch nothing: so the engine's code and its WebAssembly travel as strings in a classic script.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
import sys
from pathlib import Path


def engine(package: Path) -> str:
    """The script `oxigraph.js` out of the npm package oxigraph: `KG_OXIGRAPH`, with the code for a classic worker and the WebAssembly."""
    about = json.loads((package / "package.json").read_text(encoding="utf-8"))
    packed = gzip.compress((package / "web_bg.wasm").read_bytes(), 9, mtime=0)
    made = {
        "version": about["version"],
        "glue": classic((package / "web.js").read_text(encoding="utf-8")),
        "wasm": base64.b64encode(packed).decode(),
    }
    notice = f"/* oxigraph {about['version']}, {about['license']}, https://github.com/oxigraph/oxigraph */"
    return f"{notice}\nglobalThis.KG_OXIGRAPH = {json.dumps(made)};\n"


def classic(module: str) -> str:
    r"""The code of a module as that of a classic script.

    >>> classic("export class A {}\nnew URL('a.wasm', import.meta.url);\nexport { b, c as default };\n")
    "class A {}\nnew URL('a.wasm', '');\n"
    """
    module = re.sub(r"(?m)^export \{[^}]*\};?\n?", "", module)
    return re.sub(r"(?m)^export (?:default )?", "", module).replace("import.meta.url", "''")


if __name__ == "__main__":
    source, made = map(Path, sys.argv[1:])
    made.parent.mkdir(exist_ok=True)
    made.write_text(engine(source), encoding="utf-8")
