"""The desk of a review committee: from a clerk's spreadsheet to a batch that two people signed.

Works offline, carries no server and no database. Everything it checks is checked again by the
office, by the same code: the desk exists so that a mistake is found where it can be mended.

    columns    headings of a list and the members they stand for
    grid       what a file holds once it is read: sheets of cells
    workbook   bytes of a file -> grids, by archive and layout (xlsx) or csv_file
    apart      the same, in a process bounded in memory and time
    cells      one cell -> one value, or what is wrong with it
    reading    grid -> rows, and every problem by line and column
    template   an empty list to fill in
    profile    the committee's own statement, as its authority signed it
    drafts     rows -> drafts, and the files of draft and batch
    sealing    draft -> batch; a second signature; notices; revocation orders
    summary    what a signer is about to sign, in words
    report     problems in words
    marking    a copy of the file with every problem at its cell
    office     the office's HTTP door, seen from outside
    cli        the eight commands
"""
