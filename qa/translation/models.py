"""Models of Firefox's translations in the user's cache: installed on demand, checked by sum.

In: files that somebody has, or what Mozilla offers where a command asks for it. Out: folders, one a
pair of languages, with their files' SHA-256 beside them.
"""

import gzip
import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import regex
from platformdirs import user_cache_path

from qa.translation.protocol import TranslationError

__all__ = ["Model", "engine_of", "folder", "install", "installed", "load", "offered", "remove"]

_SUMS = "sums.json"
_LANGUAGE = regex.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,4})?")
# The files of a model, by the part they play; of those with a bar any will do.
_PARTS = {"model": "model.*.bin", "vocab": "vocab.*.spm", "source": "srcvocab.*.spm",
          "target": "trgvocab.*.spm", "shortlist": "lex.*.bin"}  # fmt: skip
_NO_ENGINE = 'no engine translates here; install it with: pip install "beleg[translate]"'
_PACKED = ("", ".zst", ".gz")

Model = dict[str, bytes]


def folder() -> Path:
    """Give where models lie."""
    return user_cache_path("beleg") / "translation"


def installed() -> dict[tuple[str, str], int]:
    """Give the pairs of languages that are there, and how many bytes each takes."""
    found = dict[tuple[str, str], int]()
    for sums in sorted(folder().glob(f"*_*/{_SUMS}")):
        source, _, target = sums.parent.name.partition("_")
        found[source, target] = sum(file.stat().st_size for file in sums.parent.iterdir())
    return found


