# Four-domain signals after Soloveichik, Seelig and Winfree, PNAS 107:5393 (2010).
#
# Signal:      ? first branch second    (the wildcard "?" is the history of the strand)
# React gate:  holds one strand per reactant. Reactants bind from the left and free these
#              strands in turn; the last one, the flux strand, carries history and first toehold
#              of every product.
# Yield gate:  holds the finished products. The flux strand binds its open toehold and frees all
#              of them at once.
# Back strands keep every step but the last reversible.
#
# A yield gate without products is the lone strand "second*", which only holds on to the last
# reactant; the variant soloveichik2010_noEmpty leaves it out.
#
# Any number of reactants and products. A reaction without reactants consumes a strand of its
# own, supplied as a fuel. Reversible reactions are two separate reactions.

class formal(s) = signal();

class signal() = "? first branch second"
               | ". .     .      ."
  where { first = short(); branch = long(); second = short() };

# The history that a product will carry, together with the product.
macro arrival(product) = [long(), product];

# Part of the react gate that reactant number i opens for the next one: its top strand, and the
# bottom domains under it.
macro step(reactants, i) =
  [ "branch second next +" | "( ( ( +", "next* second* branch*" | ") ) )" ]
  where {
    branch = reactants[i].branch;
    second = reactants[i].second;
    next = reactants[i + 1].first };

macro flux_part(arrival) = "history first" | ". ."
  where { [history, product] = arrival; first = product.first };

# Part of the yield gate that holds one product.
macro yield_part(arrival) =
  [ "history first branch second +" | "( ( . . +", "first* history*" | ") )" ]
  where {
    [history, product] = arrival;
    first = product.first;
    branch = product.branch;
    second = product.second };

class back_strand(reactants, i) = "branch second next" | ". . ."
  where {
    branch = reactants[i].branch;
    second = reactants[i].second;
    next = reactants[i + 1].first };

class react_gate(reactants, arrivals) =
  "tops branch second flux + second* branch* bottoms first*"
  | "~    (      (      ~    + )       )       ~       ."
  where {
    [tops, bottoms] = flip(map2(step, reactants, range(len(reactants) - 1)), 2);
    bottoms = reverse(bottoms);
    first = reactants[0].first;
    branch = reactants[-1].branch;
    second = reactants[-1].second;
    flux = map(flux_part, arrivals) };

class yield_gate(reactants, arrivals) =
  "tops bottoms second*"
  | "~    ~       ."
  where {
    [tops, bottoms] = flip(map(yield_part, arrivals), 2);
    bottoms = reverse(bottoms);
    second = reactants[-1].second };

module gates(reactants, products) =
  infty(react_gate(reactants, arrivals))
  + infty(yield_gate(reactants, arrivals))
  + sum(map(infty, map2(back_strand, reactants, range(len(reactants) - 1))))
  where arrivals = map(arrival, products);

module implement(reaction) =
  if reaction.reactants
  then gates(reaction.reactants, reaction.products)
  else infty(source) + gates([source], reaction.products) where source = signal();

module main(crn) = sum(map(implement, irrev_reactions(crn)))
