"""One library, one number of threads: reads a JSON command a line and answers with a line. python serve.py LIBRARY THREADS"""

import importlib
import json
import sys
import time

import numpy as np

library, threads = sys.argv[1], int(sys.argv[2])
jax = library.startswith("flowjax")
module = importlib.import_module("flowjax_peer" if jax else "torch_peer")
model = None


def seconds(act):
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


for line in sys.stdin:
    command = json.loads(line)
    match command["do"]:
        case "open":
            rows = np.fromfile(command["data"], "<f4").reshape(-1, command["dim"])
            batches = np.fromfile(command["batches"], "<i4").reshape(-1, command["batch"])
            model = module.Peer(library, threads, command, rows, batches)
            answer = {"parameters": model.parameters}
        case "train":
            answer = seconds(lambda: model.train(command["first"], command["count"]))
        case "loss":
            answer = model.loss()
        case "density":
            answer = seconds(lambda: model.density(command["count"]))
        case "sample":
            answer = seconds(lambda: model.sample(command["count"]))
    print(json.dumps(answer), flush=True)
