"""Answers questions, one JSON line each, about one Parquet file: `python PEER.py FILE`."""

import json
import sys
import time


def serve(start, answer, versions):
    """start(file) is done once; answer(state, question) gives the values in the order of the keys."""
    state = start(sys.argv[1])
    say({"versions": versions})
    for line in sys.stdin:
        question = json.loads(line)
        before = time.perf_counter()
        try:
            values = [float(value) for value in answer(state, question)]
            say({"seconds": time.perf_counter() - before, "values": values})
        except NotImplementedError as error:
            say({"missing": str(error)})
        except Exception as error:  # the driver shows it and goes on
            say({"failed": f"{type(error).__name__}: {error}"[:400]})


def say(message):
    print(json.dumps(message), file=sys.__stdout__, flush=True)
