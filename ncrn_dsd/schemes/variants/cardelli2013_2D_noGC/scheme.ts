# The gates of cardelli2013_2D (Cardelli, "Two-domain DNA strand displacement", Mathematical
# Structures in Computer Science 23:247, 2013) without collectors.
#
# Signal:       toehold branch
# Input gate:   reactants bind one after another and free "branch toehold" of each; fuel
#               "toehold commit" then frees "commit toehold" and closes the gate.
# Output gate:  "commit toehold" opens it, fuels "branch toehold" push off the products, and the
#               freed strand of the first reactant closes it.
#
# The freed strands of all reactants are fuels too, so nothing has to collect them. Any number of
# reactants and products; a missing reactant is a strand of its own, supplied as a fuel.
# Reversible reactions are two reactions.

global toehold = short();

class signal() = "toehold branch" | ". ." where branch = long();

class formal(s) = signal();

function branch_of(signal) = signal.branch;

# Parts of a gate: a top strand and the bottom domains under it.

macro freed(domain) = [ "domain toehold +" | "( ( +", "toehold* domain*" | ") )" ];

macro held(domain) = [ "toehold domain +" | "( ( +", "domain* toehold*" | ") )" ];

macro end(commit) =
  [ "commit toehold + commit +" | "( ( + ( +", "commit* toehold* commit*" | ") ) )" ];

class input_gate(parts) = "tops bottoms toehold*"
                        | "~    ~       ."
  where { [tops, bottoms] = flip(parts, 2); bottoms = reverse(bottoms) };

class output_gate(branch, parts) = "branch + tops toehold* bottoms branch*"
                                 | "(      + ~    .        ~       )"
  where { [tops, bottoms] = flip(parts, 2); bottoms = reverse(bottoms) };

class toehold_first(domain) = "toehold domain" | ". .";

class toehold_last(domain) = "domain toehold" | ". .";

module gates(inputs, outputs) =
  infty(input_gate(map(freed, inputs) + [end(commit)]))
  + infty(toehold_first(commit))
  + infty(output_gate(inputs[0], map(held, reverse(outputs) + [commit])))
  + sum(map(infty, map(toehold_last, outputs + inputs)))
  where commit = long();

module implement(reaction) =
  (if reaction.reactants
   then gates(map(branch_of, reaction.reactants), outputs)
   else infty(source) + gates([source.branch], outputs))
  where { source = signal(); outputs = map(branch_of, reaction.products) };

module main(crn) = sum(map(implement, irrev_reactions(crn)))
