"""A conversation as HTML: pure functions, every word of an article or a user escaped.

In: conversations, what `beleg status` tells, and the words of the page. Out: HTML for the page,
without scripts, images or any address that a browser would load by itself.
"""

from collections.abc import Mapping
from html import escape
from typing import Any

from qa.records import Step
from web.conversations.conversation import Conversation
from web.dates import time
from web.elements import language, plain
from web.page.bubble import told
from web.page.sharing import shared
from web.words import Words, number, words

__all__ = ["heading", "messages", "waiting"]

_ENGLISH = words("en")


def heading(summary: Mapping[str, Any], said: Words = _ENGLISH) -> str:
    """Show the name of the page and one line about what is indexed.

    Args:
        summary: What `Store.summary` gives.
        said: The words of the page.
    """
    count = summary["articles"]
    several = said["articles"].format(count=number(count, said))
    facts = [said["article_one"] if count == 1 else several]
    unknown = said["language_unknown"]
    facts += [language(code, unknown) for code in list(summary["languages"])[:6]]
    dates = dict.fromkeys(filter(None, (summary["first_published"], summary["last_published"])))
    if dates:
        range_ = " – ".join(time(date) for date in dates)
        facts.append(f'<span dir="ltr">{range_}</span>')
    return (
        '<header class="masthead"><h1>Beleg</h1>'
        f"<p>{plain(said['tagline'])}</p>"
        f'<p class="indexed">{" · ".join(facts)}</p></header>'
    )


def messages(one: Conversation, said: Words, *new: str) -> list[dict[str, Any]]:
    """Give a conversation as the messages of a chatbot.

    The text of a chatbot is taken for HTML even where its Markdown is switched off.

    Args:
        one: All that has been said.
        said: The words of the page.
        new: A question that is being answered, and how far that has come, as HTML.
    """
    shown = list[str]()
    for each in one.exchanges:
        reply = escape(each.failure, quote=False)
        if each.answer:
            reply = told(
                each.answer, said, stale=each.stale, earlier=each.earlier, address=shared(each)
            )
        shown += (escape(each.question, quote=False), reply)
    if new:
        shown += (escape(new[0], quote=False), *new[1:])
    return [
        {"role": ("user", "assistant")[i % 2], "content": [{"type": "text", "text": text}]}
        for i, text in enumerate(shown)
    ]


def waiting(step: Step | None, said: Words) -> str:
    """Tell what is done for an answer; without a step, that the model is still loading."""
    text = said["loading"]
    if step:
        doing = said["searching"] if step.doing == "search" else said["reading"]
        text = doing.format(count=number(step.count, said))
    return f'<span class="waiting">{plain(text)}</span>'
