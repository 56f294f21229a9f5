"""What depends on the language of a text: which one it is, its sentences, words and numbers.

In: text. Out: an ISO 639 code; the places of sentences; search terms; values of figures. Imports
`index.records` alone.
"""

from index.language.detection import UNDETERMINED, candidates, canonical, detect
from index.language.search_terms import terms
from index.language.sentences import function_words, sentences

__all__ = [
    "UNDETERMINED", "candidates", "canonical", "detect", "function_words", "sentences",
    "terms",
]  # fmt: skip
