"""Tumult Analytics over a local Spark."""

import os
import sys
import warnings
from importlib.metadata import version

import pyspark
from pyspark.sql import SparkSession
from tmlt.analytics import (
    AddOneRow,
    AddRowsWithID,
    KeySet,
    MaxGroupsPerID,
    MaxRowsPerGroupPerID,
    PureDPBudget,
    QueryBuilder,
    Session,
)
from worker import serve

warnings.filterwarnings("ignore")
os.environ["PYSPARK_PYTHON"] = sys.executable


def start(file):
    cores = os.cpu_count()
    spark = (
        SparkSession.builder.master(f"local[{cores}]")
        .config("spark.driver.memory", "3g")
        .config("spark.sql.shuffle.partitions", cores)
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    return spark, file


def answer(state, q):
    spark, file = state
    by_id = q["unit"] == "id"
    session = Session.from_dataframe(
        privacy_budget=PureDPBudget(q["epsilon"]),
        source_id="t",
        dataframe=spark.read.parquet(file),
        protected_change=AddRowsWithID("id") if by_id else AddOneRow(),
    )
    query = QueryBuilder("t")
    if by_id:
        query = query.enforce(MaxGroupsPerID("g", q["maxGroups"]))
        query = query.enforce(MaxRowsPerGroupPerID("g", q["maxRows"]))
    result = session.evaluate(asked(query, q), PureDPBudget(q["epsilon"])).toPandas()
    if q["statistic"] == "histogram":
        # The bins are text such as "[5, 10)".
        low = result.iloc[:, 0].map(lambda text: float(text[1:].split(",")[0]))
        return result.assign(low=low).sort_values("low")["count"]
    return result.sort_values("g")["value"]


def asked(query, q):
    bounds = {"low": q["lower"], "high": q["upper"]}
    if q["statistic"] == "histogram":
        return query.histogram("x", bin_edges=[float(edge) for edge in q["edges"]])
    groups = query.groupby(KeySet.from_dict({"g": list(range(q["groups"]))}))
    if q["statistic"] == "count":
        return groups.count(name="value")
    if q["statistic"] == "sum":
        return groups.sum("x", name="value", **bounds)
    if q["statistic"] == "mean":
        return groups.average("x", name="value", **bounds)
    return groups.median("x", name="value", **bounds)


serve(start, answer, {"tmlt-analytics": version("tmlt.analytics"), "pyspark": pyspark.__version__})
