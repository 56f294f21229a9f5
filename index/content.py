"""What each stretch of an article is: headline, text, teaser, credit, link, header.

In: the decoded text. Out: labelled spans over it. The text itself is never edited, so offsets into
it stay true. The rules come from how news pages are made, not from any one site or language;
phrases are listed for the languages in which the large outlets publish, and a phrase only counts
where a line starts with it or consists of it.
"""

from dataclasses import replace
from itertools import pairwise

import regex
from markdown_it import MarkdownIt

from index.records import Label, Span

__all__ = ["front_matter_end", "spans"]

_LINE = regex.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_NEWLINE = regex.compile(r"\r\n?|\n")

# Hard-wrapped text (mail, telex, e-books) breaks lines at 60 to 90 characters; a page saved as
# text has one line a paragraph, which is longer than this in any article worth the name.
_WRAP_WIDTH = 100
_WRAPPED_SHARE = 0.6

# Longest headline, section heading and credit line that we believe in, in characters. Longer
# "headlines" are standfirsts; agency style guides ask for fewer than 100.
_HEADLINE_LENGTH = 220
_HEADING_LENGTH = 90
_CREDIT_LENGTH = 120
_LINK_LENGTH = 40

# How many blocks from the top may belong to the page's header.
_HEAD_BLOCKS = 12

_TEASER = regex.compile(
    r"""(?ix)^[\s>»›•*\-–—|+]*(?:
      siehe\s+auch | lesen\s+sie\s+(?:auch|hier|dazu|mehr) | lies\s+auch | mehr\s+zum\s+thema
    | auch\s+interessant | das\s+könnte\s+(?:sie|dich)\s+(?:auch\s+)?interessieren
    | ähnliche\s+(?:artikel|nachrichten|beiträge) | zum\s+thema
    | see\s+also | read\s+(?:also|more|next) | also\s+read | related(?:\s+\w+)? | similar\s+news
    | more\s+on\s+this(?:\s+story)? | recommended | you\s+may\s+also\s+like | don['’]t\s+miss
    | (?:à\s+)?lire\s+(?:aussi|également) | à\s+lire | voir\s+aussi | sur\s+le\s+même\s+sujet
    | le[ea]\s+también | lea\s+(?:además|más) | leer\s+más | te\s+puede\s+interesar | ver\s+también
    | leggi\s+anche | potrebbe\s+interessarti | vedi\s+anche
    | leia\s+(?:também|mais) | veja\s+também | saiba\s+mais
    | lees\s+ook | zie\s+ook | läs\s+(?:också|även|mer) | les\s+også | læs\s+også | lue\s+myös
    | czytaj\s+(?:także|też|więcej) | zobacz\s+(?:także|też) | citește\s+și | vezi\s+și
    | čtěte\s+také | přečtěte\s+si | ilgili\s+haber(?:ler)? | ayrıca\s+bak(?:ın|ınız)
    | читайте\s+также | смотрите\s+также | по\s+теме | читайте\s+також
    | διαβάστε\s+(?:επίσης|ακόμη) | اقرأ\s+(?:أيضا|أيضًا|المزيد) | انظر\s+أيضا | طالع\s+أيضا
    | यह\s+भी\s+पढ़ें | xem\s+thêm | อ่านเพิ่มเติม | 相关阅读 | 相关新闻 | 延伸阅读
    | 関連記事 | 관련\s*기사
    )(?:\s*[:：»›>–—|]|\s+-\s|\s{2,}|\s*$
    # Without a sign between them only a headline, not "Read more Shakespeare, the minister said."
    |\s+(?=(?-i:[\p{Lu}\p{Lo}])|["'„“«「])(?!.*[.。।۔][\s"'“”’»«)」]*$))"""
)
_LINK = regex.compile(
    r"""(?ix)^\W*(?:
      weiter\s*lesen | mehr\s+lesen | mehr\s+(?:dazu|erfahren) | zum\s+artikel | jetzt\s+lesen
    | read\s+more | continue\s+reading | read\s+(?:the\s+)?full\s+(?:story|article) | learn\s+more
    | lire\s+(?:la\s+suite|plus) | en\s+savoir\s+plus | leer\s+más | seguir\s+leyendo | ver\s+más
    | leggi\s+(?:tutto|di\s+più) | continua\s+a\s+leggere | ler\s+mais | continuar\s+lendo
    | lees\s+(?:meer|verder) | läs\s+mer | les\s+mer | læs\s+mere | lue\s+lisää
    | czytaj\s+(?:dalej|więcej) | citește\s+mai\s+(?:mult|departe) | číst\s+dál(?:e)?
    | devamını\s+oku | читать\s+(?:далее|дальше|полностью) | читати\s+далі
    | διαβάστε\s+περισσότερα | اقرأ\s+المزيد | और\s+पढ़ें | đọc\s+tiếp | อ่านต่อ
    | 阅读(?:更多|全文) | 查看更多 | 続きを読む | もっと見る | 더\s*보기
    | share | teilen | drucken | print
    )\W*$"""
)
_CREDIT_START = regex.compile(
    r"(?i)^\W*(?:©|\(c\)\s|copyright\s*(?:©|\(c\)|\d{4}|by\b|[:：])|"
    r"(?:fotos?|photos?|bild(?:er)?|images?|credit|cr[eé]dit(?:o?s)?|quelle|фото|صورة|图片|写真)"
    r"\s*(?:credit|source|nachweis|quelle|photo|by|von|par|de|di)?\s*(?:\(\d+\)\s*)?[:：]"
    r"(?!.{40,}[.!?。।۔]\W*$))"  # "Bild: Die Zeitung berichtete zuerst …" is a sentence
)
# "Stringer/Getty Images", "Name Surname / POOL / AFP": names between slashes and nothing else.
_CREDIT_SLASHES = regex.compile(
    r"^(?:[\p{Lu}\p{Lo}][\p{L}\p{M}.'’\-]*(?:\s+[\p{Lu}\p{Lo}][\p{L}\p{M}.'’\-]*){0,3})"
    r"(?:\s*/\s*[\p{Lu}\p{Lo}][\p{L}\p{M}.'’\-]*(?:\s+[\p{L}\p{M}.'’\-]+){0,2})+$"
)
_SENTENCE_END = regex.compile(r"[.!?…。！？।؟۔։።။។:;,](?:[\s\"'“”’»«›‹）)\]」』]|\[\d+\])*$")
_CUT_SHORT = regex.compile(r"(?:\.\.\.|…)\W{0,9}$")  # bounded: a line may be 100,000 dots
_LIST_LINE = regex.compile(r"^(?:(?:[-*•‣–—·▪]|\d{1,3}[.)]|[a-z][.)])\s+|[|<`])")
# What a crawler writes in front of the text it saved: "date 2024-06 Headline of the article".
_CRAWLED = regex.compile(
    r"(?i)^(?:date|datum|published|pubdate)\b[\s:=]*\d{4}(?:-\d{2}){1,2}\b[\s:]*"
)
_FRONT_MATTER = regex.compile(
    r"\A---[ \t]*\r?\n.{0,20000}?\r?\n---[ \t]*(?:\r?\n|\Z)", regex.DOTALL
)
_MARKDOWN_MARKS = regex.compile(r"\A(?:[>\s]|#{1,6}\s|[-*+]\s|\d{1,9}[.)]\s)*")
_MARKDOWN_CLOSE = regex.compile(r"\s#+\s*\Z|\n(?:=+|-+)\s*\Z")  # the end of a heading
_MARKDOWN_LEAVES = {
    "paragraph_open",
    "heading_open",
    "fence",
    "code_block",
    "html_block",
    "tr_open",
}