def load(source: str, target: str) -> Model:
    """Read the files of a pair, each checked against its sum.

    Raises:
        TranslationError: It is not there, or is not what was installed.
    """
    place = _place(source, target)
    again = f"install it with: beleg translate --install {source} {target}"
    try:
        sums: Mapping[str, list[str]] = json.loads((place / _SUMS).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise TranslationError(f"no model translates {source} into {target}; {again}") from error
    except (OSError, ValueError) as error:
        raise TranslationError(f"the model at {place} cannot be read; {again}") from error
    found = Model()
    for part, (name, checksum) in sums.items():
        try:
            data = (place / Path(name).name).read_bytes()
        except OSError as error:
            raise TranslationError(f"the model at {place} lacks {name}; {again}") from error
        if hashlib.sha256(data).hexdigest() != checksum:
            raise TranslationError(f"{place / name} is not what was installed; {again}")
        found[part] = data
    return found


def install(source: str, target: str, files: Path | None = None) -> Path:
    """Put a model into the cache.

    Args:
        source: Language of the texts.
        target: Language they are translated into.
        files: A folder with the files of the model, packed (`.zst`, `.gz`) or not; without it they
            are fetched from where Firefox gets them, which checks their sums.

    Raises:
        TranslationError: The files are not there, are no model, or cannot be fetched.
    """
    if files is not None:
        return _kept(source, target, _collected(files, source, target))
    with tempfile.TemporaryDirectory() as fetched:
        _fetch(source, target, fetched)
        pairs = sorted(each for each in Path(fetched).rglob("*") if any(each.glob("model.*")))
        if not pairs:
            raise TranslationError(f"nothing was fetched for {source} into {target}; try again")
        for each in pairs:  # two, where the way leads over a third language
            first, _, second = each.name.partition("-")
            place = _kept(first, second, _collected(each, first, second))
    return place


def remove(source: str, target: str) -> bool:
    """Take a model away; tell whether it was there."""
    place = _place(source, target)
    if not place.exists():
        return False
    shutil.rmtree(place)
    return True


def engine_of(model: Model) -> Any:
    """Make an engine of the files of a model.

    Raises:
        TranslationError: They are no model, or there is no engine here.
    """
    try:
        from fxtranslate import Translator
    except ImportError as error:
        raise TranslationError(_NO_ENGINE) from error
    shared = model.get("vocab", b"")
    source, target = model.get("source", shared), model.get("target", shared)
    try:
        return Translator(model["model"], source, target, model.get("shortlist"))
    except ValueError as error:
        raise TranslationError(f"the files are no model: {error}") from error


def offered(source: str, target: str) -> tuple[int, str]:
    """Ask what a model that can be fetched has: its bytes, packed, and where they come from.

    Raises:
        TranslationError: There is none, or it cannot be asked.
    """
    fx = _discovery()
    try:
        body = fx.fetch_records_body()
        route = fx.resolve_route(body, source, target)
        records = json.loads(body)["data"]
    except (ValueError, KeyError, TypeError) as error:
        raise _unreachable(source, target, error) from error
    stops = [route["src"], *([route["pivot"]] if "pivot" in route else []), route["trg"]]
    legs = set(pairwise(stops))
    sizes = dict[tuple[str, str, str], int]()  # of several versions, the last
    for each in records:
        leg = each.get("sourceLanguage"), each.get("targetLanguage")
        if leg in legs:
            sizes[(*leg, each.get("fileType"))] = int((each.get("attachment") or {}).get("size", 0))
    return sum(sizes.values()), fx.records_url()


def _fetch(source: str, target: str, place: str) -> None:
    try:
        _discovery().add_models(source, target, place, False)
    except ValueError as error:
        raise _unreachable(source, target, error) from error


def _unreachable(source: str, target: str, error: Exception) -> TranslationError:
    return TranslationError(
        f"no model for {source} into {target} can be fetched ({error}); with files that you have: "
        f"beleg translate --install {source} {target} --from FOLDER"
    )


def _discovery() -> Any:
    try:
        from fxtranslate import discovery
    except ImportError as error:
        raise TranslationError(_NO_ENGINE) from error
    return discovery


def _place(source: str, target: str) -> Path:
    for code in (source, target):
        if not _LANGUAGE.fullmatch(code):
            raise TranslationError(f"{code!r} is no language; write its code, such as de or en")
    return folder() / f"{source}_{target}"


def _collected(files: Path, source: str, target: str) -> Model:
    """Read the files of a model out of a folder, or of the one of its pair in it."""
    inner = (files / f"{source}-{target}", files / f"{source}{target}")
    place = next((each for each in inner if each.is_dir()), files)
    found = Model()
    for part, pattern in _PARTS.items():
        every = [each for packed in _PACKED for each in sorted(place.glob(pattern + packed))]
        own = [each for each in every if f".{source}{target}." in each.name]
        if chosen := (own or every)[:1]:
            found[part] = _unpacked(chosen[0])
    if "model" not in found or not ("vocab" in found or {"source", "target"} <= found.keys()):
        raise TranslationError(
            f"{files} holds no model for {source} into {target}; it takes model.*.bin with "
            "vocab.*.spm, or with srcvocab.*.spm and trgvocab.*.spm"
        )
    return found


def _unpacked(file: Path) -> bytes:
    try:
        data = file.read_bytes()
        if file.suffix == ".zst":
            return bytes(_discovery().verify_and_decompress(data))
        return gzip.decompress(data) if file.suffix == ".gz" else data
    except (OSError, EOFError, ValueError) as error:
        raise TranslationError(f"{file} cannot be read: {error}") from error


def _kept(source: str, target: str, model: Model) -> Path:
    """Write a model whole, in the place of what was there before; nothing that is no model."""
    engine_of(model)
    place = _place(source, target)
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=place.parent, prefix=".draft-"))
    try:
        sums = dict[str, tuple[str, str]]()
        for part, data in model.items():
            name = f"{part}.bin"
            (draft / name).write_bytes(data)
            sums[part] = (name, hashlib.sha256(data).hexdigest())
        (draft / _SUMS).write_text(json.dumps(sums), encoding="utf-8")
        if place.exists():
            shutil.rmtree(place)
        draft.replace(place)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise TranslationError(f"the model cannot be kept at {place}: {error}") from error
    return place
