# One universal toehold and wildcard histories, after Lakin, Youssef, Cardelli and Phillips,
# J R Soc Interface 9:470 (2012).
#
# Signal:          ? toehold branch      (the wildcard "?" is the history of the strand)
# Gate:            two reactants bind one after another and free "branch toehold tail" of each;
#                  then one strand binds and frees both products at once.
# Unbinding:       the freed strand of the first reactant is also a fuel, so that the first
#                  binding can be undone.
#
# The gate has two reactants and two products. Missing ones are a dummy signal, the same for all
# reactions and supplied as a fuel. Of three or more reactants the first two are first paired to
# a new signal, which can fall apart again; of three or more products all but the first are
# first one new signal. Reversible reactions are two separate reactions.

global toehold = short();

class signal() = "? toehold branch" | ". . ." where branch = long();

class formal(s) = signal();

global dummy = signal();

# Parts of the gate: a top strand and the bottom domains under it.

macro freed(branch, rest) = [ "branch toehold rest +" | "( ( . +", "toehold* branch*" | ") )" ];

macro held(branch, history) =
  [ "history toehold branch +" | "( ( . +", "toehold* history*" | ") )" ];

class gate(parts) = "tops bottoms toehold*"
                  | "~    ~       ."
  where { [tops, bottoms] = flip(parts, 2); bottoms = reverse(bottoms) };

class unbinding(branch, rest) = "branch toehold rest" | ". . .";

class produce(first, second) = "toehold first toehold second toehold"
                             | ".       .     .       .      .";

module two_to_two(reactants, products) =
  infty(gate([ freed(a.branch, rest), freed(b.branch, long()), held(c.branch, first),
               held(d.branch, second) ]))
  + infty(unbinding(a.branch, rest))
  + infty(produce(first, second))
  where { [a, b] = reactants; [c, d] = products; rest = long(); first = long(); second = long() };

# One dummy for every reactant or product that is missing of two: the dummy comes last among the
# reactants and first among the products.
module padded(reactants, products) =
  two_to_two(reactants + [dummy] * (2 - len(reactants)), [dummy] * (2 - len(products)) + products)
  + (if len(reactants) < 2 then infty(dummy) else []);

module release(reactants, products) =
  if len(products) <= 2
  then padded(reactants, products)
  else padded(reactants, [rest, products[0]]) + release([rest], tail(products))
    where rest = signal();

module implement(reactants, products) =
  if len(reactants) <= 2
  then release(reactants, products)
  else padded(bound, [pair]) + padded([pair], bound)
    + implement([pair] + tail(tail(reactants)), products)
    where { pair = signal(); bound = [reactants[0], reactants[1]] };

module translate(reaction) = implement(reaction.reactants, reaction.products);

module main(crn) = sum(map(translate, irrev_reactions(crn)))
