"""How good the answers are: what `beleg eval` prints.

In: a file of golden questions and a bot. Out: scores with their intervals, whole, by language and
by kind, and what changed since an earlier result. Imports `qa.bot`, `qa.answers`, `qa.records`.
"""

from qa.evaluation.golden import Golden, read_golden
from qa.evaluation.scores import score, token_f1

__all__ = ["Golden", "read_golden", "score", "token_f1"]
