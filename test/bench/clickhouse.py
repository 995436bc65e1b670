"""Runs one query in an embedded ClickHouse; a JSON request on stdin, the times and rows on stdout."""

import json
import sys
import time

import chdb
from chdb.session import Session

request = json.load(sys.stdin)
# A session keeps its engine between the queries, as the other engine does.
session = Session()
settings = f" SETTINGS max_threads = {request['threads']}"
seconds = []
rows = []
# The first run warms the caches and does not count.
for run in range(request["runs"] + 1):
    start = time.perf_counter()
    answer = session.query(request["sql"] + settings, "JSONCompact")
    if run > 0:
        seconds.append(time.perf_counter() - start)
    rows = json.loads(str(answer))["data"]
print(json.dumps({"version": chdb.__version__, "seconds": seconds, "rows": rows}))
