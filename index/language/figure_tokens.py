"""The parts of a text that may say a number, a day or an hour, or what it counts.

In: a text. Out: its tokens; the group that matched tells which kind each is.
"""

import regex

__all__ = ["TOKEN"]

TOKEN = regex.compile(
    r"""(?x) (?P<date>\b\p{N}{1,2}\.\ ?\p{N}{1,2}\.\ ?\p{N}{4}\b | \b\p{N}{4}-\p{N}{2}-\p{N}{2}\b
      | \p{N}{4}\ ?年\ ?(?:\p{N}{1,2}\ ?月\ ?(?:\p{N}{1,2}\ ?日)?)?
      | \p{N}{1,2}\ ?月\ ?\p{N}{1,2}\ ?[日号])
    | (?P<time>\b\p{N}{1,2}(?::|\s?h(?:eures?)?\s?)\p{N}{2}\b(?!\s?min)
      | \b\p{N}{1,2}(?:[.]\p{N}{2})?(?=\s?(?i:uhr\b|[ap]\.?\ ?m\b)))
      (?:\s?(?P<half>(?i:uhr|[ap]\.?\ ?m))\b\.?)?
    | (?P<number>\p{Nd}+(?:[.,٫٬'’\u00a0\u202f\u2009\ ]\p{Nd}{3}(?!\p{Nd}))*(?:[.,٫]\p{Nd}+)?)
    | (?P<share>百分之)
    | (?P<word>\p{Han}{0,2}?[约概近逾超过到](?=[\p{Nd}〇零一二两兩三四五六七八九十百千]))
    | (?P<han>(?<!\p{Nd}\s?)[〇零一二两兩三四五六七八九十百千]+(?=[^\p{L}]|$|[\p{Han}]))
    | (?P<word>(?<=[\p{Nd}〇零一二两兩三四五六七八九十百千]\s?)[十百千십백천]?[万亿萬億兆만억조]+)
    | (?P<sign>(?:US|AU|CA|CN|HK|JP|R|A|C)[$¥] | [%€$£¥₹₩°]\p{L}?)
    | (?P<word>km/h | [\p{L}\p{M}]+²?(?:['’.-](?=[\p{L}])[\p{L}\p{M}]+)*)"""
)
