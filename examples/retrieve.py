"""Find passages in an index, and show that each is a slice of its article.

python examples/retrieve.py STORE QUESTION
"""

import sys

from qa import open_bot


def main(store, question):
    """Print the passages with where they stand."""
    bot = open_bot(store)
    for hit in bot.retrieve(question, k=3):
        assert bot.article(hit.article.id).text[hit.start : hit.end] == hit.text
        print(f"{hit.rank}. {hit.article.title} ({hit.article.published}), {hit.start}-{hit.end}")
        print(f"   {hit.text}")


if __name__ == "__main__":
    main(*sys.argv[1:])
