"""Rosters: a registered unit hands in a list of up to 10,000 titles and gets it back judged.

    columns     which heading stands for what
    reading     the unit's file becomes lines
    finding     many records at once, by code or by number, name and check code
    judging     each line gets its verdict, by the verifier that a stranger runs
    guessing    how often a number may be looked up in vain
    comparing   whether a whole identity number is the holder's, a few times
    wording     the verdict in words, cell by cell
    writing     the same file comes back with the words beside every line
    desk        who asked for what, how often, and the signed receipt

No line says more than the single look-up would: a code, or number with name and check code.
"""
