"""A language model may write an answer; the articles decide what of it is shown.

In: an answer with quotes, and an endpoint that speaks OpenAI's chat completions. Out: the same
answer with the sentences that passed the gate. The gate itself (`gate` and what it imports) knows
no network, and nothing here is imported unless an endpoint is named.
"""
