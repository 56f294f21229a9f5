"""Answer from an index with LangChain: Beleg retrieves, any chat model writes.

    pip install 'beleg[langchain,llm]'
    python examples/langchain_chain.py STORE QUESTION URL MODEL

URL is the base URL of OpenAI's chat completions, such as http://127.0.0.1:8080/v1.
"""

import os
import sys

from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda, RunnablePassthrough
from openai import OpenAI

from qa.langchain import BelegRetriever


def listed(documents):
    """Number the passages, with title, source and date."""
    lines = []
    for number, each in enumerate(documents, 1):
        known = each.metadata
        where = ", ".join(filter(None, (known["title"], known["source"], known["published"])))
        lines.append(f"[{number}] {each.page_content} ({where})")
    return "\n".join(lines)


def main(store, question, url, model):
    """Run the chain and print what the model writes."""
    client = OpenAI(base_url=url, api_key=os.environ.get("BELEG_LLM_KEY", "none"))

    def ask(prompt):
        messages = [
            {"role": "user" if each.type == "human" else each.type, "content": each.content}
            for each in prompt.to_messages()
        ]
        told = client.chat.completions.create(model=model, messages=messages, max_tokens=200)
        return told.choices[0].message.content

    prompt = ChatPromptTemplate.from_messages(
        [
            ("system", "Answer from these passages alone, and cite them like [1].\n\n{passages}"),
            ("human", "{question}"),
        ]
    )
    chain = (
        {
            "passages": BelegRetriever(store=store, k=4) | RunnableLambda(listed),
            "question": RunnablePassthrough(),
        }
        | prompt
        | RunnableLambda(ask)
    )
    print(chain.invoke(question))


if __name__ == "__main__":
    main(*sys.argv[1:])
