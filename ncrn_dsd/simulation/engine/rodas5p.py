"""Coefficients of Rodas5P: eight stages, order 5 with an embedded order 4.

L-stable and stiffly accurate, with a continuous extension of order 4. G. Steinebach,
"Construction of Rosenbrock-Wanner method Rodas5P and numerical benchmarks within the Julia
Differential Equations package", BIT Numer. Math. 63 (2023) 27.
"""

from __future__ import annotations

import numpy as np

from ncrn_dsd.simulation.engine.layout import Tableau

GAMMA = 0.21193756319429014

_A = (
    (3.0,),
    (2.849394379747939, 0.45842242204463923),
    (-6.954028509809101, 2.489845061869568, -10.358996098473584),
    (2.8029986275628964, 0.5072464736228206, -0.3988312541770524, -0.04721187230404641),
    (
        -7.502846399306121,
        2.561846144803919,
        -11.627539656261098,
        -0.18268767659942256,
        0.030198172008377946,
    ),
)
_C = (
    (-14.155112264123755,),
    (-17.97296035885952, -2.859693295451294),
    (147.12150275711716, -1.41221402718213, 71.68940251302358),
    (165.43517024871676, -0.4592823456491126, 42.90938336958603, -5.961986721573306),
    (
        24.854864614690072,
        -3.0009227002832186,
        47.4931110020768,
        5.5814197821558125,
        -0.6610691825249471,
    ),
    (
        30.91273214028599,
        -3.1208243349937974,
        77.79954646070892,
        34.28646028294783,
        -19.097331116725623,
        -28.087943162872662,
    ),
    (
        37.80277123390563,
        -3.2571969029072276,
        112.26918849496327,
        66.9347231244047,
        -40.06618937091002,
        -54.66780262877968,
        -9.48861652309627,
    ),
)
_DENSE = (
    (
        25.948786856663858,
        -2.5579724845846235,
        10.433815404888879,
        -2.3679251022685204,
        0.524948541321073,
        1.1241088310450404,
        0.4272876194431874,
        -0.17202221070155493,
    ),
    (
        -9.91568850695171,
        -0.9689944594115154,
        3.0438037242978453,
        -24.495224566215796,
        20.176138334709044,
        15.98066361424651,
        -6.789040303419874,
        -6.710236069923372,
    ),
    (
        11.419903575922262,
        2.8879645146136994,
        72.92137995996029,
        80.12511834622643,
        -52.072871366152654,
        -59.78993625266729,
        -0.15582684282751913,
        4.883087185713722,
    ),
)


def rodas5p() -> Tableau:
    """The method as the kernels take it.

    Stage s evaluates y + sum_j a_sj k_j and solves
    (I - gamma h J) k_s = gamma h f + gamma sum_j c_sj k_j; the table of c is scaled by gamma.
    The last three rows of a extend the sixth by ones: the method is stiffly accurate.
    """
    a = np.zeros((8, 8))
    c = np.zeros((8, 8))
    for s, row in enumerate(_A, start=1):
        a[s, :s] = row
    a[6:, :5] = a[5, :5]
    a[6, 5] = a[7, 5] = a[7, 6] = 1.0
    for s, row in enumerate(_C, start=1):
        c[s, :s] = row
    return Tableau(GAMMA, a, GAMMA * c, np.array(_DENSE))
