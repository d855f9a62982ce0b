# Two-domain signals with collectors that open step by step, after Cardelli, "Two-domain DNA strand
# displacement", Mathematical Structures in Computer Science 23:247 (2013).
#
# Signal:       toehold branch
# Input gate:   reactants bind one after another; each frees "branch toehold", the last of two or
#               more frees "branch second". Fuel "second commit" frees "commit toehold", and fuel
#               "toehold commit" closes the gate.
# Output gate:  "commit toehold" opens it, fuels "branch toehold" push off the products, and the
#               freed strand of the first reactant closes it.
# Collector:    consumes "branch second" of the last reactant and then, in turn, the freed
#               strands of the reactants before it down to the second one. Fuels "tag second"
#               lead from one to the next. Sinks consume what the collector lets go of.
#
# The second toehold, like the first, is the same in the whole system. Any number of reactants
# and products; a missing reactant is a strand of its own, supplied as a fuel. Reversible
# reactions are two reactions.

global second = short();

global toehold = short();

class signal() = "toehold branch" | ". ." where branch = long();

class formal(s) = signal();

function branch_of(signal) = signal.branch;

# Parts of a gate: a top strand and the bottom domains under it.

macro freed(domain, last) = [ "domain last +" | "( ( +", "last* domain*" | ") )" ];

macro held(domain, first) = [ "first domain +" | "( ( +", "domain* first*" | ") )" ];

macro end(commit) =
  [ "commit toehold + commit +" | "( ( + ( +", "commit* toehold* commit*" | ") ) )" ];

class input_gate(parts) = "tops bottoms toehold*"
                        | "~    ~       ."
  where { [tops, bottoms] = flip(parts, 2); bottoms = reverse(bottoms) };

# A gate that is opened from the other end: there the toehold lies open, and its last top strand
# has no toehold.
class back_gate(branch, parts, open) = "branch + tops open* bottoms branch*"
                                     | "(      + ~    .     ~       )"
  where { [tops, bottoms] = flip(parts, 2); bottoms = reverse(bottoms) };

class strand(first, last) = "first last" | ". .";

class sink(domain, open) = "domain + domain* open*" | "( + ) .";

macro freed_first(domain) = freed(domain, toehold);

macro held_first(domain) = held(domain, toehold);

class push(domain) = strand(domain, toehold);

function without_last(list) = reverse(tail(reverse(list)));

module collector(rest) =
  infty(back_gate(rest[0], sum(map(link, links)), second))
  + sum(map(link_fuels, links))
  where links = map2(link_at, rest, range(len(rest) - 1));

# The step of the collector from one reactant to the one before it.
function link_at(rest, i) = [long(), rest[i + 1]];

function link(tag_and_branch) = [held(tag, toehold), held(branch, second)]
  where [tag, branch] = tag_and_branch;

module link_fuels(tag_and_branch) =
  infty(strand(tag, second)) + infty(sink(tag, toehold)) + infty(sink(branch, second))
  where [tag, branch] = tag_and_branch;

module input(inputs, commit) =
  (if len(inputs) > 1
   then infty(input_gate(map(freed_first, others) + [freed(inputs[-1], second), end(commit)]))
     + infty(strand(second, commit))
     + sum(map(infty, map(push, others)))
     + collector(tail(inputs))
   else infty(input_gate([freed_first(inputs[0]), end(commit)])))
  + infty(strand(toehold, commit))
  where others = without_last(inputs);

module gates(inputs, outputs) =
  input(inputs, commit)
  + infty(back_gate(inputs[0], map(held_first, reverse(outputs) + [commit]), toehold))
  + sum(map(infty, map(push, outputs)))
  where commit = long();

module implement(reaction) =
  (if reaction.reactants
   then gates(map(branch_of, reaction.reactants), outputs)
   else infty(source) + gates([source.branch], outputs))
  where { source = signal(); outputs = map(branch_of, reaction.products) };

module main(crn) = sum(map(implement, irrev_reactions(crn)))
