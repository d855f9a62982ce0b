# A chain of two gates that turns one signal into another, after Wang, Thachuk, Ellington, Winfree
# and Soloveichik, PNAS 115:E12182 (2018): one long domain.
#
# Signal:  toehold2 body2 toehold1 body1
# First:   holds "toehold1 body1" of the product with "toehold2 body2" of the reactant under it, and
#          opens to "toehold1" of the reactant.
# Second:  holds the product and opens to "toehold2" of the reactant.
#
# One long domain holds each strand. Where it frays, the free end of the other gate can push the
# strand off without any signal; the longer chains of the paper are made against this.
#
# Only one reactant and one product. Reversible reactions are two chains.

class formal(s) = "toehold2 body2 toehold1 body1"
                | ".        .     .        ."
  where { toehold2 = short(); body2 = long(); toehold1 = short(); body1 = long() };

class first_gate(x, y) = "y1 z1 x2 z2 + x1* z2* x2*"
                       | ".  .  (  (  + .   )   )"
  where { y1 = y.toehold1; z1 = y.body1; x2 = x.toehold2; z2 = x.body2; x1 = x.toehold1 };

class second_gate(x, y) = "y2 z2 y1 z1 + x2* z1* y1*"
                        | ".  .  (  (  + .   )   )"
  where { y2 = y.toehold2; z2 = y.body2; y1 = y.toehold1; z1 = y.body1; x2 = x.toehold2 };

module convert(reaction) = infty(first_gate(x, y)) + infty(second_gate(x, y))
  where { [x] = reaction.reactants; [y] = reaction.products };

module main(crn) = sum(map(convert, irrev_reactions(crn)))
