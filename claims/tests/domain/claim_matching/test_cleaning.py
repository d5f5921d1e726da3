from claims.domain.claim_matching.cleaning import LONGEST, clean_statement, fold, is_cut, sentences


def test_a_post_loses_its_addresses_and_the_signs_of_its_tags():
    post = "Ballots burnt! #VoterFraud2020 pic.twitter.com/abc via @RealName_1 https://t.co/x"
    assert clean_statement(post) == "Ballots burnt! Voter Fraud 2020 via Real Name 1"
    assert clean_statement("It burnt.https://t.co/x#Riga") == "It burnt."


def test_control_characters_and_halves_of_characters_become_blanks():
    assert clean_statement("a\0b\ud800c\nd") == "a b c d"


def test_what_is_long_is_cut_and_said_to_be():
    assert len(clean_statement("word " * 10_000)) <= LONGEST
    assert is_cut("word " * 10_000)
    assert not is_cut("word")


def test_folding_leaves_the_words():
    assert fold("“Ministry” said 'so'.") == fold('Ministry  SAID "so"') == "ministry said so"


def test_a_single_sentence_has_no_parts():
    assert sentences("The ministry said the troops were being regrouped.") == []
    assert sentences("The troops had regrouped nowhere. The institute called the account false. Yes.") == [
        "The troops had regrouped nowhere.",
        "The institute called the account false.",
    ]
