# cardelli2011_NM (L. Cardelli, Natural Computing 10:407, 2011, figures 9 and 10) without garbage
# collection.
#
# Signal:     ? toehold branch      (the wildcard "?" is the history of the strand)
# Gate:       reactants bind one after another; each frees a strand that ends in the toehold of
#             the next one, the last reactant one that ends in a toehold of the gate itself.
#             Then one strand binds that toehold and frees all products at once.
# Freed strands are supplied as fuels, so that every binding can be undone until the last step.
#
# A reaction without reactants consumes a signal of its own, supplied as a fuel; one without
# products releases a signal of its own. Reversible reactions are two separate reactions.

class signal() = "? toehold branch" | ". . ." where { toehold = short(); branch = long() };

class formal(s) = signal();

function toehold_of(signal) = signal.toehold;

# The toeholds that follow the branches in a gate: those of the second reactant and on, and the
# one of the gate.
function following(reactants, own) = map(toehold_of, tail(reactants)) + [own];

# Parts of the gate: a top strand and the bottom domains under it.

macro freed(inputs, i) = [ "branch next +" | "( ( +", "next* branch*" | ") )" ]
  where { [reactants, nexts] = inputs; branch = reactants[i].branch; next = nexts[i] };

macro held(output) = [ "history toehold branch +" | "( ( . +", "toehold* history*" | ") )" ]
  where { [history, product] = output; toehold = product.toehold; branch = product.branch };

class gate(parts, first) = "tops bottoms first*"
                         | "~    ~       ."
  where { [tops, bottoms] = flip(parts, 2); bottoms = reverse(bottoms) };

macro produce_part(output) = "history toehold" | ". ."
  where { [history, product] = output; toehold = product.toehold };

class produce(own, outputs) = "own parts" | ". ~" where parts = map(produce_part, outputs);

# A product with the history that it will carry.
function with_history(product) = [long(), product];

class freed_strand(inputs, i) = "branch next" | ". ."
  where { [reactants, nexts] = inputs; branch = reactants[i].branch; next = nexts[i] };

module gates(reactants, products, own) =
  infty(gate(map2(freed, inputs, range(len(reactants))) + map(held, outputs), reactants[0].toehold))
  + infty(produce(own, outputs))
  + sum(map(infty, map2(freed_strand, inputs, range(len(reactants)))))
  where {
    inputs = [reactants, following(reactants, own)];
    outputs = map(with_history, products) };

module implement(reaction) =
  (if reaction.reactants then [] else infty(absent))
  + gates(
      if reaction.reactants then reaction.reactants else [absent],
      if reaction.products then reaction.products else [absent],
      short())
  where absent = signal();

module main(crn) = sum(map(implement, irrev_reactions(crn)))
