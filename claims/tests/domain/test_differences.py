from claims.domain.differences import MOST_WORDS, Kind, compare

SAME, REMOVED, ADDED = Kind.SAME, Kind.REMOVED, Kind.ADDED


def pieces(change):
    return [(piece.kind, piece.text) for piece in change.pieces]


def test_equal_texts_are_one_run():
    (change,) = compare(["A.", "B."], ["A.", "B."])
    assert (change.kind, change.passages) == (SAME, ["A.", "B."])


def test_a_changed_number_shows_as_a_word():
    first, changed, last = compare(
        ["It began.", "20 towns fell.", "So ended."], ["It began.", "30 towns fell.", "So ended."]
    )
    assert (first.passages, last.passages) == (["It began."], ["So ended."])
    assert pieces(changed) == [(REMOVED, "20"), (ADDED, "30"), (SAME, " towns fell.")]


def test_added_and_removed_sentences_show_whole():
    changes = compare(["A.", "Gone.", "B."], ["A.", "B.", "New."])
    assert [pieces(change) for change in changes if change.pieces] == [
        [(REMOVED, "Gone.")],
        [(ADDED, "New.")],
    ]


def test_both_texts_can_be_read_from_the_changes():
    old = ["One two.", "Three.", "Four five six.", "Seven."]
    new = ["One two.", "Four six.", "Three.", "Eight.", "Seven."]
    changes = compare(old, new)

    def read(kind):
        return " ".join(
            " ".join(change.passages)
            if change.kind
            else "".join(p.text for p in change.pieces if p.kind in (SAME, kind))
            for change in changes
        ).split()

    assert read(REMOVED) == " ".join(old).split()
    assert read(ADDED) == " ".join(new).split()


def test_very_long_changes_are_shown_whole_instead_of_word_by_word():
    long = " ".join(f"w{number}" for number in range(MOST_WORDS))
    (change,) = compare([long], [long + " more"])
    assert [kind for kind, _ in pieces(change)] == [REMOVED, ADDED]


def test_words_that_have_little_in_common_are_not_mixed():
    (change,) = compare(["The troops left Izium on Saturday."], ["Officials in Moscow deny the losses."])
    assert [kind for kind, _ in pieces(change)] == [REMOVED, ADDED]
