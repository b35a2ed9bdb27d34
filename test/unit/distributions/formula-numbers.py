"""Numbers for formula-numbers.test.ts, found without intervals or symbols: a fine grid over the base, and Brent's method.

python3 formula-numbers.py > formula-numbers.json   (NumPy and SciPy)
"""
import json
import sys

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm

CELLS = 2_000_000
np.seterr(all="ignore")


def uniform(a, b):
    return (f"uniform({a}, {b})", a, b, lambda x: np.clip((x - a) / (b - a), 0, 1), lambda x: np.full_like(x, 1 / (b - a)))


def mixture(*parts):
    label = f"normal({parts[0][1]}, {parts[0][2]})" if len(parts) == 1 else "mixture(" + ", ".join(f"{w}*normal({m}, {s})" for w, m, s in parts) + ")"
    lo, hi = min(m - 7.2 * s for _, m, s in parts), max(m + 7.2 * s for _, m, s in parts)
    return (label, lo, hi, lambda x: sum(w * norm.cdf(x, m, s) for w, m, s in parts), lambda x: sum(w * norm.pdf(x, m, s) for w, m, s in parts))


def normal(m, s):
    return mixture((1, m, s))


M = mixture((0.3, -1, 0.5), (0.7, 2, 1))
M2 = mixture((0.5, -3, 0.4), (0.5, 3, 0.4))
N = normal(0, 1)
where = np.where
CASES = [
    (N, "x^3 - 3*x", lambda x: x**3 - 3 * x),
    (N, "x^2*exp(-x)", lambda x: x**2 * np.exp(-x)),
    (N, "x/(x^2 - 1)", lambda x: x / (x**2 - 1)),
    (N, "1/(x - 1)^2", lambda x: 1 / (x - 1) ** 2),
    (N, "(x + 1)/(x - 2)", lambda x: (x + 1) / (x - 2)),
    (uniform(-2, 2), "x^5 - 5*x^3 + 4*x", lambda x: x**5 - 5 * x**3 + 4 * x),
    (uniform(-1, 3), "abs(x^2 - 2*x)", lambda x: np.abs(x**2 - 2 * x)),
    (uniform(0, 10), "sin(x) + x/5", lambda x: np.sin(x) + x / 5),
    (uniform(-3, 3), "min(x^2, 2 - x)", lambda x: np.minimum(x**2, 2 - x)),
    (normal(0, 2), "max(-1, min(1, x))", lambda x: np.clip(x, -1, 1)),
    (M, "floor(2*x)/2 + x", lambda x: np.floor(2 * x) / 2 + x),
    (M, "abs(abs(x) - 2)", lambda x: np.abs(np.abs(x) - 2)),
    (M, "x^2 - 2*abs(x)", lambda x: x**2 - 2 * np.abs(x)),
    (N, "mod(x, 1)", lambda x: np.mod(x, 1)),
    (uniform(-5, 5), "round(x) + 0.1*x", lambda x: np.round(x) + 0.1 * x),
    (normal(1, 0.5), "log(abs(x))", lambda x: np.log(np.abs(x))),
    (N, "exp(-abs(x))", lambda x: np.exp(-np.abs(x))),
    (uniform(0, 6), "cos(x)^2", lambda x: np.cos(x) ** 2),
    (uniform(-2, 2), "(x^2 - 1)^2", lambda x: (x**2 - 1) ** 2),
    (N, "atan(3*x) + x/4", lambda x: np.arctan(3 * x) + x / 4),
    (N, "tanh(x) - x/2", lambda x: np.tanh(x) - x / 2),
    (M, "sqrt(abs(x - 1))", lambda x: np.sqrt(np.abs(x - 1))),
    (normal(2, 1), "sqrt(x)", np.sqrt),
    (N, "log(x^2 - 0.25)", lambda x: np.log(x**2 - 0.25)),
    (uniform(0.1, 3), "x^x", lambda x: x**x),
    (uniform(-1, 1), "2*asin(x)", lambda x: 2 * np.arcsin(x)),
    (uniform(0.05, 1), "sin(1/x)", lambda x: np.sin(1 / x)),
    (N, "x < -1 ? -1 - x : x < 1 ? 0.5*x^2 : x", lambda x: where(x < -1, -1 - x, where(x < 1, 0.5 * x**2, x))),
    (N, "x < 0 ? 1 : exp(x)", lambda x: where(x < 0, 1.0, np.exp(x))),
    (M, "sign(x)*log(1 + abs(x))", lambda x: np.sign(x) * np.log(1 + np.abs(x))),
    (uniform(-3, 3), "max(sin(2*x), 0.3)", lambda x: np.maximum(np.sin(2 * x), 0.3)),
    (M2, "1/(1 + x^2)", lambda x: 1 / (1 + x**2)),
    (M2, "x^3/(1 + x^2)", lambda x: x**3 / (1 + x**2)),
    (N, "exp(sin(3*x))", lambda x: np.exp(np.sin(3 * x))),
    (uniform(0, 20), "x*mod(x, 3)", lambda x: x * np.mod(x, 3)),
    (N, "floor(x^2)", lambda x: np.floor(x**2)),
    (N, "cosh(x) - x^2", lambda x: np.cosh(x) - x**2),
    (uniform(-2, 2), "2^(-x^2)", lambda x: 2.0 ** (-(x**2))),
    (N, "cbrt(x^2 - 1)", lambda x: np.cbrt(x**2 - 1)),
    (normal(0, 3), "x*cos(x)", lambda x: x * np.cos(x)),
    (N, "x + 1/x", lambda x: x + 1 / x),
    (N, "abs(sin(x) + 0.5)", lambda x: np.abs(np.sin(x) + 0.5)),
    (uniform(0, 1), "x < 0.5 ? 2*x : 2 - 2*x", lambda x: where(x < 0.5, 2 * x, 2 - 2 * x)),
    (uniform(0, 1), "4*x*(1 - x)", lambda x: 4 * x * (1 - x)),
    (N, "(exp(x) - 1)/x", lambda x: np.expm1(x) / x),
    (uniform(-4, 4), "sin(3*x)/x", lambda x: np.sin(3 * x) / x),
    (M, "x/(1 + exp(-x))", lambda x: x / (1 + np.exp(-x))),
    (M, "max(x, 0.1*x)", lambda x: np.maximum(x, 0.1 * x)),
]


