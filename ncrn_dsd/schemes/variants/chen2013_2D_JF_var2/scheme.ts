# chen2013_2D_JF with an irreversible join for every reaction (after Chen et al., Nature
# Nanotechnology 8:755, 2013, supplementary figure S7.6).
#
# Signal:  toehold branch            (both belong to the species)
# Join:    reactants bind one after another; the freed strand carries the toehold of the next and
#          is also a fuel, so that the binding can be undone. Fuel "first lid middle" then frees
#          "lid", which has no toehold to come back, and "middle second".
# Fork:    "middle second" opens it; fuels push off the products from the first to the last and
#          close it. Each fuel is a branch with the toehold that was uncovered before.
#
# Reactions with the same reactants share nothing. Any number of reactants and products; without
# reactants the join is left out and fuel "middle lid second" opens the fork. Reversible reactions
# are two separate reactions.

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

macro lone(domain) = [ "domain +" | "( +", "domain*" | ")" ];

class join(open, parts) = "tops bottoms open*"
                        | "~    ~       ."
  where { [tops, bottoms] = flip(parts, 2); bottoms = reverse(bottoms) };

class fork(lid, parts, open) = "lid + tops open* bottoms lid*"
                             | "(   + ~    .     ~       )"
  where { [tops, bottoms] = flip(parts, 2); bottoms = reverse(bottoms) };

class pair_strand(pair) = "left right" | ". ." where [left, right] = pair;

class commit_strand(a, b, c) = "a b c" | ". . .";

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

# extra: parts between the start of the fork and its open toehold.
module fork_gate(flux, products, extra) =
  infty(fork(flux.lid, map(held, reverse(products)) + [start] + extra, flux.second))
  + sum(map(infty, map(pair_strand, fork_fuels(products, flux))))
  where start = freed([flux.first, flux.middle]);

module join_gate(flux, reactants) =
  infty(join(reactants[0].toehold, map(freed, pairs) + [lone(flux.lid), released]))
  + infty(commit_strand(flux.first, flux.lid, flux.middle))
  + sum(map(infty, map(pair_strand, pairs)))
  where { pairs = steps(reactants, flux); released = freed([flux.middle, flux.second]) };

module always_open(reaction) =
  fork_gate(flux, reaction.products, [lone(flux.lid)])
  + infty(commit_strand(flux.middle, flux.lid, flux.second))
  where flux = new_flux();

module implement(reaction) =
  (if reaction.reactants
   then join_gate(flux, reaction.reactants) + fork_gate(flux, reaction.products, [])
   else always_open(reaction))
  where flux = new_flux();

module main(crn) = sum(map(implement, irrev_reactions(crn)))
