"""Submissions as the tests of intake make them: folders, notebooks and zips, from plain data."""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

MODULES = ("warmup", "engine", "nn")
ENGINE = b"class Value:\n    pass\n"


def folder(path: Path, files: Mapping[str, bytes]) -> Path:
    """A folder at `path` with these files, and all the folders that they need."""
    path.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return path


def packed(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The bytes of a zip of these files."""
    return packed_as({zipfile.ZipInfo(name): data for name, data in files.items()}, method)


def packed_as(
    members: Mapping[zipfile.ZipInfo, bytes],
    method: int = zipfile.ZIP_DEFLATED,
    **lies: Any,
) -> bytes:
    """The bytes of a zip of these members; in its directory, each says what `lies` say."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for member, data in members.items():
            archive.writestr(member, data, compress_type=method)
        # The directory is written last, from what stands here.
        for member in archive.filelist:
            for name, value in lies.items():
                setattr(member, name, value)
    return buffer.getvalue()


def notebook(*sources: Any, **fields: Any) -> bytes:
    """A notebook of code cells; `fields` replace what stands at its top."""
    cells = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in sources
    ]
    document = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    return json.dumps(document | fields).encode()
