"""What people paste as a statement, reduced to what can be compared: posts come with addresses and tags."""

import re
import unicodedata

LONGEST = 1000
# So much is looked at, however long a text is pasted.
READ = 8 * LONGEST

ADDRESS = re.compile(r"(?:https?://|www\.|\bpic\.twitter\.com/|\bt\.co/)\S*", re.IGNORECASE)
# An address that was glued to the word before it, as some archives of posts have them.
GLUED = re.compile(r"(?:https?://|pic\.twitter\.com/)\S*", re.IGNORECASE)
TAG = re.compile(r"[@#＃](\w+)")
# Where #VoterFraud2016 falls into words.
SEAM = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^\W\d_])(?=\d)")
QUOTES = re.compile("[\"'`´“”„‟‘’‚‛«»‹›＂＇]")
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\s[—–]\s|:\s")
SENTENCES = 6
WORDS_IN_SENTENCE = 4


def clean_statement(text: str) -> str:
    """Return a statement as one line without control characters, addresses, and the signs of tags.

    Words of a tag are parted: ``#VoterFraud @RealName`` gives ``Voter Fraud Real Name``. Of what is
    longer than ``LONGEST`` characters the beginning is returned.
    """
    kept = "".join(" " if unicodedata.category(sign) in {"Cc", "Cs"} else sign for sign in text[:READ])
    kept = unicodedata.normalize("NFC", kept)
    kept = GLUED.sub(" ", ADDRESS.sub(" ", kept))
    kept = TAG.sub(lambda tag: f" {SEAM.sub(' ', tag[1].replace('_', ' '))} ", kept)
    return " ".join(kept.split())[:LONGEST].rstrip()


def is_cut(text: str) -> bool:
    """Say whether ``clean_statement`` left out the end of a text."""
    return len(text) > READ or len(" ".join(text.split())) > LONGEST


def fold(text: str) -> str:
    """Return a text in which only the words matter: small letters, no quotation marks, no end stop."""
    return " ".join(QUOTES.sub("", text.casefold()).split()).rstrip(" .!?…")


def sentences(text: str) -> list[str]:
    """Return the sentences of a longer statement, the first few; none where it is one only.

    A post says more than one thing, and a claim is near to one of them.
    """
    parts = [part for part in SENTENCE_END.split(text) if len(part.split()) >= WORDS_IN_SENTENCE]
    return parts[:SENTENCES] if len(parts) > 1 else []
