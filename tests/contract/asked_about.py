"""Values of the queries that pages and questions take: some that fit, and some that do not."""

from __future__ import annotations

from typing import Final

from keys.encoding import Json

ASKED_ABOUT: Final[dict[str, list[Json]]] = {
    "done": ["added", "removed", "others", "x"],
    "type": ["large", "x"],
    "way": ["number", "file", "x"],
    "why": ["over", "x"],
    "again": ["0123456789abcdef", "x"],
    "held": ["digital-grade", "skill-level", "x"],
    "grade": ["JUNIOR", "SKILL_TECHNICIAN"],
    "name": ["2-02-38-01", "监理工程师"],
    "on": ["2024-09-01", "x"],
    "obtained_on": ["2024-05-20"],
    "years": ["3", "x"],
    "met": ["education"],
    "not_met": ["years"],
    "employer": ["PRIVATE", "x"],
    "unit": ["示例智造有限公司"],
    "purpose": ["EMPLOYMENT", "x"],
    "same_work": ["yes", "no"],
    "same_unit": ["yes", "no"],
}
