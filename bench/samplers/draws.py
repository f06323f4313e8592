"""Draws noise for a time, one JSON line a question: `python draws.py LIBRARY`."""

import json
import sys
import time


def numpy(geometric):
    import numpy as np

    # PCG64 and floating point: neither secret nor exact.
    rng = np.random.default_rng()
    n = 100_000

    def draw(law, scale):
        if law == "gaussian":
            return lambda: rng.normal(0, scale, n)
        if not geometric:
            return lambda: rng.laplace(0, scale, n)
        p = -np.expm1(-1 / scale)
        return lambda: rng.geometric(p, n) - rng.geometric(p, n)

    return draw, n, {"numpy": np.__version__}


def opendp(n):
    import opendp.prelude as dp

    dp.enable_features("contrib")
    atom = dp.atom_domain(T=int)
    domain, zero = (atom, 0) if n == 1 else (dp.vector_domain(atom), [0] * n)

    def draw(law, scale):
        if law == "laplace":
            metric = dp.absolute_distance(T=int) if n == 1 else dp.l1_distance(T=int)
            noise = dp.m.make_laplace(domain, metric, scale=scale)
        else:
            metric = dp.absolute_distance(T=float) if n == 1 else dp.l2_distance(T=float)
            noise = dp.m.make_gaussian(domain, metric, scale=scale)
        return lambda: noise(zero)

    return draw, n, {"opendp": dp.__version__}


def google():
    from importlib.metadata import version

    from pydp.algorithms.numerical_mechanisms import GaussianMechanism, LaplaceMechanism

    def draw(law, scale):
        if law == "laplace":
            noise = LaplaceMechanism(1.0, scale)
        else:
            noise = GaussianMechanism.create_from_standard_deviation(scale)
        return lambda: noise.add_noise(0)

    return draw, 1, {"python-dp": version("python-dp")}


def diffprivlib():
    import diffprivlib
    from diffprivlib.mechanisms import GaussianDiscrete, Geometric

    def draw(law, scale):
        if law == "laplace":
            noise = Geometric(epsilon=1.0, sensitivity=int(scale))
        else:
            if scale > 1000:
                raise NotImplementedError("its time grows with the scale")
            noise = GaussianDiscrete(epsilon=0.5, delta=1e-6)
            noise._scale = scale
        return lambda: noise.randomise(0)

    return draw, 1, {"diffprivlib": diffprivlib.__version__}


libraries = {
    "numpy": lambda: numpy(False),
    "numpy-geometric": lambda: numpy(True),
    "opendp": lambda: opendp(1),
    "opendp-vector": lambda: opendp(10_000),
    "google": google,
    "diffprivlib": diffprivlib,
}


def say(message):
    print(json.dumps(message), file=sys.__stdout__, flush=True)


draw, n, versions = libraries[sys.argv[1]]()
prepared = {}
say({"versions": versions})
for line in sys.stdin:
    asked = json.loads(line)
    key = (asked["law"], asked["scale"])
    try:
        if key not in prepared:
            prepared[key] = draw(*key)
            prepared[key]()
        work, draws = prepared[key], 0
        start, before = time.perf_counter(), time.process_time()
        while time.perf_counter() - start < asked["seconds"]:
            work()
            draws += n
        say({"seconds": time.process_time() - before, "values": [draws]})
    except NotImplementedError as error:
        say({"missing": str(error)})
    except Exception as error:
        say({"failed": f"{type(error).__name__}: {error}"[:400]})
