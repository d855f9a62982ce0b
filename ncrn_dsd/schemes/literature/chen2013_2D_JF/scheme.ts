# Join and fork gates with one strand between them, after Chen et al., Nature Nanotechnology 8:755
# (2013), supplementary figure S7.6.
#
# Signal:  toehold branch            (both belong to the species)
# Join:    reactants bind one after another; the freed strand carries the toehold of the next.
#          Fuel "first middle" then frees "middle second".
# Fork:    "middle second" opens it; fuels push off the products from the first to the last and
#          close it. Each fuel is a branch with the toehold that was uncovered before.
#
# Delayed choice: reactions with the same reactants in the same order share one join and differ
# in their forks. Any number of reactants and products; a missing reactant is a strand of its own,
# supplied as a fuel. Reversible reactions are two separate reactions.

class signal() = "toehold branch" | ". ." where { toehold = short(); branch = long() };

class formal(s) = signal();

# What join and forks have in common: the strand "middle second" that goes from one to the other,
# the toehold "first" before it, and the domain "lid" at the end of the fork.
class new_flux() = "first middle second lid" | ". . . ."
  where { first = short(); middle = long(); second = short(); lid = long() };

# Parts of a gate: a top strand and the bottom domains under it.

macro freed(pair) = [ "branch next +" | "( ( +", "next* branch*" | ") )" ]
  where [branch, next] = pair;

macro held(product) = [ "toehold branch +" | "( ( +", "branch* toehold*" | ") )" ]
  where { toehold = product.toehold; branch = product.branch };

class join(open, parts) = "tops bottoms open*"
                        | "~    ~       ."
  where { [tops, bottoms] = flip(parts, 2); bottoms = reverse(bottoms) };

class fork(lid, parts, open) = "lid + tops open* bottoms lid*"
                             | "(   + ~    .     ~       )"
  where { [tops, bottoms] = flip(parts, 2); bottoms = reverse(bottoms) };

class pair_strand(pair) = "left right" | ". ." where [left, right] = pair;

function toehold_of(signal) = signal.toehold;

function branch_of(signal) = signal.branch;

# The branch of every reactant with the toehold after it.
function steps(reactants, flux) =
  flip([map(branch_of, reactants), toeholds], len(reactants))
  where toeholds = map(toehold_of, tail(reactants)) + [flux.first];

# The same for products: a branch with the toehold that is uncovered before it leaves.
function fork_fuels(products, flux) =
  flip([branches + [flux.lid], [flux.first] + map(toehold_of, products)], len(products) + 1)
  where branches = map(branch_of, products);

module fork_gate(flux, products) =
  infty(fork(flux.lid, map(held, reverse(products)) + [start], flux.second))
  + sum(map(infty, map(pair_strand, fork_fuels(products, flux))))
  where start = freed([flux.first, flux.middle]);

module join_gate(flux, reactants) =
  infty(join(reactants[0].toehold, map(freed, pairs)))
  + infty(pair_strand([flux.first, flux.middle]))
  where pairs = steps(reactants, flux) + [[flux.middle, flux.second]];

# Delayed choice: the reactions that share the reactants of the first one, and the others.

function if_alike(reactants, reaction) = if reaction.reactants == reactants then [reaction] else [];

function unless_alike(reactants, reaction) =
  if reaction.reactants == reactants then [] else [reaction];

module choice(flux, reaction) = fork_gate(flux, reaction.products);

module group(reactants, reactions) =
  (if reactants
   then join_gate(flux, reactants)
   else infty(source) + join_gate(flux, [source]))
  + sum(map2(choice, flux, reactions))
  where { flux = new_flux(); source = signal() };

module groups(reactions) =
  if reactions
  then group(reactants, sum(map2(if_alike, reactants, reactions)))
    + groups(sum(map2(unless_alike, reactants, reactions)))
    where reactants = reactions[0].reactants
  else [];

module main(crn) = groups(irrev_reactions(crn))
