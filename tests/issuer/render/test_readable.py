"""The readable copy says what the face says, and that it is not the signed one."""

from __future__ import annotations

import json

from issuer.render.readable import LABELS, readable


def test_it_says_every_word_of_the_face(make_face):
    face = make_face(
        employer="威海示例电子有限公司", mapping="由“示例”认定", scope_clause="示例条款"
    )
    said = json.loads(readable(face))["证书"]
    words = face.words()
    assert said == {LABELS[field][0]: words[field] for field in LABELS if field in words}
    assert set(words) <= set(LABELS)


def test_what_the_face_leaves_out_is_left_out(make_face):
    document = json.loads(readable(make_face(employer=None)))
    assert "工作单位" not in document["证书"]
    assert set(document["labels"]) == set(document["证书"])


def test_it_says_that_it_is_not_the_signed_one_and_how_to_check(make_face):
    face = make_face()
    document = json.loads(readable(face))
    assert "没有签名" in document["说明"]
    assert "signed by nobody" in document["note"]
    assert all(face.host in document[part][0] for part in ("怎样核验", "how to check"))


def test_chinese_stands_there_as_it_is_read(make_face):
    data = readable(make_face(name="柳䶮之"))
    assert '"姓名": "柳䶮之"' in data.decode("utf-8")
    assert data == readable(make_face(name="柳䶮之"))
