"""Who may speak, and proof that they did.

Algorithms, key files, envelopes and the numbered trust lists. This package knows neither
batches nor certificates: it answers one question, "did someone who may say this say it?"

Follows RFC 7515, RFC 7517, RFC 7518, RFC 7638, RFC 8785 and OpenID Federation 1.0.
"""