def roots(f, x, v, y):
    """x with f(x) = y: sign changes on the grid, refined; jumps and poles are told by what is left."""
    off = v - y
    at = np.nonzero((off[:-1] * off[1:] < 0) & np.isfinite(off[:-1]) & np.isfinite(off[1:]))[0]
    out = []
    for k in at:
        r = brentq(lambda t: float(f(np.float64(t))) - y, x[k], x[k + 1], xtol=1e-15, rtol=8.9e-16)
        if abs(float(f(np.float64(r))) - y) < 1e-7 * (1 + abs(y)):
            out.append(r)
    return out


def numbers(base, text, f):
    label, lo, hi, cdf, pdf = base
    edges = np.linspace(lo, hi, CELLS + 1)
    x = (edges[:-1] + edges[1:]) / 2
    mass = np.diff(cdf(edges))
    v = f(x)
    defined = np.isfinite(v)
    flat = np.isclose(v[:-1], v[1:], rtol=0, atol=0)
    values, counts = np.unique(v[:-1][flat], return_counts=True)
    atoms = [(float(a), float(mass[v == a].sum())) for a, n in zip(values, counts) if n > 200]
    order = np.argsort(v[defined], kind="stable")
    levels, below = v[defined][order], np.cumsum(mass[defined][order])
    points = []
    for q in (0.03, 0.11, 0.24, 0.37, 0.52, 0.66, 0.78, 0.9, 0.97):
        y = float(levels[np.searchsorted(below, q * below[-1])])
        y = float(np.format_float_positional(y, precision=4, fractional=False)) + 1e-5 * (abs(y) + 1e-3)
        if any(abs(y - a) < 1e-3 * (1 + abs(a)) for a, _ in atoms):
            continue
        found = roots(f, x, v, y)
        # a slope that is small beside the others makes differences useless
        h = 1e-5
        slopes = [float((f(np.float64(r + h)) - f(np.float64(r - h))) / (2 * h)) for r in found]
        wide = [float((f(np.float64(r + 2 * h)) - f(np.float64(r - 2 * h))) / (4 * h)) for r in found]
        if any(not np.isfinite(s) or abs(s - w) > 1e-6 * abs(s) for s, w in zip(slopes, wide)):
            continue
        density = float(sum(pdf(np.array([r]))[0] / abs(s) for r, s in zip(found, slopes)))
        points.append({"y": y, "below": float(mass[defined & (v <= y)].sum()), "density": density, "roots": found})
    return {"base": label, "formula": text, "undefined": float(mass[~defined].sum()), "atoms": atoms, "points": points}


json.dump([numbers(*case) for case in CASES], sys.stdout)
