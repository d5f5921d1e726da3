"""Cutting text into the word pieces that a BERT model of the uncased kind was trained on.

As in the original (Devlin et al. 2019; Wu et al. 2016, section 4.1): control characters are dropped,
letters lowered and stripped of accents, punctuation and Chinese characters parted, and each word
covered from its front with the longest pieces that the vocabulary has.
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

# Only so much of a text is looked at. Words for 128 pieces fit well within.
LOOKED_AT = 20_000
LONGEST_WORD = 100  # characters; a longer word is unknown, as it was when the model was trained
WORDS_REMEMBERED = 50_000
# Control and format characters, private ones, lone surrogates; accents that stand by themselves.
DROPPED = {"Cc", "Cf", "Co", "Cs", "Mn"}
CHINESE = (
    range(0x4E00, 0xA000),
    range(0x3400, 0x4DC0),
    range(0x20000, 0x2A6E0),
    range(0x2A700, 0x2CEB0),
    range(0xF900, 0xFB00),
    range(0x2F800, 0x2FA20),
)


class _Signs(dict[int, str]):
    """What each code point of a lowered, decomposed text becomes; worked out when first met."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        category = unicodedata.category(sign)
        if sign in "\t\n\r" or category == "Zs":
            kept = " "
        elif category in DROPPED or sign == "\ufffd":
            kept = ""
        elif category[0] == "P" or (sign.isascii() and category[0] == "S") or _is_chinese(code):
            kept = f" {sign} "
        else:
            kept = sign
        self[code] = kept
        return kept


def _is_chinese(code: int) -> bool:
    return any(code in block for block in CHINESE)


class WordPiece:
    """A tokeniser over one vocabulary, whose entries' places are their ids."""

    def __init__(self, vocabulary: Sequence[str], *, length: int = 128) -> None:
        """``length`` is the most ids of a text, the two that frame it included.

        Raises KeyError where the vocabulary lacks [CLS], [SEP] or [UNK].
        """
        self.ids = {piece: number for number, piece in enumerate(vocabulary)}
        self.first, self.last, self.unknown = (self.ids[piece] for piece in ("[CLS]", "[SEP]", "[UNK]"))
        self.room = length - 2
        self.signs = _Signs()
        self.pieces = lru_cache(WORDS_REMEMBERED)(self._pieces)

    def encode(self, text: str) -> list[int]:
        """Return the ids of a text's pieces between [CLS] and [SEP]; never fails."""
        plain = unicodedata.normalize("NFD", text[:LOOKED_AT].lower())
        ids: list[int] = []
        for word in plain.translate(self.signs).split(maxsplit=self.room)[: self.room]:
            ids += self.pieces(word)
            if len(ids) >= self.room:
                break
        return [self.first, *ids[: self.room], self.last]

    def _pieces(self, word: str) -> tuple[int, ...]:
        """Cover one word; one unknown piece where that can't be done."""
        if len(word) > LONGEST_WORD:
            return (self.unknown,)
        found: list[int] = []
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            end = next((end for end in range(len(word), start, -1) if mark + word[start:end] in self.ids), 0)
            if not end:
                return (self.unknown,)
            found.append(self.ids[mark + word[start:end]])
            start = end
        return tuple(found)
