"""What the commands of the index print: a file's name may hold anything, and is shown as it is."""

from collections.abc import Callable

import pytest

from index import commands
from index.errors import CorpusError
from index.records import Skipped, SyncReport

NAME = "/news/\x1b[31mrot\nbeleg: alles gut.exe"


def tell() -> None:
    commands._tell(SyncReport(0, 0, 0, 1, 1, 1, 0.1, (Skipped(NAME, "empty"),)), as_json=False)


def fail() -> None:
    def command() -> None:
        raise CorpusError(f"no article to index in {NAME}: empty")

    with pytest.raises(SystemExit):
        commands.run(command)


@pytest.mark.parametrize("what", [tell, fail])
def test_names_of_files_cannot_write_to_the_terminal(
    what: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    what()
    err = capsys.readouterr().err
    assert "\x1b" not in err
    assert r"\x1b[31mrot" in err
    assert err.count("\n") == 1
