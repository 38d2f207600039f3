"""What runs in the child process alone: the readers of PDF, pictures and codes.

Needs the extra `zhicheng[files]`. Nobody imports it but the child, so that neither the verifier
at home nor a server that takes files ever has these readers in its own memory.

    serving    bounds first, then the file, then the report
    document   a PDF's attachments and what became of them since it was sealed
    cms        a signature taken apart
    pages      a PDF's pages as pictures
    picture    a PNG or JPEG
    codes      QR codes in a picture
"""
