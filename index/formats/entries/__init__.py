"""What files of many articles are divided into: lines, and one record for each article.

In: bytes, and what readers found in them. Out: lines, and documents whose keys hold no place.
"""
