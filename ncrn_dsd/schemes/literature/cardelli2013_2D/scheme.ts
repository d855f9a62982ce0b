# Two-domain signals after Cardelli, "Two-domain DNA strand displacement", Mathematical Structures
# in Computer Science 23:247 (2013).
#
# Signal:       toehold branch
# Input gate:   reactants bind one after another and free "branch toehold" of each; fuel
#               "toehold commit" then frees "commit toehold" and closes the gate.
# Output gate:  "commit toehold" opens it, fuels "branch toehold" push off the products, and the
#               freed strand of the first reactant closes it.
# Collectors:   the freed strand of every further reactant is consumed by a collector, which
#               opens only to two strands at once. An enumerator without such cooperative steps
#               leaves the collectors closed.
#
# When the last reactant is also the first product, its freed strand pushes off that product, and
# neither a fuel nor a collector is made for it. Any number of reactants and products; a missing
# reactant is a strand of its own, supplied as a fuel. Reversible reactions are two reactions.

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

# What collects the freed strand "branch toehold" of one reactant: the output gate lets go of
# "toehold tag", and both strands together open the collector.
function with_tag(branch) = [branch, long()];

function tag_of(pair) = pair[1];

class collector(pair) = "tag branch + toehold* branch* tag* toehold*"
                      | "(   (      + .        )       )    ."
  where [branch, tag] = pair;

function without_last(list) = reverse(tail(reverse(list)));

# Whether the freed strand of the last reactant is what pushes off the first product.
function reuses_last(inputs, outputs) =
  len(inputs) > 1 and len(outputs) > 0 and inputs[-1] == outputs[0];

module gates(inputs, outputs) =
  if reuses_last(inputs, outputs)
  then gate_pair(inputs, outputs, tail(outputs), without_last(inputs))
  else gate_pair(inputs, outputs, outputs, inputs);

# pushed: outputs that need a fuel to leave. All of collected but the first get a collector.
module gate_pair(inputs, outputs, pushed, collected) =
  infty(input_gate(map(freed, inputs) + [end(commit)]))
  + infty(toehold_first(commit))
  + infty(output_gate(inputs[0], map(held, reverse(tags) + reverse(outputs) + [commit])))
  + sum(map(infty, map(toehold_last, pushed + tags)))
  + sum(map(infty, map(collector, pairs)))
  where { commit = long(); pairs = map(with_tag, tail(collected)); tags = map(tag_of, pairs) };

module implement(reaction) =
  (if reaction.reactants
   then gates(map(branch_of, reaction.reactants), outputs)
   else infty(source) + gates([source.branch], outputs))
  where { source = signal(); outputs = map(branch_of, reaction.products) };

module main(crn) = sum(map(implement, irrev_reactions(crn)))
