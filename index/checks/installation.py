"""Examines what is installed: versions, packages of the same name, the bundled model.

Out: a fact for each check, or a `BelegError` with the command that mends it.
"""

import json
import platform
import sys
from contextlib import suppress
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from index.errors import BelegError, typed
from index.model import bundled, weights
from index.model.encoder import model_name

__all__ = ["bundled_model", "packages", "versions"]

_HOME = Path(__file__).parents[2]
_PACKAGES = ("index", "qa", "web", "app")
_NEEDED = ("torch", "transformers", "sentence-transformers", "faiss-cpu", "onnxruntime", "gradio")


def versions() -> str:
    """Tell the versions of what matters; `BelegError` where a package is missing."""
    found = {"Python": platform.python_version(), "beleg": _version("beleg") or "not installed"}
    for name in _NEEDED:
        version = _version(name)
        if version is None:
            raise BelegError(f"{name} is not installed; install it with: {_pip('install')}")
        found[name] = version
    return ", ".join(f"{name} {version}" for name, version in found.items())


def packages() -> str:
    """See whether another package has overwritten one of ours; their names are common."""
    for name in _PACKAGES:
        spec = find_spec(name)
        if spec is None or spec.origin is None or _HOME not in Path(spec.origin).parents:
            where = spec.origin if spec else "nowhere"
            raise BelegError(
                f"the package {name!r} is found at {where} instead of {_HOME}; install Beleg into "
                f"an environment of its own: python -m venv beleg && "
                f"{typed('beleg/bin/pip', 'install', _source())}"
            )
    owners = metadata.packages_distributions()
    for name in _PACKAGES:
        if others := sorted({*owners.get(name, ())} - {"beleg"}):
            raise BelegError(
                f"{', '.join(others)} also installs a package called {name!r}; remove it with: "
                f"{typed(sys.executable, '-m', 'pip', 'uninstall', '-y', *others)}, then: "
                f"{_pip('install', '--force-reinstall', '--no-deps')}"
            )
    return f"{', '.join(_PACKAGES)} are those in {_HOME}"


def bundled_model(model: str | None) -> str:
    """Prepare the bundled model where it is the one in use; `ModelError` where that fails."""
    if (name := model_name(model)) != weights.NAME:
        return f"not in use: questions are encoded with {name}"
    return f"{weights.NAME} in {bundled.folder()}"


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _pip(*words: str) -> str:
    return typed(sys.executable, "-m", "pip", *words, _source())


def _source() -> str:
    """Tell what Beleg was installed from, for pip to install it again."""
    if (_HOME / "pyproject.toml").is_file():
        return str(_HOME)
    with suppress(metadata.PackageNotFoundError, ValueError, KeyError):
        origin = metadata.distribution("beleg").read_text("direct_url.json")
        return str(json.loads(origin or "")["url"])
    return "beleg"
