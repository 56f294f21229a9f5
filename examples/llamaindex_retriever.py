"""Retrieve from an index with LlamaIndex.

pip install 'beleg[llamaindex]'
python examples/llamaindex_retriever.py STORE QUESTION
"""

import sys

from qa.llamaindex import BelegRetriever


def main(store, question):
    """Print the passages with their scores and places."""
    for found in BelegRetriever(store, k=3).retrieve(question):
        known = found.node.metadata
        print(
            f"{found.score:6.2f}  {known['title']}  {known['id']}:{known['start']}-{known['end']}"
        )
        print(f"        {found.node.get_content()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
