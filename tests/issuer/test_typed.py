"""What people type has one spelling."""

from __future__ import annotations

from issuer.typed import as_check_code, as_name, as_number


def test_a_name_keeps_its_blanks_only_where_words_have_some():
    assert as_name(" 阿卜杜• 艾力 ") == "阿卜杜·艾力"
    assert as_name("Anna Schmidt") == "Anna Schmidt"


def test_lookalikes_of_a_check_code_are_read():
    assert as_check_code("ｏi-l7 ab") == "0117AB"


def test_what_is_no_number_stays_what_it_is():
    assert as_number(" zc 1") == "ZC1"
