"""Sentences made of what people typed."""


def ended(words: str) -> str:
    """Return words with one full stop at their end, whoever wrote them."""
    return f"{words.rstrip('. ')}."
