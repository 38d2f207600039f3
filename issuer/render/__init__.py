"""The certificate as a person sees it: QR codes, the face, the PDF and the picture of it.

Turns facts that were already signed into pages. It never reads a database, never decides
anything and is never the truth: that is the signed credential, which the pages carry in codes.
"""
