# A chain of three gates that turns one signal into another, after Wang, Thachuk, Ellington, Winfree
# and Soloveichik, PNAS 115:E12182 (2018): triple long domains.
#
# Signal:  body3 toehold3 body2 toehold2 body1 toehold1 ?    (the wildcard "?" is what is left of
#          the last gate)
# Gates:   each opens to a toehold of the strand before it and holds its own strand by three parts:
#          the body beside that toehold and two whole segments.
#
#            gate    free end   holds                                      opens to
#            first   product 1  reactants 3 and 2, body of reactant 1      toehold of reactant 1
#            second  product 2  product 1, reactant 3, body of reactant 2  toehold of reactant 2
#            third   product 3  products 2 and 1, body of reactant 3       toehold of reactant 3
#
# Where a gate frays, the free end of another gate takes two segments at most, and the strand is
# still held by the rest. The lengths are the usual 5 and 15 nt; the paper has its own.
#
# Only one reactant and one product. Reversible reactions are two chains.

class formal(s) = "body3 toehold3 body2 toehold2 body1 toehold1 ?"
                | ".     .        .     .        .     .        ."
  where {
    body3 = long(); toehold3 = short();
    body2 = long(); toehold2 = short();
    body1 = long(); toehold1 = short() };

function segment3(signal) = [signal.body3, signal.toehold3];

function segment2(signal) = [signal.body2, signal.toehold2];

function segment1(signal) = [signal.body1, signal.toehold1];

# free hangs off the gate, left and right are held by it, and opening is the segment whose toehold
# is open.
class gate(free, left, right, opening) =
  "f1 f2 l1 l2 r1 r2 body + open* body* r2* r1* l2* l1*"
  | ".  .  (  (  (  (  (    + .     )     )   )   )   )"
  where { [f1, f2] = free; [l1, l2] = left; [r1, r2] = right; [body, open] = opening };

module convert(reaction) =
  infty(gate(segment1(y), segment3(x), segment2(x), segment1(x)))
  + infty(gate(segment2(y), segment1(y), segment3(x), segment2(x)))
  + infty(gate(segment3(y), segment2(y), segment1(y), segment3(x)))
  where { [x] = reaction.reactants; [y] = reaction.products };

module main(crn) = sum(map(convert, irrev_reactions(crn)))
