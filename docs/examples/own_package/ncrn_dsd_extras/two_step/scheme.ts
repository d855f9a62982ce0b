# One reactant becomes one product in two steps.
#
# Signal:      ? first branch second    (the wildcard "?" is the history of the strand)
# React gate:  the reactant binds `first` and frees the flux strand.
# Yield gate:  the flux strand binds `second` of the reactant and frees the product.

class formal(s) = "? first branch second" | ". . . ."
  where { first = short(); branch = long(); second = short() };

class react_gate(reactant, product, history) =
  "branch second history next + second* branch* first*"
  | "(    (      .       .    + )       )       ."
  where {
    first = reactant.first;
    branch = reactant.branch;
    second = reactant.second;
    next = product.first };

class yield_gate(reactant, product, history) =
  "history first branch second + first* history* open*"
  | "(       (     .      .      + )      )        ."
  where {
    open = reactant.second;
    first = product.first;
    branch = product.branch;
    second = product.second };

module gates(reactant, product, history) =
  infty(react_gate(reactant, product, history)) + infty(yield_gate(reactant, product, history));

module implement(reaction) =
  if len(reaction.reactants) == 1 and len(reaction.products) == 1
  then gates(reaction.reactants[0], reaction.products[0], long())
  else abort("only reactions of one reactant and one product are translated");

module main(crn) = sum(map(implement, irrev_reactions(crn)))
