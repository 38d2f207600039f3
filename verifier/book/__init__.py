"""The rule book for people: each rule in plain words, found again, and held against another day.

What the pages of `verifier.web.book` show, without a page: pure, no Flask, no clock. It judges
nobody and adds nothing to a rule; the quoted words of the document always stand beside ours.

    saying    the parts of a rule in words: parameters with their units, region, standing
    gist      a rule in one sentence
    listing   rules in their order, by kind, region and document
    finding   search by words, ids and document numbers; what stands beside a rule
    changes   what began and what ended between two days

Follows docs/formats/rule-catalogue.md.
"""
