"""Prices Gaussian noise on Poisson samples, one JSON line a question: `python account.py LIBRARY`."""

import json
import sys
import time


def dp_accounting():
    from importlib.metadata import version

    from dp_accounting import dp_event
    from dp_accounting.pld import pld_privacy_accountant

    def price(sigma, rate, steps, delta):
        step = dp_event.PoissonSampledDpEvent(rate, dp_event.GaussianDpEvent(sigma))
        # Connect the dots, interval 1e-4: its defaults.
        accountant = pld_privacy_accountant.PLDAccountant()
        accountant.compose(step, steps)
        return [accountant.get_epsilon(delta)]

    return price, {"dp-accounting": version("dp-accounting")}


def dp_accounting_rdp():
    from importlib.metadata import version

    from dp_accounting import dp_event
    from dp_accounting.rdp import rdp_privacy_accountant

    def price(sigma, rate, steps, delta):
        step = dp_event.PoissonSampledDpEvent(rate, dp_event.GaussianDpEvent(sigma))
        accountant = rdp_privacy_accountant.RdpAccountant()
        accountant.compose(step, steps)
        return [accountant.get_epsilon(delta)]

    return price, {"dp-accounting": version("dp-accounting")}


def prv_accountant(error):
    from importlib.metadata import version

    from prv_accountant import PRVAccountant, PoissonSubsampledGaussianMechanism

    def price(sigma, rate, steps, delta):
        step = PoissonSubsampledGaussianMechanism(sampling_probability=rate, noise_multiplier=sigma)
        accountant = PRVAccountant(
            prvs=[step],
            max_self_compositions=[steps],
            eps_error=error,
            delta_error=delta / 1000,
        )
        lower, estimate, upper = accountant.compute_epsilon(delta, [steps])
        return [upper, lower, estimate]

    return price, {"prv-accountant": version("prv-accountant")}


def main():
    price, versions = {
        "dp-accounting": dp_accounting,
        "dp-accounting-rdp": dp_accounting_rdp,
        "prv": lambda: prv_accountant(0.1),
        "prv-fine": lambda: prv_accountant(0.01),
    }[sys.argv[1]]()
    say({"versions": versions})
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            before = time.process_time()
            values = price(asked["sigma"], asked["rate"], asked["steps"], asked["delta"])
            seconds = time.process_time() - before
            say({"seconds": seconds, "values": [float(value) for value in values]})
        except Exception as error:  # the driver shows it and goes on
            say({"failed": f"{type(error).__name__}: {error}"[:400]})


def say(message):
    print(json.dumps(message), file=sys.__stdout__, flush=True)


main()
