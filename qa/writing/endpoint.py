"""Which language model writes: an address and a model's name.

In: what the user named. Out: an `Endpoint`. Whoever names one agrees that questions and quotes go
there; nothing else does.
"""

import ipaddress
import os
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from urllib.parse import urlsplit

from index.errors import EndpointError

__all__ = ["Endpoint", "endpoint_of", "key_of_environment"]

# A long request on a laptop without a GPU.
_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A language model behind OpenAI's chat completions.

    Attributes:
        url: The client's base URL, such as `http://127.0.0.1:8080/v1`.
        model: Its name there.
        timeout_s: How long its first words may take; between words a third of it, and all of them
            together three times as long.
        follow_ups: Whether it completes follow-ups as well; questions and short answers of the
            conversation are sent there then.
        timelines: Whether it words timelines as well.
        translations: Whether it translates quotes as well, where a translation is asked for.

    Raises:
        EndpointError: The address is none of http or https, holds a password, or no model is named.
    """

    url: str
    model: str
    timeout_s: float = _PATIENCE_S
    follow_ups: bool = False
    timelines: bool = False
    translations: bool = False

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            named = parts.scheme in ("http", "https") and parts.hostname
            _ = parts.port  # raises where it is no number
        except ValueError:
            named = None
        if not named:
            raise EndpointError(
                f"{self.url!r} is no address of a language model; name one like "
                "http://127.0.0.1:8080/v1"
            )
        if parts.username or parts.password:
            raise EndpointError(
                f"the address of the language model at {parts.hostname} holds a password; put the "
                "key into BELEG_LLM_KEY instead"
            )
        if not self.model.strip():
            raise EndpointError(f"no model is named for {self.url}; name one with --llm-model")
        if not self.timeout_s > 0:
            raise EndpointError(f"nobody answers within {self.timeout_s} s; allow more than 0")

    @property
    def host(self) -> str:
        """The host that questions and quotes go to, with its port where one is named."""
        parts = urlsplit(self.url)
        name = parts.hostname or ""
        name = f"[{name}]" if ":" in name else name
        return f"{name}:{parts.port}" if parts.port else name

    @property
    def is_loopback(self) -> bool:
        """Whether it runs on this machine, so that nothing leaves it."""
        name = urlsplit(self.url).hostname or ""
        with suppress(ValueError):
            return ipaddress.ip_address(name).is_loopback
        return name == "localhost"

    def require_client(self) -> None:
        """Make sure that its client is installed.

        Raises:
            EndpointError: It is not.
        """
        if find_spec("openai") is None:
            raise EndpointError(
                f"the language model at {self.host} needs packages that are not installed; install "
                "them with: pip install 'beleg[llm]'"
            )


def endpoint_of(
    url: str | None,
    model: str | None,
    *,
    off: bool = False,
    follow_ups: bool = False,
    timelines: bool = False,
    translations: bool = False,
) -> Endpoint | None:
    """Make the endpoint that a command was told of; None where none is.

    Args:
        url: Of `--llm`.
        model: Of `--llm-model`.
        off: Of `--no-llm`.
        follow_ups: Of `--llm-follow-ups`.
        timelines: Of `--llm-timelines`.
        translations: Of `--llm-translate`.

    Raises:
        EndpointError: The address or the model is missing, or is none.
    """
    further = follow_ups or timelines or translations
    if off or not (url or model or further):
        return None
    if not url:
        named = f"the model {model!r}" if model else "the language model"
        raise EndpointError(f"{named} has no address; name one with --llm URL")
    return Endpoint(
        url, model or "", follow_ups=follow_ups, timelines=timelines, translations=translations
    )


def key_of_environment() -> str | None:
    """Give the key, from `BELEG_LLM_KEY` alone."""
    return os.environ.get("BELEG_LLM_KEY", "").strip() or None
