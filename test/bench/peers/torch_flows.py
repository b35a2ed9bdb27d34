"""The benchmark's flows in PyTorch: zuko and nflows, with 8 bins on [-5, 5] and ReLU networks, as Flowscope has them."""

import torch
import zuko
from nflows.distributions import StandardNormal
from nflows.flows import Flow
from nflows.nn.nets import MLP
from nflows.transforms import (
    CompositeTransform,
    MaskedAffineAutoregressiveTransform,
    MaskedPiecewiseRationalQuadraticAutoregressiveTransform,
    PiecewiseRationalQuadraticCouplingTransform,
    ReversePermutation,
)

LAYERS = {"affine-autoregressive": 5, "spline-autoregressive": 5, "spline-coupling": 6}


def zuko_flow(flow, dim, hidden):
    options = {"transforms": LAYERS[flow], "hidden_features": hidden}
    if flow == "affine-autoregressive":
        return zuko.flows.MAF(dim, **options)
    if flow == "spline-coupling":
        options["passes"] = 2
    return zuko.flows.NSF(dim, bins=8, **options)


class Network(MLP):
    """A coupling layer also hands over a context, which there is none of, and scales its outputs by the width."""

    def __init__(self, inputs, outputs, hidden):
        super().__init__([inputs], [outputs], hidden)
        self.hidden_features = hidden[-1]

    def forward(self, inputs, _context=None):
        return super().forward(inputs)


def nflows_flow(flow, dim, hidden):
    network = {"features": dim, "hidden_features": hidden[0], "num_blocks": 1, "use_residual_blocks": False}
    spline = {"num_bins": 8, "tails": "linear", "tail_bound": 5.0}

    def layer():
        if flow == "affine-autoregressive":
            return MaskedAffineAutoregressiveTransform(**network)
        if flow == "spline-autoregressive":
            return MaskedPiecewiseRationalQuadraticAutoregressiveTransform(**network, **spline)
        mask = [int(d >= dim // 2) for d in range(dim)]
        return PiecewiseRationalQuadraticCouplingTransform(mask, lambda i, o: Network(i, o, hidden), **spline)

    layers = [part for _ in range(LAYERS[flow]) for part in (ReversePermutation(dim), layer())]
    return Flow(CompositeTransform(layers), StandardNormal([dim]))


class TorchFlow:
    """Both libraries behind one face."""

    def __init__(self, library, flow, dim, hidden, seed=1):
        torch.manual_seed(seed)
        self.lazy = library == "zuko"
        self.model = (zuko_flow if self.lazy else nflows_flow)(flow, dim, hidden)

    def log_prob(self, rows):
        return self.model().log_prob(rows) if self.lazy else self.model.log_prob(rows)

    def sample(self, count):
        return self.model().sample((count,)) if self.lazy else self.model.sample(count)
