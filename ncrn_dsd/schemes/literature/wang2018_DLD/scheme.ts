# A chain of two gates that turns one signal into another, after Wang, Thachuk, Ellington, Winfree
# and Soloveichik, PNAS 115:E12182 (2018): double long domains.
#
# Signal:  body2 toehold2 body1 toehold1 ?    (the wildcard "?" is what is left of the last gate)
# Gates:   each opens to a toehold of the strand before it and holds its own strand by two segments:
#          the body beside that toehold and one whole segment.
#
#            gate    free end   holds                               opens to
#            first   product 1  reactant 2, body of reactant 1      toehold of reactant 1
#            second  product 2  product 1, body of reactant 2       toehold of reactant 2
#
# Where a gate frays, the free end of the other gate takes one segment at most, and the strand is
# still held by the rest. The lengths are the usual 5 and 15 nt; the paper has its own.
#
# Only one reactant and one product. Reversible reactions are two chains.

class formal(s) = "body2 toehold2 body1 toehold1 ?"
                | ".     .        .     .        ."
  where { body2 = long(); toehold2 = short(); body1 = long(); toehold1 = short() };

function segment2(signal) = [signal.body2, signal.toehold2];

function segment1(signal) = [signal.body1, signal.toehold1];

# free hangs off the gate, paired is held by it, and opening is the segment whose toehold is open.
class gate(free, paired, opening) =
  "f1 f2 p1 p2 body + open* body* p2* p1*"
  | ".  .  (  (  (    + .     )     )   )"
  where { [f1, f2] = free; [p1, p2] = paired; [body, open] = opening };

module convert(reaction) =
  infty(gate(segment1(y), segment2(x), segment1(x)))
  + infty(gate(segment2(y), segment1(y), segment2(x)))
  where { [x] = reaction.reactants; [y] = reaction.products };

module main(crn) = sum(map(convert, irrev_reactions(crn)))
