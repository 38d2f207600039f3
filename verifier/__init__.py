"""What a certificate means, and whether to believe it.

The documents, the wire formats, the rule catalogues and the numbered `verify`. There is no
database here, no clock and, one file apart, no socket: another province installs `keys` and
`verifier` and needs nothing else of ours.
"""
