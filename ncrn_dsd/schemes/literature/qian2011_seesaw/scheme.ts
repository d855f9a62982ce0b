# Seesaw gates after Qian and Winfree, Science 332:1196 (2011).
#
# Signal:     branch toehold ?    (the wildcard "?" is the branch of the gate that made it)
# Gate:       its bottom strand has the branch of the input between two toeholds, so that it holds
#             one strand at a time: an input at the one toehold, or an output or fuel at the other.
#             Whatever comes to the free toehold pushes off what the gate holds.
# A -> A + B  The gate holds B; A frees it and is freed by the fuel, so that A acts as a catalyst.
# A ->        A threshold without the longer toehold: a branch strand above an open toehold; A
#             stays there.
#
# Every exchange on a gate can run backwards.

global toehold = short();

# The free end of all fuel strands, the same in the whole system.
global idle = long();

class formal(s) = "branch toehold ?" | ". . ." where branch = long();

class gate(branch, held) = "held toehold branch + toehold* branch* toehold*"
                         | ".    (       (      + .        )       )";

class fuel(branch) = "idle toehold branch" | ". . .";

class threshold(branch) = "branch + toehold* branch*"
                        | "(      + .        )";

# The product of A -> A + B that is not A, whichever comes first.
function released(catalyst, products) =
  if products[0] == catalyst then products[1] else products[0];

function is_catalysis(reactant, products) = products[0] == reactant or products[1] == reactant;

module amplify(catalyst, product) =
  infty(gate(catalyst.branch, product.branch)) + infty(fuel(catalyst.branch));

module implement(reaction) =
  if len(reaction.products) == 0
  then infty(threshold(reaction.reactants[0].branch))
  elseif is_catalysis(reaction.reactants[0], reaction.products)
  then amplify(reaction.reactants[0], released(reaction.reactants[0], reaction.products))
  else abort("of reactions with two products a seesaw gate makes only A -> A + B");

module main(crn) = sum(map(implement, irrev_reactions(crn)))
