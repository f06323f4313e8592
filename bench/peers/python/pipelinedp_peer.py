"""PipelineDP on its local backend."""

from importlib.metadata import version

import pipeline_dp
import pyarrow.parquet as pq
from worker import serve

METRICS = {
    "count": pipeline_dp.Metrics.COUNT,
    "histogram": pipeline_dp.Metrics.COUNT,
    "sum": pipeline_dp.Metrics.SUM,
    "mean": pipeline_dp.Metrics.MEAN,
    "median": pipeline_dp.Metrics.PERCENTILE(50),
}


def answer(file, q):
    by_id = q["unit"] == "id"
    accountant = pipeline_dp.NaiveBudgetAccountant(total_epsilon=q["epsilon"], total_delta=0)
    engine = pipeline_dp.DPEngine(accountant, pipeline_dp.LocalBackend())
    statistic = q["statistic"]
    counted = statistic in ("count", "histogram")
    params = pipeline_dp.AggregateParams(
        metrics=[METRICS[statistic]],
        noise_kind=pipeline_dp.NoiseKind.LAPLACE,
        max_partitions_contributed=q["maxGroups"] if by_id else 1,
        max_contributions_per_partition=q["maxRows"] if by_id else 1,
        contribution_bounds_already_enforced=not by_id,
        **({} if counted else {"min_value": q["lower"], "max_value": q["upper"]}),
    )
    if statistic == "histogram":
        bins, width = len(q["edges"]) - 1, q["edges"][1] - q["edges"][0]

        def key(row):
            inside = q["lower"] <= row[2] <= q["upper"]
            return min(int(row[2] / width), bins - 1) if inside else -1

    else:
        bins = q["groups"]

        def key(row):
            return row[1]

    extractors = pipeline_dp.DataExtractors(
        privacy_id_extractor=(lambda row: row[0]) if by_id else None,
        partition_extractor=key,
        value_extractor=(lambda row: 0) if counted else (lambda row: row[2]),
    )
    table = pq.read_table(file, columns=["id", "g", "x"])
    rows = list(zip(*(table[name].to_pylist() for name in ("id", "g", "x"))))
    result = engine.aggregate(rows, params, extractors, public_partitions=list(range(bins)))
    accountant.compute_budgets()
    by_key = dict(result)
    return [by_key[place][0] for place in range(bins)]


serve(lambda file: file, answer, {"pipeline-dp": version("pipeline-dp")})
