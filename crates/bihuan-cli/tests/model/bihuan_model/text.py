"""Text: folding (G-3), cells and their items (K-1), backslashes (G-7), paths (G-5)."""

import re
from functools import lru_cache

# G-3: Unicode's White_Space.
WHITE = {chr(c) for c in [*range(0x09, 0x0E), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B),
                          0x2028, 0x2029, 0x202F, 0x205F, 0x3000]}

# A character after a backslash is moved here while marks are looked for, and moved back afterwards.
SHIELD = 0x100000


def is_han(c):
    """G-3: the characters that count as Han."""
    n = ord(c)
    return (n == 0x3007 or 0x3400 <= n <= 0x4DBF or 0x4E00 <= n <= 0x9FFF
            or 0xF900 <= n <= 0xFAFF or 0x20000 <= n <= 0x3FFFF)


def half(text):
    """G-3: U+FF01–FF5E and U+3000 to half-width."""
    return "".join(" " if c == "\u3000" else chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c
                   for c in text)


def trim(text):
    """White space dropped at the ends."""
    start, end = 0, len(text)
    while start < end and text[start] in WHITE:
        start += 1
    while end > start and text[end - 1] in WHITE:
        end -= 1
    return text[start:end]


@lru_cache(maxsize=100_000)
def fold(text):
    """G-3: half-width, ASCII lower case, white space dropped at the ends and between Han, else one space."""
    text = trim(half(text))
    text = "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in text)
    out = []
    i = 0
    while i < len(text):
        if text[i] not in WHITE:
            out.append(text[i])
            i += 1
            continue
        j = i
        while text[j] in WHITE:     # never runs off the end: the ends are trimmed
            j += 1
        if not (is_han(out[-1]) and is_han(text[j])):
            out.append(" ")
        i = j
    return "".join(out)


@lru_cache(maxsize=100_000)
def shield(text):
    """G-7: half-width first (marks count in either width, K-1), then hide each character after a backslash."""
    text = half(text)
    out = []
    i = 0
    while i < len(text):
        if text[i] == "\\" and i + 1 < len(text):
            out.append(chr(SHIELD + ord(text[i + 1])) if ord(text[i + 1]) < 0xFFFE else text[i + 1])
            i += 2
        else:
            out.append(text[i])
            i += 1
    return "".join(out)


def unshield(text):
    return "".join(chr(ord(c) - SHIELD) if ord(c) >= SHIELD else c for c in text)


def plain(item):
    """The folded text of an item, its backslashes gone."""
    return fold(unshield(item))


def items(cell):
    """K-1: the items of a cell, still shielded; empty ones are skipped."""
    parts = re.split("[、,;\n\r]", shield(cell))
    return [p for p in (trim(p) for p in parts) if p]


def names(cell):
    """A list of plain names, such as assists or aliases."""
    return [plain(item) for item in items(cell)]


def levels(shielded):
    """G-5: the folded levels of a path; empty ones are kept, for the caller to drop or to refuse."""
    return [plain(level) for level in shielded.split("/")]


def covers(path, other):
    """G-5: P covers Q when P's levels are the first levels of Q."""
    return other[:len(path)] == path
