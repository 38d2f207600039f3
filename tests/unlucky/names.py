"""Names: dots, rare characters, accents, marks that reorder, and what was never a name."""

from __future__ import annotations

from tests.issuer.desk_world import id_no, person, workbook
from tests.unlucky.corpus import LI, WANG, named, spoilt, unlucky


@unlucky(people=(WANG, ("阿卜杜克热木·努尔麦麦提", id_no(2))))
def name_with_the_right_dot() -> bytes:
    """U+00B7, as the standard has it."""
    return named("阿卜杜克热木·努尔麦麦提")


@unlucky(*((line, "name", "row.name.dot") for line in range(2, 8)))
def names_with_wrong_dots() -> bytes:
    """Bullet, hyphenation point, dot operator, katakana dot, half-width dot, full stop."""
    dots = "\u2022\u2027\u22c5\u30fb\uff65."
    people = (person(n, 姓名=f"买买提{dot}示例") for n, dot in enumerate(dots, start=1))
    return workbook(*people)


@unlucky(*((line, "name", "row.name.character") for line in range(2, 7)))
def names_with_other_dots() -> bytes:
    """Bullet operator, one dot leader, word separator dot, raised dot, black circle."""
    dots = "\u2219\u2024\u2e31\u2e33\u25cf"
    people = (person(n, 姓名=f"买买提{dot}示例") for n, dot in enumerate(dots, start=1))
    return workbook(*people)


@unlucky((3, "name", "cell.wide"))
def name_with_full_width_stop() -> bytes:
    """The full stop of the full-width keyboard."""
    return named("买买提．示例")


@unlucky((3, "name", "row.name.private-use"))
def name_with_private_character() -> bytes:
    """A character that the unit's own font drew."""
    return named("王\ue815")


@unlucky((3, "name", "row.name.private-use"))
def name_with_private_character_far_up() -> bytes:
    """A private character of the fifteenth plane."""
    return named("王\U000f0001")


@unlucky(
    *((line, "name", "row.no-glyph") for line in range(2, 8)),
    people=(
        ("王\U00020bb7", id_no(1)),
        ("王\U0002a700", id_no(2)),
        ("王\U0002b740", id_no(3)),
        ("王\U0002b820", id_no(4)),
        ("王\U0002ceb0", id_no(5)),
        ("王\U00030000", id_no(6)),
    ),
)
def names_of_extensions_b_to_g() -> bytes:
    """Rare characters beyond the first plane, one of each extension: taken, and told to wait."""
    rare = "\U00020bb7\U0002a700\U0002b740\U0002b820\U0002ceb0\U00030000"
    return workbook(*(person(n, 姓名="王" + each) for n, each in enumerate(rare, start=1)))


@unlucky(people=(WANG, ("JOSÉ EXAMPLE", id_no(2))))
def name_decomposed() -> bytes:
    """A name from a Macintosh: letter and accent apart. It is composed, not refused."""
    return named("JOSE\u0301 EXAMPLE")


@unlucky(people=(WANG, ("李\u9038示例", id_no(2))))
def name_with_compatibility_character() -> bytes:
    """A twin of a character, kept for old Korean files; both are one."""
    return named("李\ufa67示例")


@unlucky((3, "name", "row.name.character"))
def name_with_radicals() -> bytes:
    """Copied from a PDF: radicals that look like the characters 田 and 用."""
    return named("\u2f65\u2f64示例")


@unlucky((3, "name", "row.name.character"))
def name_under_a_heap_of_accents() -> bytes:
    """Accents upon accents."""
    return named("E\u0301\u0302\u0303\u0304xample")


@unlucky((3, "name", "row.name.character"))
def accent_on_a_chinese_character() -> bytes:
    """An accent that no Chinese character bears."""
    return named("李\u0301示例")


@unlucky((3, "name", "cell.hidden"))
def name_with_direction_marks() -> bytes:
    """Shown in another order than it is written in."""
    return named("\u202e例示李\u202c")


@unlucky((3, "name", "cell.hidden"))
def name_with_variation_selector() -> bytes:
    """Asks for another drawing of the character; nobody sees the request."""
    return named("李\U000e0100示例")


@unlucky((3, "name", "cell.hidden"))
def name_with_filler() -> bytes:
    """A letter that is drawn as nothing."""
    return named("李示例\u3164")


@unlucky((3, "name", "cell.hidden"))
def name_with_tags() -> bytes:
    """Characters that say something to machines alone."""
    return named("李示例\U000e0041\U000e007f")


@unlucky(people=(WANG, LI))
def name_between_full_width_blanks() -> bytes:
    """Centred by hand. Blanks around are taken away."""
    return named("\u3000\u3000李示例\u3000 \u00a0")


@unlucky((3, "name", "cell.wide"))
def name_with_full_width_blank() -> bytes:
    """Two characters lined up with three, by a full-width blank."""
    return named("李\u3000明")


@unlucky((3, "name", "row.name.space"))
def name_with_blank() -> bytes:
    """Two characters lined up with three, by a blank."""
    return named("李 明")


@unlucky((3, "name", "row.name.space"))
def name_with_thin_space() -> bytes:
    """A blank of a typesetter's."""
    return named("JOHN\u2009EXAMPLE")


@unlucky((3, "name", "cell.long"))
def name_without_end() -> bytes:
    """The whole line went into the name."""
    return named("长" * 5_000)


@unlucky((3, "name", "cell.formula"))
def name_that_is_a_link() -> bytes:
    """Text that a spreadsheet would take for a formula, behind a blank."""
    return named(' =HYPERLINK("https://example.org","李示例")')


@unlucky((3, "employer", "cell.formula"), (3, "basis", "cell.formula"))
def texts_that_run_programs() -> bytes:
    """Text that an old spreadsheet would have run."""
    return spoilt(工作单位="@SUM(1+1)*cmd|' /C calc'!A0", 依据="-2+3+cmd|' /C calc'!A0")


@unlucky((3, "name", "row.name.character"))
def name_with_markup() -> bytes:
    """A page would have run it."""
    return named("<img src=x onerror=alert()>")


@unlucky((3, "name", "row.name.character"))
def name_with_a_remark() -> bytes:
    """Two people of one name told apart in brackets."""
    return named("李示例(小)")


@unlucky((3, "name", "row.name.character"))
def name_with_a_letter() -> bytes:
    """A letter inside a Chinese name."""
    return named("李示例B")


@unlucky((3, "name", "row.name.digit"))
def name_with_a_digit() -> bytes:
    """The second of two people of one name."""
    return named("李示例2")


@unlucky((3, "name", "row.name.character"))
def name_that_is_a_dash() -> bytes:
    """Nothing was known."""
    return named("-")


@unlucky((3, "name", "cell.hidden"))
def name_on_two_lines() -> bytes:
    """Alt and Enter inside the cell."""
    return named("李\n示例")


@unlucky((3, "name", "row.name.digit"))
def name_that_is_a_number() -> bytes:
    """The column slipped."""
    return spoilt(姓名=20250614)


@unlucky((3, "name", "cell.date"))
def name_that_is_true() -> bytes:
    """A check box."""
    return spoilt(姓名=True)
