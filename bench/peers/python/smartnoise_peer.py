"""smartnoise-sql over its reader of pandas frames."""

from importlib.metadata import version

import pandas as pd
from snsql import Privacy, from_df
from worker import serve


def metadata(q):
    by_id = q["unit"] == "id"
    table = {
        "row_privacy": not by_id,
        "censor_dims": False,  # keys are public
        "max_ids": q["maxRows"] * q["maxGroups"] if by_id else 1,
        "sample_max_ids": by_id,
        "clamp_counts": False,
        "id": {"type": "int", "private_id": by_id},
        "g": {"type": "int"},
        "x": {"type": "float", "lower": q["lower"], "upper": q["upper"]},
    }
    if not by_id:
        del table["id"]
    return {"": {"t": {"t": table}}}


SQL = {"count": "COUNT(*)", "sum": "SUM(x)", "mean": "AVG(x)"}


def answer(file, q):
    if q["statistic"] in ("median", "histogram"):
        raise NotImplementedError("has no such statistic")
    query = f"SELECT g, {SQL[q['statistic']]} AS value FROM t.t GROUP BY g"
    by_id = q["unit"] == "id"
    frame = pd.read_parquet(file, columns=["id", "g", "x"] if by_id else ["g", "x"])
    # epsilon is that of one noisy column; a mean is made of two.
    epsilon = q["epsilon"] / (2 if q["statistic"] == "mean" else 1)
    reader = from_df(frame, metadata=metadata(q), privacy=Privacy(epsilon=epsilon))
    spent = reader.get_privacy_cost(query)[0]
    if spent > q["epsilon"] * 1.000001:
        raise ValueError(f"costs {spent}")
    rows = reader.execute(query)[1:]
    return [value for _, value in sorted(rows)]


serve(lambda file: file, answer, {"smartnoise-sql": version("smartnoise-sql")})
