"""What the gate looks at in a sentence: each module one thing, as pure functions.

In: a sentence and the numbered sentences it cites. Out: what is wrong with it. The models that are
asked here, for likeness and for answers, are those of the index.
"""
