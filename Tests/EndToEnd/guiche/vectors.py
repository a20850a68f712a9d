"""The public test vectors, read from beside the project; cases are skipped only when the folder is not there."""

import base64
import json
import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[3]
FOLDER = Path(os.environ.get("GUICHE_VECTORS", PROJECT.parent / "shared" / "vectors"))
_ABSENT = [pytest.param(None, marks=pytest.mark.skip(reason=f"no vectors at {FOLDER}"), id="absent")]


def load(name):
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def cases(name, member="cases", key="id", where=lambda case: True):
    """The cases of one member of a file, as parameters named by their key."""
    if not FOLDER.is_dir():
        return _ABSENT
    return [pytest.param(case, id=str(case[key])) for case in load(name)[member] if where(case)]


def content(case):
    """The body of a multipart case, from base64 or from its recipe."""
    if "body_b64" in case:
        return base64.b64decode(case["body_b64"])
    return b"".join(_piece(piece) for piece in case["body_recipe"])


def _piece(piece):
    if "text" in piece:
        return piece["text"].encode()
    if "b64" in piece:
        return base64.b64decode(piece["b64"])
    return base64.b64decode(piece["repeat_b64"]) * piece["count"]
