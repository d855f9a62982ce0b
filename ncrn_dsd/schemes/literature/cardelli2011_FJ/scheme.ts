# Strand algebra with fork and join gates, after L. Cardelli, "Strand algebras for DNA
# computing", Natural Computing 10:407 (2011), figures 4 to 8.
#
# Signal:       ? toehold branch      (the wildcard "?" is the history of the strand)
# Annihilator:  X ->           Transducer:  X -> Y
# Fork:         X -> Y + Z     Join:        X + Y -> Z, with a collector for what it frees
#
# All other reactions are composed of these through new signals: several reactants are joined
# two by two, reversibly but for the last join; several products are forked off one by one. A
# reaction without reactants consumes a signal of its own, supplied as a fuel. Reversible
# reactions are two separate reactions.

class signal() = "? toehold branch" | ". . ." where { toehold = short(); branch = long() };

class formal(s) = signal();

class annihilator(x) = "xb + xb* xt*"
                     | "(  + )   ."
  where { xb = x.branch; xt = x.toehold };

class transducer(x, y, a) = "xb yt yb + a + a* yt* xb* xt*"
                          | "(  (  .  + ( + )  )   )   ."
  where { xb = x.branch; xt = x.toehold; yb = y.branch; yt = y.toehold };

class transducer_close(y, a) = "yt a" | ". ." where yt = y.toehold;

class fork(x, y, z, a) = "xb yt yb + a zt zb + zt* a* yt* xb* xt*"
                       | "(  (  .  + ( (  .  + )   )  )   )   ."
  where { xb = x.branch; xt = x.toehold; yb = y.branch; yt = y.toehold;
          zb = z.branch; zt = z.toehold };

class fork_close(y, z, a) = "yt a zt" | ". . ." where { yt = y.toehold; zt = z.toehold };

class join(x, y, z, c, h) = "xb yt + yb c + h zt zb + zt* h* c* yb* yt* xb* xt*"
                          | "(  (  + (  ( + ( (  .  + )   )  )  )   )   )   ."
  where { xb = x.branch; xt = x.toehold; yb = y.branch; yt = y.toehold;
          zb = z.branch; zt = z.toehold };

class join_close(z, c, h) = "c h zt" | ". . ." where zt = z.toehold;

# The collector takes in the strands that a join has freed, "yb c" first, then "xb yt". What it
# frees in turn is taken in by two short traps.

class collector(x, y, c, d, e) = "xb + yt e + d yb + c* yb* d* e* yt* xb*"
                               | "(  + (  ( + ( (  + .  )   )  )  )   )"
  where { xb = x.branch; yb = y.branch; yt = y.toehold };

class collector_step(d, e) = "e d" | ". .";

class trap(branch, toehold) = "branch + branch* toehold*" | "( + ) .";

module collect(x, y, c) =
  infty(collector(x, y, c, d, e))
  + infty(collector_step(d, e))
  + infty(trap(y.branch, d))
  + infty(trap(e, y.toehold))
  where { d = short(); e = long() };

module join_gates(x, y, z) =
  infty(join(x, y, z, c, h)) + infty(join_close(z, c, h)) + collect(x, y, c)
  where { c = short(); h = long() };

module transduce(x, y) = infty(transducer(x, y, a)) + infty(transducer_close(y, a))
  where a = long();

module fork_gates(x, y, z) = infty(fork(x, y, z, a)) + infty(fork_close(y, z, a))
  where a = long();

module release(x, products) =
  if len(products) == 0 then infty(annihilator(x))
  elseif len(products) == 1 then transduce(x, products[0])
  elseif len(products) == 2 then fork_gates(x, products[0], products[1])
  else fork_gates(x, products[0], rest) + release(rest, tail(products)) where rest = signal();

module implement(reactants, products) = compose(reactants, products, signal());

# The same with a new signal, which is used where reactants or products do not fit one gate.
module compose(reactants, products, new) =
  if len(reactants) == 0 then infty(new) + release(new, products)
  elseif len(reactants) == 1 then release(reactants[0], products)
  elseif len(reactants) > 2 then
    join_gates(reactants[0], reactants[1], new)
    + fork_gates(new, reactants[0], reactants[1])
    + implement([new] + tail(tail(reactants)), products)
  elseif len(products) == 1 then join_gates(reactants[0], reactants[1], products[0])
  else join_gates(reactants[0], reactants[1], new) + release(new, products);

module translate(reaction) = implement(reaction.reactants, reaction.products);

module main(crn) = sum(map(translate, irrev_reactions(crn)))
