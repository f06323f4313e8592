"""OpenDP through its Context API over Polars."""

import opendp.prelude as dp
import polars as pl
from worker import serve

dp.enable_features("contrib")


def answer(file, q):
    by_id = q["unit"] == "id"
    data = pl.scan_parquet(file)
    if q["statistic"] == "histogram":
        keys = list(range(len(q["edges"]) - 1))
    else:
        keys = list(range(q["groups"]))
    unit = dp.unit_of(contributions=1, **({"identifier": pl.col("id")} if by_id else {}))
    context = dp.Context.compositor(
        data=data,
        privacy_unit=unit,
        privacy_loss=dp.loss_of(epsilon=q["epsilon"]),
        split_evenly_over=1,
        margins=[dp.polars.Margin(by=["g"], max_length=q["maxLength"], max_groups=len(keys))],
    )
    query = context.query()
    if q["statistic"] == "histogram":
        width = q["edges"][1] - q["edges"][0]
        x = pl.col("x")
        query = query.filter((x >= q["lower"]) & (x <= q["upper"]))
        query = query.with_columns((x / width).cast(pl.Int32).clip(0, len(keys) - 1).alias("g"))
    if by_id:
        # Rows in all, not rows in each of a number of groups: the same scale.
        query = query.truncate_per_group(q["maxRows"] * q["maxGroups"])
    query = query.group_by("g").agg(aggregate(q).alias("value"))
    query = query.with_keys(pl.LazyFrame({"g": pl.Series(keys, dtype=pl.Int32)}))
    return query.release().collect().sort("g")["value"].to_list()


def aggregate(q):
    x = pl.col("x").fill_null(0.0).fill_nan(0.0)
    bounds = (float(q["lower"]), float(q["upper"]))
    statistic = q["statistic"]
    if statistic in ("count", "histogram"):
        return dp.len(signed=True)
    if statistic == "sum":
        return x.dp.sum(bounds)
    if statistic == "mean":
        return x.dp.mean(bounds)
    return x.dp.median([float(candidate) for candidate in q["candidates"]])


serve(lambda file: file, answer, {"opendp": dp.__version__, "polars": pl.__version__})
