"""HTTP in, one call, HTTP out.

    routes          the table: every route, who may call it, on which surface, with what
    models          the shapes of the wire, read and documented by Pydantic
    start           the start page, look-up by form, the revocation list to read
    verifications   verification by machine
    published       files of the publication, as they are
    office          batches, notices, decisions and orders: sealed documents, handed on
    health          is the process alive, can it serve
    openapi         the contract of all of it, built from the table
    problems        errors as answers (RFC 9457)
    access_log      what is written down about a request
    limits          how often a look-up by number may fail

No route reads the database, signs, or decides: it reads a request, calls the desk behind it
once and shapes the reply.
"""
