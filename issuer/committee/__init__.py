"""The desk of a review committee: from a clerk's spreadsheet to a batch that two people signed.

Works offline, carries no server and no database. Everything it checks is checked again by the
office, by the same code: the desk exists so that a mistake is found where it can be mended.

    columns    headings of a list and the members they stand for
    workbook   bytes of a file -> a bounded grid of cells
    cells      one cell -> one value, or what is wrong with it
    reading    grid -> rows, and every problem by line and column
    template   an empty list to fill in
    profile    the committee's own statement, as its authority signed it
    drafts     rows -> drafts, and the files of draft and batch
    sealing    draft -> batch; a second signature; notices; revocation orders
    summary    what a signer is about to sign, in words
    report     problems in words
    office     the office's HTTP door, seen from outside
    cli        the eight commands
"""
