"""What somebody would write with zuko: standardise, train a spline flow, stop early, keep the best.

python fit_zuko.py fit DATA MODEL [VALIDATION] | score MODEL DATA OUT | sample MODEL COUNT OUT
"""

import resource
import sys
import time

import numpy as np
import torch
import zuko

PATIENCE, MOST_SECONDS, RATE, BATCH = 20, 90, 1e-3, 256


def build(dim):
    return zuko.flows.NSF(dim, bins=8, transforms=5, hidden_features=(64, 64))


def read(path):
    return np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)


def fit(data, path, validation=None):
    """Early stopping: 20 passes without a better loss on the validation rows (those of a file, or a tenth of the data), or 90 seconds of training."""
    torch.manual_seed(1)
    torch.set_num_threads(1)  # two gain next to nothing at this size, and lose much when the machine does other work
    rows = read(data)
    mean, sd = rows.mean(0), rows.std(0)
    standard = lambda some: torch.tensor((some - mean) / sd, dtype=torch.float32)
    if validation:
        validation, training = standard(read(validation)), standard(rows)
    else:
        validation, training = standard(rows)[torch.randperm(len(rows))].tensor_split([len(rows) // 10])
    flow = build(rows.shape[1])
    adam = torch.optim.Adam(flow.parameters(), lr=RATE, fused=True)
    best, best_loss, since = None, float("inf"), 0
    began = time.monotonic()
    while since < PATIENCE and time.monotonic() - began < MOST_SECONDS:
        for batch in training[torch.randperm(len(training))].split(BATCH):
            loss = -flow().log_prob(batch).mean()
            adam.zero_grad()
            loss.backward()
            adam.step()
        with torch.inference_mode():
            loss = -flow().log_prob(validation).mean().item()
        since += 1
        if loss < best_loss:
            best, best_loss, since = {k: v.clone() for k, v in flow.state_dict().items()}, loss, 0
    torch.save({"weights": best, "mean": torch.tensor(mean), "sd": torch.tensor(sd)}, path)
    stopped = f"{PATIENCE} epochs without a gain" if since >= PATIENCE else f"{MOST_SECONDS} s"
    print(f'{{"stopped": "{stopped}", "peakMemory": {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}}}')


def load(path):
    saved = torch.load(path)
    flow = build(len(saved["mean"]))
    flow.load_state_dict(saved["weights"])
    return flow, saved["mean"].numpy(), saved["sd"].numpy()


@torch.inference_mode()
def score(path, data, out):
    flow, mean, sd = load(path)
    parts = torch.tensor((read(data) - mean) / sd, dtype=torch.float32).split(10_000)
    np.savetxt(out, np.concatenate([flow().log_prob(part).double().numpy() for part in parts]) - np.log(sd).sum(), header="log_density", comments="")


@torch.inference_mode()
def sample(path, count, out):
    flow, mean, sd = load(path)
    np.savetxt(out, flow().sample((int(count),)).double().numpy() * sd + mean, delimiter=",", header="x,y", comments="")


{"fit": fit, "score": score, "sample": sample}[sys.argv[1]](*sys.argv[2:])
