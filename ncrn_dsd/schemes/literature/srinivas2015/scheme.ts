# Four-domain signals with a helper strand, after N. Srinivas, PhD thesis, California Institute of
# Technology (2015), chapter 3.
#
# Signal:        ? first branch second   (the wildcard "?" is the history of the strand)
# React gate:    holds one strand per reactant; the last one is the flux strand.
# Produce gate:  holds the finished products. The flux strand frees the first of them, whose
#                first toehold then lets go; the helper binds in its place and frees the others.
# Back strands keep every step but the last reversible; each is a strand of its own.
#
# Any number of reactants and products. A reaction without reactants consumes a strand of its
# own, supplied as a fuel; one without products needs the react gate only. Reversible reactions
# are two separate reactions.

class formal(s) = "? first branch second"
                | ". .     .      ."
  where { first = short(); branch = long(); second = short() };

class source_strand() = "first branch second"
                      | ".     .      ."
  where { first = short(); branch = long(); second = short() };

# A product with the history that it will carry.
function with_history(product) = [long(), product];

# Part of the react gate that a reactant opens for the next one: its top strand, and the bottom
# domains under it.
macro step(reactants, i) =
  [ "branch second next +" | "( ( ( +", "next* second* branch*" | ") ) )" ]
  where {
    branch = reactants[i].branch;
    second = reactants[i].second;
    next = reactants[i + 1].first };

class back_strand(reactants, i) = "branch second next" | ". . ."
  where {
    branch = reactants[i].branch;
    second = reactants[i].second;
    next = reactants[i + 1].first };

# The end of the flux strand. With several products it stops at the first history, so that the
# first product keeps its toehold for the helper.
macro flux_end(outputs) =
  if len(outputs) == 0 then []
  elseif len(outputs) == 1 then arrival_part(outputs[0])
  else "history" | "." where history = outputs[0][0];

macro arrival_part(output) = "history first" | ". ."
  where {
    [history, product] = output;
    first = product.first };

macro held_product(output) =
  [ "history first branch second +" | "( ( . . +", "first* history*" | ") )" ]
  where {
    [history, product] = output;
    first = product.first;
    branch = product.branch;
    second = product.second };

class react_gate(reactants, flux) =
  "tops branch second flux + second* branch* bottoms first*"
  | "~    (      (      ~    + )       )       ~       ."
  where {
    [tops, bottoms] = flip(map2(step, reactants, range(len(reactants) - 1)), 2);
    bottoms = reverse(bottoms);
    first = reactants[0].first;
    branch = reactants[-1].branch;
    second = reactants[-1].second };

class produce_gate(reactants, outputs) =
  "tops bottoms second*"
  | "~    ~       ."
  where {
    [tops, bottoms] = flip(map(held_product, outputs), 2);
    bottoms = reverse(bottoms);
    second = reactants[-1].second };

class helper(outputs) = "first parts" | ". ~"
  where {
    first = outputs[0][1].first;
    parts = map(arrival_part, tail(outputs)) };

module gates(reactants, products) =
  infty(react_gate(reactants, flux_end(outputs)))
  + (if outputs then infty(produce_gate(reactants, outputs)) else [])
  + (if len(outputs) > 1 then infty(helper(outputs)) else [])
  + sum(map(infty, map2(back_strand, reactants, range(len(reactants) - 1))))
  where outputs = map(with_history, products);

module implement(reaction) =
  if reaction.reactants
  then gates(reaction.reactants, reaction.products)
  else infty(source) + gates([source], reaction.products) where source = source_strand();

module main(crn) = sum(map(implement, irrev_reactions(crn)))
