"""Writes that outlive a power cut: what was flushed is on the disk, names of files included."""

import hashlib
import os
from pathlib import Path

__all__ = ["flush_file", "flush_folder", "write_text"]


def write_text(file: Path, text: str) -> None:
    """Write a text with a line end, and flush it."""
    with file.open("w", encoding="utf-8") as out:
        out.write(text + "\n")
        out.flush()
        os.fsync(out.fileno())


def flush_file(file: Path) -> tuple[int, str]:
    """Flush a file that others wrote; returns its size in bytes and its SHA-256."""
    with file.open("rb+") as written:
        os.fsync(written.fileno())
        return file.stat().st_size, hashlib.file_digest(written, "sha256").hexdigest()


def flush_folder(folder: Path) -> None:
    """Flush the names in a folder."""
    if os.name == "nt":  # folders cannot be opened there, and renames are flushed with the file
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
