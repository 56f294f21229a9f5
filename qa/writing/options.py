"""How the commands are told of a language model: `--llm`, `--llm-model`, `--no-llm`.

What it does besides writing answers has a switch each: `--llm-follow-ups`, `--llm-timelines`,
`--llm-translate`.

Nothing heavy is imported here, so that `--help` answers at once.
"""

from typing import Annotated

import typer

__all__ = ["LlmFollowUps", "LlmModel", "LlmTimelines", "LlmTranslate", "LlmUrl", "NoLlm"]

LlmUrl = Annotated[
    str | None,
    typer.Option(
        "--llm", metavar="URL", envvar="BELEG_LLM_URL", show_default=False,
        help="Let a language model write from the quotes: the base URL of OpenAI's chat "
        "completions, such as http://127.0.0.1:8080/v1. Questions and quotes are sent there.",
    ),
]  # fmt: skip
LlmModel = Annotated[
    str | None,
    typer.Option(
        "--llm-model", metavar="NAME", envvar="BELEG_LLM_MODEL", show_default=False,
        help="What the model is called there. Its key is read from BELEG_LLM_KEY.",
    ),
]  # fmt: skip
NoLlm = Annotated[
    bool, typer.Option("--no-llm", help="Ask no language model, whatever the environment names.")
]
LlmFollowUps = Annotated[
    bool,
    typer.Option(
        "--llm-follow-ups", envvar="BELEG_LLM_FOLLOW_UPS",
        help="Let it complete follow-ups as well; what it makes of one is shown and checked.",
    ),
]  # fmt: skip
LlmTimelines = Annotated[
    bool,
    typer.Option(
        "--llm-timelines", envvar="BELEG_LLM_TIMELINES",
        help="Let it word timelines as well; each sentence is checked against the quotes.",
    ),
]  # fmt: skip
LlmTranslate = Annotated[
    bool,
    typer.Option(
        "--llm-translate", envvar="BELEG_LLM_TRANSLATE",
        help="Let it translate where --translate asks for it, instead of an engine on this "
        "machine.",
    ),
]  # fmt: skip
