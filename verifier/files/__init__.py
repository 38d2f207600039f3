"""Checking files: a PDF with its seal, or a picture of a certificate.

The base install judges texts; taking files apart needs the extra `zhicheng[files]`, and happens in
a child process, so that nothing here imports a reader of PDF or pictures.

    kinds      which files, how large
    apart      bytes -> Found, in a child process
    found      what lies in a file: claims
    sealed     is a seal its authority's, over every byte?
    sources    the texts of a file, each judged by `verify`
    readable   the attachment for people
    judging    Found -> FileVerdict
    findings   what was found about a file
    telling    a FileVerdict in words and as JSON
    checking   all of it: bytes -> FileVerdict
    inside     what runs in the child
"""
