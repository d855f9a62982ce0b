# qian2011_3D with a step that commits before the first product leaves (correction by Winfree and
# Shin of the gate of Qian, Soloveichik and Winfree, DNA16, LNCS 6518, 2011).
#
# Signal:      history toehold branch    (no wildcard: a species always has the same history)
# Gate:        one bottom strand. Reactants bind one after another and free "branch toehold" of
#              each. Then fuel "toehold lock key" pushes off two strands: "lock", which has no
#              toehold to come back, and "key toehold", which uncovers the first product. Fuels
#              "toehold history" push the products off; "toehold lock key" closes the gate.
# Reversible:  a gate without lock, and beside it the gate that is loaded with reactants and
#              exposes the toehold at the other end. The same fuels drive both directions.
#
# Any number of reactants and products. Without reactants the gate begins with the lock.

global toehold = short();

class formal(s) = "history toehold branch"
                | ".       .       ."
  where { history = long(); branch = long() };

# Parts of a gate: a top strand and the bottom domains under it.

macro freed(signal) = [ "branch toehold +" | "( ( +", "toehold* branch*" | ") )" ]
  where branch = signal.branch;

macro held(signal) = [ "history toehold branch +" | "( ( . +", "toehold* history*" | ") )" ]
  where { history = signal.history; branch = signal.branch };

macro key_part(key) = [ "key toehold +" | "( ( +", "toehold* key*" | ") )" ];

macro lid(domain) = [ "domain +" | "( +", "domain*" | ")" ];

class gate(parts) = "tops bottoms toehold*"
                  | "~    ~       ."
  where { [tops, bottoms] = flip(parts, 2); bottoms = reverse(bottoms) };

# The same parts seen from the other end, for the gate that gives back the reactants.

macro held_back(signal) = [ "history toehold branch +" | ". ( ( +", "branch* toehold*" | ") )" ]
  where { history = signal.history; branch = signal.branch };

macro freed_back(signal) = [ "toehold history +" | "( ( +", "history* toehold*" | ") )" ]
  where history = signal.history;

class back_gate(parts) = "tops toehold* bottoms"
                       | "~    .        ~"
  where { [tops, bottoms] = flip(parts, 2); bottoms = reverse(bottoms) };

class pull(signal) = "branch toehold" | ". ." where branch = signal.branch;

class push(signal) = "toehold history" | ". ." where history = signal.history;

class commit_strand(lock, key) = "toehold lock key" | ". . .";

module one_way(reaction, lock, key) =
  infty(gate(map(freed, reaction.reactants) + middle + map(held, reaction.products) + [lid(lock)]))
  + infty(commit_strand(lock, key))
  where middle = [lid(lock), key_part(key)];

module both_ways(reaction) =
  infty(gate(map(freed, reaction.reactants) + map(held, reaction.products)))
  + infty(back_gate(map(held_back, reaction.reactants) + map(freed_back, reaction.products)));

module implement(reaction) =
  (if reaction.reversible then both_ways(reaction) else one_way(reaction, long(), long()))
  + sum(map(infty, map(push, reaction.products)))
  + sum(map(infty, map(pull, reaction.reactants)));

module main(crn) = sum(map(implement, rev_reactions(crn)))
