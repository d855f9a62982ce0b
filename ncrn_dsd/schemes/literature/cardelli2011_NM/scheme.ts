# Strand algebra with one gate for any number of reactants and products, after L. Cardelli,
# "Strand algebras for DNA computing", Natural Computing 10:407 (2011), figures 9 and 10.
#
# Signal:     ? toehold branch      (the wildcard "?" is the history of the strand)
# Gate:       reactants bind one after another; each frees a strand that ends in the toehold of
#             the next one, the last reactant one that ends in a toehold of the gate itself.
#             Then one strand binds that toehold and frees all products at once.
# Collector:  takes in the strands that the gate has freed, the last one first. What it frees in
#             turn is taken in by short traps.
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

# A reactant with the long domain and the toehold of its part of the collector.
function with_stage(reactant) = [reactant, long(), short()];

macro collector_part(stage) =
  [ "toehold spacer + step branch +" | "( ( + ( ( +",
    "branch* step* spacer* toehold*" | ") ) ) )" ]
  where { [reactant, spacer, step] = stage;
          toehold = reactant.toehold; branch = reactant.branch };

class collector(first, stages, own) = "branch + tops own* bottoms branch*"
                                    | "(      + ~    .    ~       )"
  where { branch = first.branch;
          [tops, bottoms] = flip(map(collector_part, stages), 2); bottoms = reverse(bottoms) };

class collector_step(spacer, step) = "spacer step" | ". .";

class trap(branch, toehold) = "branch + branch* toehold*" | "( + ) .";

module stage_fuels(stage) =
  infty(collector_step(spacer, step))
  + infty(trap(spacer, reactant.toehold))
  + infty(trap(reactant.branch, step))
  where [reactant, spacer, step] = stage;

module collect(reactants, own) =
  infty(collector(reactants[0], stages, own)) + sum(map(stage_fuels, stages))
  where stages = map(with_stage, tail(reactants));

module gates(reactants, products, own) =
  infty(gate(map2(freed, inputs, range(len(reactants))) + map(held, outputs), reactants[0].toehold))
  + infty(produce(own, outputs))
  + collect(reactants, own)
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
