"""Zips that are made: the same files, the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Mapping

EPOCH = (2020, 1, 1, 0, 0, 0)
READABLE, RUNNABLE = 0o100644 << 16, 0o100755 << 16


def pack(files: Mapping[str, bytes], runnable: Collection[str] = ()) -> bytes:
    """A zip of these files, by name; those that are `runnable` say so."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sorted(files.items()):
            member = zipfile.ZipInfo(name, EPOCH)
            member.create_system = 3  # Unix, or the rights are not read
            member.external_attr = RUNNABLE if name in runnable else READABLE
            packed.writestr(member, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
