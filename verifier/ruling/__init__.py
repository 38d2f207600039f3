"""What a rule says about given facts: the judging code of every kind, written once.

A function takes a rule of the catalogue and plain values, and gives what the rule has against
them: breaches, each with its code, its facts and the rule it rests on, or nothing. The desk, the
admission and the minting call the same functions. Numbers, names and regions come from the rule;
none stands here. Nothing is loaded, stored or signed, and no clock is read.

    breach       what a rule has against a fact, and how much it weighs
    situation    when a rule applies
    place        the book as it is asked in one region on one day
    days         windows (working days, days, years) and last days
    amounts      rounds, rates, quotas
    committees   who may set a committee up; where its results count; sanctions; bars
    evidence     what must be carried, what may exist once, what comes by examination
    pathways     ways of applying and of being recognised; tenure
    conditions   education, years, awards of an applicant
    revocation   what follows from proved fraud

Correspondence and recognition have modules of their own. Follows docs/formats/rule-catalogue.md.
"""

from verifier.ruling.breach import Breach, Weight
from verifier.ruling.place import Place
from verifier.ruling.situation import Situation, applies

__all__ = ["Breach", "Place", "Situation", "Weight", "applies"]