def spans(text: str, *, markdown: bool = False) -> tuple[Span, ...]:
    """Label every block of a text.

    A block is a paragraph, a headline, a list line: what the layout sets apart. Blocks are in
    order, do not overlap, and have no white space at their ends.

    Args:
        text: The decoded file.
        markdown: Whether the blocks follow Markdown's syntax instead of the line breaks.
    """
    blocks = _markdown_blocks(text) if markdown else _blocks(text)
    return tuple(_labelled(text, blocks))


def front_matter_end(text: str) -> int:
    """Find where the metadata block at the top of a Markdown file ends; 0 where there is none."""
    found = _FRONT_MATTER.match(text)
    return found.end() if found else 0


def _blocks(text: str) -> list[Span]:
    lines = [
        span
        for found in _LINE.finditer(text)
        if (span := _trimmed(text, found.start(), found.end())) is not None
    ]
    return _unwrapped(text, lines) if lines else []


def _trimmed(text: str, start: int, end: int, label: Label = Label.BODY) -> Span | None:
    inner = text[start:end]
    left = len(inner) - len(inner.lstrip())
    right = len(inner.rstrip())
    return Span(start + left, start + right, label) if left < right else None


def _unwrapped(text: str, lines: list[Span]) -> list[Span]:
    """Join the lines of a hard-wrapped text into paragraphs; leave any other text alone."""
    width = max(line.end - line.start for line in lines)
    follows = [
        len(_NEWLINE.findall(text, before.end, after.start)) == 1
        for before, after in pairwise(lines)
    ]
    full = [line.end - line.start >= _WRAPPED_SHARE * width for line in lines[:-1]]
    broken = sum(a and b for a, b in zip(follows, full, strict=True))
    ended = sum(
        a and b and bool(_SENTENCE_END.search(text[line.start : line.end]))
        for a, b, line in zip(follows, full, lines, strict=False)
    )
    if width > _WRAP_WIDTH or broken < 3 or broken < _WRAPPED_SHARE * sum(follows):
        return lines
    if ended > broken / 2:  # short paragraphs, a line each
        return lines
    joined = lines[:1]
    for line, glue in zip(
        lines[1:], (a and b for a, b in zip(follows, full, strict=True)), strict=True
    ):
        if glue and not _LIST_LINE.match(text[line.start : line.end]):
            joined[-1] = replace(joined[-1], end=line.end)
        else:
            joined.append(line)
    return joined


