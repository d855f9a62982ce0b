# Two-domain signals for catalysis, after Lakin, Stefanovic and Phillips, Theoretical Computer
# Science 632:21 (2016).
#
# Signal:  toehold branch
# Join:    two reactants bind one after another and free "branch toehold" of each. Fuel
#          "toehold lock commit" then frees "lock", which has no toehold to come back, and
#          "commit toehold".
# Fork:    "commit toehold" opens it and frees "toehold commit", which closes the join. The freed
#          strand of the second reactant pushes off the first product, fuel "branch lock toehold"
#          pushes off the second one together with a second copy of "lock", and the freed strand of
#          the first reactant closes the fork.
#
# The fork therefore works only where the second reactant is also the first product, as in
# X + Y -> Y + B; in all other reactions it stays open. Missing reactants and products are a
# dummy signal, the same for all reactions and supplied as a fuel; the dummy comes last among
# reactants and first among products, so that A -> B is A + dummy -> dummy + B. Reversible
# reactions are two separate reactions.

global toehold = short();

class signal() = "toehold branch" | ". ." where branch = long();

class formal(s) = signal();

global dummy = signal();

class join(first, second, lock, commit) =
  "first toehold + second toehold + lock + commit toehold + commit
   + commit* toehold* commit* lock* toehold* second* toehold* first* toehold*"
  | "( ( + ( ( + ( + ( ( + ( + ) ) ) ) ) ) ) ) .";

class fork(first, catalyst, product, lock, commit) =
  "first + toehold product + lock + toehold catalyst + toehold commit
   + toehold* commit* toehold* catalyst* toehold* lock* product* toehold* first*"
  | "( + ( ( + ( + ( ( + ( ( + . ) ) ) ) ) ) ) )";

class three(a, b, c) = "a b c" | ". . .";

module two_to_two(reactants, products) =
  infty(join(a.branch, b.branch, lock, commit))
  + infty(three(toehold, lock, commit))
  + infty(fork(a.branch, c.branch, d.branch, lock, commit))
  + infty(three(d.branch, lock, toehold))
  where { [a, b] = reactants; [c, d] = products; lock = long(); commit = long() };

module implement(reaction) =
  two_to_two(reactants + [dummy] * (2 - len(reactants)), [dummy] * (2 - len(products)) + products)
  + (if len(reactants) + len(products) < 4 then infty(dummy) else [])
  where { reactants = reaction.reactants; products = reaction.products };

module main(crn) = sum(map(implement, irrev_reactions(crn)))
