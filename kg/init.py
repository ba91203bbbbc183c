"""What `kg init` makes: a small commented example that builds."""

from __future__ import annotations

import json
from pathlib import Path

from kg import config, resources

_PLACES = {  # settings that only a published workspace has: why one would
    "repository": "Where the files can be seen: each entry then links to its file.",
    "address": "Where the site stands: it then has a sitemap and a page for addresses that lead nowhere.",
}
FILES = {"example.bib": "bib/example.bib", "gitignore": ".gitignore"}


def create(folder: Path, title: str = "", base: str = "") -> list[str]:
    """Make a workspace in a folder; the paths made, relative to it. Files that are there stay as they are.

    Raises config.ConfigError where the folder is a workspace already, or the base address is not one.
    """
    if (folder / config.NAME).exists():
        msg = f"{folder / config.NAME} is already there: this is a workspace. Add .bib files to {folder / 'bib'} and run `kg build`."
        raise config.ConfigError(msg)
    folder.mkdir(parents=True, exist_ok=True)
    name = title or folder.resolve().name.replace("-", " ").replace("_", " ").capitalize() or "My literature"
    (folder / config.NAME).write_text(_settings(name, base or "https://example.org/my-literature/"), encoding="utf-8")
    try:
        config.load(folder)
    except config.ConfigError:
        (folder / config.NAME).unlink()
        raise
    made = [config.NAME]
    for source, target in FILES.items():
        path = folder / target
        if not path.exists() and not (target.endswith(".bib") and any(path.parent.glob("*.bib"))):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes((resources.starter_dir() / source).read_bytes())
            made.append(target)
    return made


def _settings(title: str, base: str) -> str:
    places = "".join(f"# {why}\n# {name} = {json.dumps(config.PLACES[name])}\n" for name, why in _PLACES.items())
    return f"""# This folder is a bibkg workspace: bib files in bib/ become a graph and a site.
title = {json.dumps(title, ensure_ascii=False)}
# Every name in the graph starts with this address. Use one of your own if you mean to publish.
base = {json.dumps(base, ensure_ascii=False)}
language = "en"
{places}"""
