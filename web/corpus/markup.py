"""What is indexed, what is searched, and what became of added files, as HTML.

In: citations, filters, reports, and the words of the page. Out: HTML without scripts, images or any
address that a browser would load by itself; every word of an article or a file name is escaped.
"""

from collections.abc import Mapping, Sequence
from pathlib import PurePath

from index.formats.registry import SUFFIXES
from index.records import Citation, Skipped, SyncReport
from web.corpus.filters import Chosen
from web.corpus.index_update import Stage
from web.corpus.upload_results import MOST_REFUSED, Added, Dropped
from web.corpus.uploads import LIMITS, MOST_BYTES, MOST_FILES
from web.dates import time
from web.elements import bdi, joined, language, path, plain
from web.words import Words, number

__all__ = [
    "LISTED", "adding", "listing", "message", "progress", "restriction", "results",
]  # fmt: skip

# Articles that are named; of the others there is the number.
LISTED = 50
# Characters of a title, and of a file's name: enough to know it by.
_LONGEST = 160


def listing(found: Sequence[Citation], count: int, said: Words) -> str:
    """Show articles, each as a link to its page.

    Args:
        found: The first of them.
        count: How many there are.
        said: The words of the page.
    """
    if not count:
        return f'<p class="corpus-none">{plain(said["corpus_none"])}</p>'
    items = "".join(_article(citation, said) for citation in found)
    shown = f'<ul class="corpus-list" tabindex="0">{items}</ul>'
    return shown + _more(count - len(found), said)


def _article(citation: Citation, said: Words) -> str:
    lang = "" if citation.language == "und" else citation.language
    facts = (
        bdi(_short(citation.source or "")),
        time(citation.published),
        language(citation.language, said["language_unknown"]),
    )
    return (
        f'<li><a class="open-article" href="{plain(path(citation.id))}" target="_blank" '
        f'rel="noopener" lang="{plain(lang)}" dir="auto">{plain(_short(citation.title))}</a>'
        f"<p>{joined(facts)}</p></li>"
    )


def restriction(chosen: Chosen, count: int, said: Words) -> str:
    """Tell which articles are searched, where that is not all of them, and what is wrong.

    Args:
        chosen: What the form says.
        count: How many articles that leaves.
        said: The words of the page.
    """
    only = chosen.only
    lines = [
        f'<p class="corpus-wrong" role="alert">{plain(said[key].format(text=text))}</p>'
        for key, text in chosen.wrong
    ]
    if only:
        days = " – ".join((only.since or "…", only.until or "…"))
        facts = (
            *(bdi(_short(source)) for source in only.sources),
            *(language(code, said["language_unknown"]) for code in only.languages),
            f'<bdi class="days" dir="ltr">{plain(days)}</bdi>' if only.since or only.until else "",
        )
        searched = plain(said["corpus_searched"].format(count=number(count, said)))
        lines.append(f'<p class="corpus-only"><strong>{searched}</strong> {joined(facts)}</p>')
    return "".join(lines)


def adding(said: Words) -> str:
    """Show where files can be dropped; `corpus.js` brings it to life."""
    kinds = " ".join(sorted(SUFFIXES))
    size = number(MOST_BYTES / 1e6, said)
    return (
        f'<div class="corpus-drop" data-kinds="{kinds}" data-bytes="{MOST_BYTES}" '
        f'data-files="{MOST_FILES}" data-adding="{plain(said["corpus_adding"])}">'
        f"<p>{plain(said['corpus_drop'])}</p>"
        f'<button type="button" name="files">{plain(said["corpus_files"])}</button>'
        f'<button type="button" name="folder">{plain(said["corpus_folder"])}</button>'
        f'<p class="corpus-kinds">{plain(said["corpus_kinds"].format(size=size))}</p>'
        f'<input type="file" name="files" multiple hidden accept="{kinds.replace(" ", ",")}">'
        '<input type="file" name="folder" webkitdirectory hidden>'
        '<div class="corpus-progress" hidden><progress></progress><span></span></div></div>'
    )


