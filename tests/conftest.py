"""What all tests share. The real bundled model is one of them: no test runs on a mock of it."""

import os

# Before anything imports a library of Hugging Face, which reads it once.
os.environ["HF_HUB_OFFLINE"] = "1"

from pathlib import Path

import pytest

from index.build import sync
from index.encoder import Encoder, load_encoder
from qa.bot import Bot
from qa.reader import load_reader

SEEDS = Path(__file__).parents[1] / "seeds"


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The bundled model, loaded once."""
    return load_encoder()


@pytest.fixture(scope="session")
def seed_store(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the shipped articles, built once; not to be changed."""
    store = tmp_path_factory.mktemp("seeds") / "store"
    sync(store, [SEEDS], encoder=encoder)
    return store


@pytest.fixture(scope="session")
def bot(seed_store: Path, encoder: Encoder) -> Bot:
    """The bot over the shipped articles."""
    return Bot(seed_store, encoder, load_reader(encoder))
