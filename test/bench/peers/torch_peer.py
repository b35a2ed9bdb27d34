"""zuko and nflows for the speed benchmarks: a plain training loop, with PyTorch's fused Adam."""

import torch

from torch_flows import TorchFlow


class Peer:
    def __init__(self, library, threads, case, rows, batches):
        torch.set_num_threads(threads)
        self.flow = TorchFlow(library, case["flow"], case["dim"], case["hidden"], case["seed"])
        self.rows = torch.from_numpy(rows)
        self.batches = torch.from_numpy(batches).long()
        weights = list(self.flow.model.parameters())
        self.parameters = sum(w.numel() for w in weights)
        self.adam = torch.optim.Adam(weights, lr=1e-3, fused=True)

    def train(self, first, count):
        for chosen in self.batches[first : first + count]:
            loss = -self.flow.log_prob(self.rows[chosen]).mean()
            self.adam.zero_grad()
            loss.backward()
            self.adam.step()

    @torch.inference_mode()
    def loss(self):
        return -self.flow.log_prob(self.rows).mean().item()

    @torch.inference_mode()
    def density(self, count):
        self.flow.log_prob(self.rows[:count])

    @torch.inference_mode()
    def sample(self, count):
        self.flow.sample(count)