def progress(stage: Stage | None, said: Words) -> str:
    """Show how far the index has come; without a stage, that it has begun."""
    if stage is None:
        bar, text = "<progress", said["corpus_starting"]
    else:
        key = "corpus_reading" if stage.name == "reading" else "corpus_embedding"
        text = said[key].format(done=number(stage.done, said), total=number(stage.total, said))
        bar = f'<progress value="{stage.done}" max="{stage.total or 1}"'
    label = plain(said["corpus_update"])
    return (
        f'<div class="corpus-progress">{bar} aria-label="{label}"></progress>'
        f"<span>{plain(text)}</span></div>"
    )


def message(text: str) -> str:
    """Show what went wrong."""
    return f'<p class="corpus-wrong" role="alert">{plain(" ".join(text.split()))}</p>'


def results(
    report: SyncReport | None, dropped: Dropped | None, verdicts: Mapping[str, str], said: Words
) -> str:
    """Show what became of the index, and of each file that was added.

    Args:
        report: What the index did, where it had something to do.
        dropped: What was added; without it, the files that the index skipped are named.
        verdicts: Why the index skipped files that were kept, by name; empty where it did not.
        said: The words of the page.
    """
    lines, over, more = list[str](), "", 0
    if dropped:
        lines = [_became(each, verdicts.get(each.kept, ""), said) for each in dropped.files]
        more = dropped.more
        if dropped.left:
            left = said["corpus_left"].format(
                most=number(MOST_FILES, said), count=number(dropped.left, said)
            )
            over = f'<p class="corpus-more">{plain(left)}</p>'
    elif report:
        lines = [
            _line("skipped", _where(skip), said["corpus_skipped"], skip.reason, foreign=True)
            for skip in report.skipped[:MOST_REFUSED]
        ]
        more = len(report.skipped) - len(lines)
    counts = ""
    if report:
        numbers = {name: number(getattr(report, name), said) for name in _COUNTED}
        told = said["corpus_counts"].format(**numbers, skipped=number(len(report.skipped), said))
        counts = f"<p>{plain(told)}</p>"
    listed = f'<ul class="corpus-results" tabindex="0">{"".join(lines)}</ul>' if lines else ""
    return f'<div role="status">{counts}{listed}{_more(more, said)}{over}</div>'


_COUNTED = ("added", "changed", "removed", "unchanged")


def _became(one: Added, verdict: str, said: Words) -> str:
    name = one.name if one.kept in ("", one.name) else f"{one.name} → {one.kept}"
    if one.reason:
        limit = LIMITS.get(one.reason, 0)
        why = said[one.reason].format(size=number(limit / 1e6, said), most=number(limit, said))
        return _line("skipped", name, said["corpus_skipped"], why)
    if verdict:
        return _line("skipped", name, said["corpus_skipped"], verdict, foreign=True)
    state = "added" if one.new else "unchanged"
    return _line(state, name, said["corpus_added"] if one.new else said["corpus_unchanged"])


def _line(state: str, name: str, told: str, reason: str = "", *, foreign: bool = False) -> str:
    """Tell what became of a file; what the index says is English in every language of the page."""
    why = f' lang="en" dir="auto">{plain(reason)}' if foreign else f">{plain(reason)}"
    because = f": <span{why}</span>" if reason else ""
    return (
        f'<li class="{state}"><bdi>{plain(_short(name))}</bdi> '
        f"<span>{plain(told)}{because}</span></li>"
    )


def _where(skip: Skipped) -> str:
    """Name a skipped file by its last folder, as the whole path is nobody's business here."""
    return "/".join(PurePath(skip.path).parts[-2:])


def _more(count: int, said: Words) -> str:
    if count <= 0:
        return ""
    told = said["corpus_more"].format(count=number(count, said))
    return f'<p class="corpus-more">{plain(told)}</p>'


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
