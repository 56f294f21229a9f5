"""A conversation with its evidence as a file: Markdown for people, JSON for programs.

In: a conversation. Out: the name and the text of a file.
"""

import json
import re

from qa.plain_data import answer_dict
from web.article.citation import cite, escaped, on_one_line
from web.conversations.conversation import Conversation
from web.words import Words, words

__all__ = ["as_json", "as_markdown"]

_ENGLISH = words("en")


def as_markdown(one: Conversation, said: Words = _ENGLISH) -> tuple[str, str]:
    """Write a conversation so that any reader of Markdown shows its very characters.

    Args:
        one: What was asked and answered.
        said: The words of the page.
    """
    parts = [f"# {_shown(one.name)}", _shown(one.started)]
    for each in one.exchanges:
        parts.append(f"## {_shown(each.question)}")
        if each.answer is None:
            parts.append(_shown(each.failure))
            continue
        # Its further lines are the quotes, which follow with their citations.
        parts.append(_shown(each.answer.text.partition("\n")[0]))
        for quote in each.answer.quotes:
            place = (quote.start, quote.end)
            number = f"\\[{quote.number}\\]"
            cited = cite(quote.text, quote.article, place, quote.page).markdown
            changed = f"\n\n({said['quote_stale']})" if quote.number in each.stale else ""
            made = quote.translation
            label = f"{said['machine_translation']}, {made.engine}" if made else ""
            translated = f"\n\n{_shown(made.text)} ({_shown(label)})" if made else ""
            parts.append(f"{number}\n\n{cited}{translated}{changed}")
        parts += (
            cite(hit.text, hit.article, (hit.start, hit.end)).markdown
            for hit in each.answer.nearest
        )
    return f"{_file_name(one)}.md", "\n\n".join(part for part in parts if part) + "\n"


def as_json(one: Conversation) -> tuple[str, str]:
    """Write a conversation with each answer as `beleg ask --json` prints it."""
    told = {
        "title": one.name,
        "started": one.started,
        "exchanges": [
            {
                "question": each.question,
                "searched": each.answer.searched if each.answer else "",
                "answer": answer_dict(each.answer) if each.answer else None,
                "failure": each.failure or None,
                "stale": list(each.stale),
            }
            for each in one.exchanges
        ],
    }
    return f"{_file_name(one)}.json", json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _shown(text: str) -> str:
    return escaped(on_one_line(text))


def _file_name(one: Conversation) -> str:
    """Make a name that every system takes: letters, digits and hyphens."""
    words = re.sub(r"[\W_]+", "-", one.name).strip("-")[:40].rstrip("-")
    return "-".join(filter(None, ("beleg", re.sub(r"\D", "", one.started[:10]), words)))
