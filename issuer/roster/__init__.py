"""Rosters: a registered unit hands in a list of up to 10,000 titles and gets it back judged.

    columns     which heading stands for what
    reading     the unit's file becomes lines
    finding     many records at once, by code or by number, name and check code
    judging     each line gets its verdict, by the verifier that a stranger runs
    guessing    how often a number may be looked up in vain
    comparing   whether a whole identity number is the holder's, a few times
    wording     the verdict in words, cell by cell
    writing     the same file comes back with the words beside every line
    job         a roster on its way
    tray        where a unit lays its rosters, and takes them back
    answers     the answers to a part, in the form in which they wait for the rest
    worker      judges a roster part by part, to the signed receipt
    at_work     a worker that goes on
    desk        the office does all of it for a unit that waits

No line says more than the single look-up would: a code, or number with name and check code.
"""
