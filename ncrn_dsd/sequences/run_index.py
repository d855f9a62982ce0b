"""Which words of nucleotides are already in use by some domain or its complement."""

from __future__ import annotations

from collections.abc import Iterable

from ncrn_dsd.ir.lab import reverse_complement


class SharedRunIndex:
    """Words of `max_shared_run` + 1 letters that no further domain may contain.

    Two sequences share a run longer than m exactly when they share a word of m + 1 letters, so a
    set of words decides the question in the time it takes to read one sequence.
    """

    __slots__ = ("_taken", "_whole", "word_nt")

    def __init__(self, max_shared_run: int) -> None:
        self.word_nt = max_shared_run + 1
        self._taken: set[str] = set()
        self._whole: set[str] = set()

    def copy(self) -> SharedRunIndex:
        """An index that grows apart from this one."""
        twin = SharedRunIndex(self.word_nt - 1)
        twin._taken = set(self._taken)
        twin._whole = set(self._whole)
        return twin

    def add(self, sequence: str) -> None:
        """Take the words of `sequence` and of its complement out of the pool."""
        for strand in (sequence, reverse_complement(sequence)):
            self._whole.add(strand)
            self._taken.update(self.words(strand))

    def words(self, sequence: str) -> Iterable[str]:
        """The words of `sequence`, 5' to 3'."""
        size = self.word_nt
        return (sequence[i : i + size] for i in range(len(sequence) - size + 1))

    def last_word_is_free(self, prefix: str) -> bool:
        """Whether the newest word of a growing sequence is used nowhere, not even in itself.

        Within the same sequence a repeat would let the strand slip, and the complement of an
        earlier word would fold it into a hairpin or pair two copies of it.
        """
        size = self.word_nt
        if len(prefix) < size:
            return True
        word = prefix[-size:]
        if word in self._taken:
            return False
        partner = reverse_complement(word)
        return word != partner and word not in prefix[:-1] and partner not in prefix

    def admits(self, sequence: str) -> bool:
        """Whether `sequence` may be added: a new domain, all its words free."""
        if sequence in self._whole:
            return False
        ends = range(self.word_nt, len(sequence) + 1)
        return all(self.last_word_is_free(sequence[:end]) for end in ends)
