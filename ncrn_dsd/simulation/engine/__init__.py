"""Our own stiff integrator: static sparse LU factors and a Rosenbrock method, compiled."""
