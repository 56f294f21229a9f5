"""What an index holds, counted: by source, language and date, and what was skipped and why.

In: an open catalogue and its manifest. Out: plain data, which `index.terminal` and `--json` show.
"""

from collections import Counter
from typing import Any

from index.store.catalogue import Catalogue
from index.store.contract.manifest import Manifest
from index.store.contract.places import Place

__all__ = ["NO_KIND", "NO_SOURCE", "describe"]

# What articles are counted under whose text does not say who published it.
NO_SOURCE = "(no source)"

# What a file is that no reader took, as `docs/formats.md` calls it.
NO_KIND = "unknown"

# Columns are cast because damaged ones may hold bytes, which JSON has no word for, or nothing.
_ARTICLES = """
SELECT CAST(source AS TEXT), CAST(ifnull(language, '') AS TEXT),
    CAST(substr(published, 1, 7) AS TEXT), CAST(MIN(published) AS TEXT),
    CAST(MAX(published) AS TEXT), COUNT(*)
FROM articles GROUP BY 1, 2, 3
"""
_REASONS = """
SELECT CAST(ifnull(reason, '') AS TEXT), COUNT(*) FROM (
    SELECT reason FROM files WHERE reason IS NOT NULL UNION ALL SELECT reason FROM flaws)
GROUP BY 1
"""


# Files of one whole article, which nobody needs to be told of, are most of them.
_FILES = """
SELECT CAST(files.path AS TEXT), CAST(files.kind AS TEXT), COUNT(articles.key),
    ifnull(SUM(articles.cut), 0)
FROM files LEFT JOIN articles ON articles.file = files.key
GROUP BY files.key HAVING COUNT(articles.key) != 1 OR SUM(articles.cut) > 0 ORDER BY files.path
"""


def describe(
    store: Place, name: str, before: str | None, manifest: Manifest, catalogue: Catalogue
) -> dict[str, Any]:
    """Count what a generation holds, in one pass over its articles and one over its passages.

    Args:
        store: Where the index is kept.
        name: The name of the generation.
        before: The generation that can be gone back to, if any.
        manifest: What the generation is made of.
        catalogue: What it holds.

    Returns:
        Its counts, model, size, age and roots; articles by source and language, passages by
        language, files and parts of files by the reason why they were skipped, each with the most
        frequent first; articles by year and month of publication, in order; the files that gave
        more or fewer than one article, or one that was cut off.
    """
    sources, languages, months = Counter[str](), Counter[str](), Counter[str]()
    days = set[str]()
    for source, language, month, first, last, count in catalogue.select(_ARTICLES):
        sources[source or NO_SOURCE] += count
        languages[language] += count
        months[month or ""] += count
        days |= {first, last} if month else set()
    undated = months.pop("", 0)
    years = Counter[str]()
    for month, count in months.items():
        years[month[:4]] += count
    return {
        **manifest.counts._asdict(),
        "model": manifest.model.name,
        "megabytes": round(sum(size for size, _ in manifest.files.values()) / 1e6, 2),
        "built": manifest.created,
        "generation": name,
        "generation_before": before,
        "store": str(store),
        "roots": list(manifest.roots),
        "sources": _ranked(sources),
        "languages": _ranked(languages),
        "passage_languages": _ranked(catalogue.passage_languages()),
        "first_published": min(days, default=None),
        "last_published": max(days, default=None),
        "years": dict(sorted(years.items())),
        "months": dict(sorted(months.items())),
        "undated": undated,
        "files": [
            {"path": path, "kind": kind or NO_KIND, "articles": count, "cut": cut}
            for path, kind, count, cut in catalogue.select(_FILES)
        ],
        "skipped_reasons": _ranked(dict(catalogue.select(_REASONS))),
        "skipped": [
            {"path": str(skip.path), "reason": str(skip.reason)} for skip in catalogue.skipped()
        ],
    }


def _ranked(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))
