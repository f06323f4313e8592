"""diffprivlib's tools over NumPy: a histogram for counts, one call a group for the others."""

import diffprivlib
import numpy as np
import pyarrow.parquet as pq
from diffprivlib import tools
from diffprivlib.accountant import BudgetAccountant
from worker import serve


def answer(file, q):
    if q["unit"] == "id":
        raise NotImplementedError("protects one row only")
    statistic = q["statistic"]
    budget = BudgetAccountant()
    bounds = (q["lower"], q["upper"])
    if statistic == "histogram":
        x, bins = column(file, "x"), len(q["edges"]) - 1
        return tools.histogram(x, q["epsilon"], bins=bins, range=bounds, accountant=budget)[0]
    groups = column(file, "g")
    if statistic == "count":
        bins, limits = q["groups"], (-0.5, q["groups"] - 0.5)
        return tools.histogram(groups, q["epsilon"], bins=bins, range=limits, accountant=budget)[0]
    tool = {"sum": tools.sum, "mean": tools.mean, "median": tools.median}[statistic]
    x = column(file, "x")[np.argsort(groups, kind="stable")]
    ends = np.cumsum(np.bincount(groups, minlength=q["groups"]))
    # Groups are disjoint, so each may spend all of epsilon.
    return [
        tool(part, epsilon=q["epsilon"], bounds=bounds, accountant=BudgetAccountant())
        for part in np.split(x, ends[:-1])
    ]


def column(file, name):
    return pq.read_table(file, columns=[name])[name].to_numpy()


versions = {"diffprivlib": diffprivlib.__version__, "numpy": np.__version__}
serve(lambda file: file, answer, versions)