def _markdown_blocks(text: str) -> list[Span]:
    head = front_matter_end(text)
    starts = [head, *(found.end() for found in _NEWLINE.finditer(text, head)), len(text)]
    blocks = [span] if (span := _trimmed(text, 0, head, Label.HEADER)) else []
    for token in MarkdownIt("commonmark").enable("table").parse(text[head:]):
        if token.type not in _MARKDOWN_LEAVES or token.map is None:
            continue
        start, end = starts[token.map[0]], starts[min(token.map[1], len(starts) - 1)]
        start = max(start, blocks[-1].end if blocks else 0)
        if token.type != "fence":
            start = end - len(_MARKDOWN_MARKS.sub("", text[start:end]))
        label = Label.BODY
        if token.type == "heading_open":
            label = Label.HEADLINE
            end = start + len(_MARKDOWN_CLOSE.sub("", text[start:end]))
        if (span := _trimmed(text, start, end, label)) is not None:
            blocks.append(span)
    return blocks


def _labelled(text: str, blocks: list[Span]) -> list[Span]:
    blocks = _split_crawled(text, blocks)
    words = [" ".join(text[block.start : block.end].split()).casefold() for block in blocks]
    labels = [
        _alone(text[block.start : block.end]) if block.label is Label.BODY else block.label
        for block in blocks
    ]
    _label_repeats(words, labels)
    _label_linked_teasers(labels)
    _label_headlines(text, blocks, labels)
    return [replace(block, label=label) for block, label in zip(blocks, labels, strict=True)]


def _split_crawled(text: str, blocks: list[Span]) -> list[Span]:
    if not blocks or not (found := _CRAWLED.match(text[blocks[0].start : blocks[0].end])):
        return blocks
    first, cut = blocks[0], blocks[0].start + found.end()
    parts = [_trimmed(text, first.start, cut, Label.HEADER), _trimmed(text, cut, first.end)]
    return [part for part in parts if part is not None] + blocks[1:]


def _alone(line: str) -> Label:
    """Label a line by its own words."""
    if len(line) <= _LINK_LENGTH and _LINK.match(line):
        return Label.LINK
    if _TEASER.match(line):
        return Label.TEASER
    if len(line) <= _CREDIT_LENGTH and (_CREDIT_START.match(line) or _CREDIT_SLASHES.match(line)):
        return Label.CREDIT
    return Label.BODY


def _label_repeats(words: list[str], labels: list[Label]) -> None:
    """Mark what the page prints twice: the title above the headline, a lead cut short with "…"."""
    last = {line: i for i, line in enumerate(words)}
    for i, line in enumerate(words):
        if labels[i] is not Label.BODY:
            continue
        long, ends = len(line) > _LINK_LENGTH, bool(_SENTENCE_END.search(line))
        if i != last[line] and (long or not ends):  # "No." may well be said twice
            labels[i] = Label.HEADER
            # The page's title, then the article's: what comes before them is the page's head.
            if last[line] < _HEAD_BLOCKS and not ends and (long or last[line] == i + 1):
                labels[:i] = [Label.HEADER if x is Label.BODY else x for x in labels[:i]]
        elif i < _HEAD_BLOCKS and _CUT_SHORT.search(line):
            stem = _CUT_SHORT.sub("", line).rstrip("“”\"'»« ")
            if len(stem) > _LINK_LENGTH and any(stem in other for other in words[i + 1 :]):
                labels[i] = Label.HEADER


def _label_linked_teasers(labels: list[Label]) -> None:
    """Where "read more" links come in a list, each closes the teaser of another story."""
    if labels.count(Label.LINK) < 2:
        return
    for i, label in enumerate(labels[1:]):
        if label is Label.LINK and labels[i] is Label.BODY:
            labels[i] = Label.TEASER


def _label_headlines(text: str, blocks: list[Span], labels: list[Label]) -> None:
    """Mark the headline at the top and the section headings: short lines that are no sentence."""
    first = True
    for i, block in enumerate(blocks):
        if labels[i] is Label.HEADLINE:
            first = False
        if labels[i] is not Label.BODY:
            continue
        line = text[block.start : block.end]
        length = _HEADLINE_LENGTH if first else _HEADING_LENGTH
        introduces = i + 1 < len(blocks) and labels[i + 1] is Label.BODY
        heading = len(line) <= length and not _SENTENCE_END.search(line)
        if heading and introduces and not _LIST_LINE.match(line):
            labels[i] = Label.HEADLINE
        first = False
