"""The routes that are ours, beside those of Gradio: `/article/<id>` and `/translation`.

In: a chat, which knows the articles. Out: routes for the server. An id is looked up in the
catalogue and nowhere else: it never becomes a path.
"""

from pathlib import Path
from typing import ClassVar

from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route

from index.errors import BelegError, QuestionError, StoreError
from index.records import Article
from qa.translation.protocol import TranslationError
from web.article import article_page
from web.chat import Chat
from web.events import language_of
from web.words import words

__all__ = ["file_state", "routes"]

_HEADERS = {
    "content-security-policy": article_page.POLICY,
    "cache-control": "private, no-cache",
    "vary": "accept-language",
}


class _Id(Convertor[str]):
    """Any id at all: names of files may hold slashes and even line ends."""

    regex: ClassVar[str] = "(?s:.+)"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("beleg_id", _Id())


def routes(chat: Chat) -> list[Route]:
    """Give the routes that show the articles of a chat."""

    def show(request: Request) -> HTMLResponse:
        name = request.path_params["name"]
        language = language_of(request)
        said = words(language)
        try:
            article = chat.find(name)
        except StoreError as error:
            return _message(said["index_unreadable"], chat.told(error, said), 503, language)
        if article is None:
            missing = said["no_such_article"], said["no_such_article_why"]
            return _message(*missing, 404, language)
        marked = article_page.places(request.query_params.getlist("c"), len(article.text))
        html = article_page.page(article, marked, state=file_state(article), spoken=language)
        # What no file of text holds, a damaged table may: half a character.
        return HTMLResponse(html.encode("utf-8", "replace"), headers=_HEADERS)

    def translate(request: Request) -> JSONResponse:
        """Translate a quote; what cannot be translated is told in one line."""
        asked, said = request.query_params, words(language_of(request))
        try:
            place = int(asked.get("start", "")), int(asked.get("end", ""))
            told = chat.translation(asked.get("article", ""), *place, asked.get("to", ""))
        except ValueError:
            return JSONResponse({"message": said["not_translated"]}, 400)
        except QuestionError:
            return JSONResponse({"message": said["not_translated"]}, 404)
        except TranslationError as error:
            # What is to be installed where is the business of whoever runs the server.
            return JSONResponse(
                {"message": said["not_translated"] if chat.public else str(error)}, 503
            )
        except BelegError as error:
            return JSONResponse({"message": chat.told(error, said)}, 503)
        return JSONResponse(told)

    return [Route("/article/{name:beleg_id}", show), Route("/translation", translate)]


def file_state(article: Article) -> str:
    """Tell whether the file of an article is the "same" as indexed, or "changed", or "gone"."""
    # Here, because the readers of formats come with it, which take half a second to load.
    from index.articles import digest
    from index.formats.document import Limits, Unreadable

    file = Path(article.citation.path)
    if not file.is_file():  # what is no regular file any more might never end
        return "gone"
    try:
        found = digest(file, Limits())
    except Unreadable:
        return "changed"
    return "same" if found == article.digest else "changed"


def _message(heading: str, message: str, status: int, language: str) -> HTMLResponse:
    html = article_page.message_page(heading, message, spoken=language)
    return HTMLResponse(html, status, headers=_HEADERS)
