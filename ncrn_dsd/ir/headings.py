"""Headings that results of several types share; all others stand where the value is declared."""

from __future__ import annotations

from ncrn_dsd.ir.shown import Shown, Style

MET, NOT_MET = "met", "not met"
NOT_TESTED = "not tested"

DESIGN = Shown("Design", Style.WORD, is_also_about=True)
DIGEST = Shown("SHA-256 of the design", Style.WORD, is_about=True)
SCHEME = Shown("Scheme", Style.WORD, is_also_about=True)
LEARNER = Shown("Learner", Style.WORD, is_about=True)
LEVEL = Shown("Level", Style.WORD, is_also_about=True)
SEED = Shown("Seed", Style.PLAIN)
DRAW = Shown("Draw", Style.COUNT)
SEEDS = Shown("Seeds", Style.COUNT)
ERRORS_IN = Shown("Errors in", Style.WORD)
VERDICT = Shown("Verdict", Style.WORD)
SUBJECT = Shown("Subject", Style.WORD)
KIND = Shown("Kind", Style.WORD)
QUANTITY = Shown("Quantity", Style.WORD)
VALUE = Shown("Value", Style.WORD)
LIMIT = Shown("Limit", Style.WORD, missing="")
OUTCOME = Shown("Outcome", Style.WORD)
FINDING = Shown("Finding", Style.WORD)

PROOFS = Shown(
    "Proofs", Style.WORD, tones=(("PROVED", "good"), ("REFUTED", "bad"), ("UNDECIDED", "open"))
)
CHECKS = Shown(
    "Checks",
    Style.WORD,
    tones=(("HOLDS", "good"), ("FAILS", "bad"), (NOT_TESTED, "open")),
    column="checks",
)
CONDENSATION = Shown(
    "Condensation",
    Style.WORD,
    tones=(("HOLDS", "good"), ("FAILS", "bad"), ("UNDECIDED", "open")),
)
EXPECTATION = Shown("Expectation", Style.WORD, tones=((MET, "good"), (NOT_MET, "bad")))
EXPECTATIONS = Shown(
    "Expectations",
    Style.WORD,
    tones=((MET, "good"), (NOT_MET, "bad")),
    words=(NOT_MET, MET),
    missing="undecided",
)
"""Whether all that a design expects is so."""

LOSS = Shown(
    "Loss",
    missing="stopped",
    meaning="Mean squared error of the validation samples, errors being those of the loss.",
)
WORST = Shown("Worst")
WORST_LOSS = Shown("Worst loss")
ACCURACY = Shown(
    "Accuracy",
    Style.SHARE,
    only_where_known=True,
    more_is_better=True,
    bound="balanced_accuracy_min",
)
STOPPED = Shown("Stopped", Style.COUNT)
RAN_AWAY = Shown("Ran away", Style.COUNT)
FAILURES = Shown("Failures", Style.COUNT)
WITHIN = Shown("Met", Style.COUNT)
"""How many are within what a design expects."""

SPECIES = Shown("Species", Style.COUNT)
REACTIONS = Shown("Reactions", Style.COUNT)
FUELS = Shown("Fuels", Style.COUNT)
TOEHOLDS = Shown("Toeholds", Style.COUNT)
STRANDS = Shown("Strands", Style.COUNT)
NUCLEOTIDES = Shown("Nucleotides", Style.COUNT, unit="nt")
LONGEST_STRAND = Shown("Longest strand", Style.COUNT, unit="nt")
PER_SAMPLE = Shown("Per sample", unit="h")
TRAINING = Shown("Training", unit="d")
CPU = Shown("CPU", unit="s")
CPU_OF_ALL = Shown(CPU.heading, unit=CPU.unit, column="cpu_s")
"""Of all that a result is made of."""

RATE_MODEL = Shown("Rate model", Style.WORD)
