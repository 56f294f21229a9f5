"""What translates, and how it fails."""

from typing import Protocol

from index.errors import BelegError

__all__ = ["TranslationError", "Translator"]


class TranslationError(BelegError):
    """A text cannot be translated: the engine or the model is not there, or is damaged."""


class Translator(Protocol):
    """Translates texts. A `name`, where it has one, is told as the engine."""

    def translate(self, text: str, source: str, target: str) -> str:
        """Translate a text of any length, whole.

        Args:
            text: What an article says.
            source: Its language, an ISO 639 code.
            target: The language wanted.

        Raises:
            TranslationError: It cannot be; the message says what to do next.
        """
