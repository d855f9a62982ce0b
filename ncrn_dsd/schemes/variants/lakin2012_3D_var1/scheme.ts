# The gate of lakin2012_3D (Lakin, Youssef, Cardelli and Phillips, J R Soc Interface 9:470, 2012)
# for any number of reactants and products, without tails on the freed strands.
#
# Signal:     ? toehold branch      (the wildcard "?" is the history of the strand)
# Gate:       reactants bind one after another and free "branch toehold" of each; then one
#             strand binds and frees all products at once.
# Unbinding:  the freed strands of all reactants are also fuels, shared by all reactions.
#
# Without reactants the gate is open from the start. Without products it holds a dummy signal,
# the same for all reactions. Reversible reactions are two separate reactions.

global toehold = short();

class signal() = "? toehold branch" | ". . ." where branch = long();

class formal(s) = signal();

global dummy = signal();

# Parts of the gate: a top strand and the bottom domains under it.

macro freed(reactant) = [ "branch toehold +" | "( ( +", "toehold* branch*" | ") )" ]
  where branch = reactant.branch;

macro held(output) = [ "history toehold branch +" | "( ( . +", "toehold* history*" | ") )" ]
  where { [history, product] = output; branch = product.branch };

class gate(parts) = "tops bottoms toehold*"
                  | "~    ~       ."
  where { [tops, bottoms] = flip(parts, 2); bottoms = reverse(bottoms) };

class unbinding(reactant) = "branch toehold" | ". ." where branch = reactant.branch;

macro produce_part(output) = "history toehold" | ". ." where history = output[0];

class produce(outputs) = "toehold parts" | ". ~" where parts = map(produce_part, outputs);

# A product with the history that it will carry.
function with_history(product) = [long(), product];

module gates(reactants, products) =
  infty(gate(map(freed, reactants) + map(held, outputs)))
  + infty(produce(outputs))
  + sum(map(infty, map(unbinding, reactants)))
  where outputs = map(with_history, products);

module implement(reaction) =
  gates(reaction.reactants, if reaction.products then reaction.products else [dummy]);

module main(crn) = sum(map(implement, irrev_reactions(crn)))
