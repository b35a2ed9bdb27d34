"""FlowJAX for the speed benchmarks: one compiled call a step, or (flowjax-scan) one for many steps. Uses all cores it is given."""

import equinox as eqx
import jax
import jax.numpy as jnp
import optax
import paramax
from flowjax.bijections import RationalQuadraticSpline
from flowjax.distributions import Normal
from flowjax.flows import coupling_flow, masked_autoregressive_flow


def build(flow, dim, width, key):
    options = {"base_dist": Normal(jnp.zeros(dim)), "nn_width": width, "nn_depth": 2}
    if flow != "affine-autoregressive":
        options["transformer"] = RationalQuadraticSpline(knots=8, interval=5)
    if flow == "spline-coupling":
        return coupling_flow(key, flow_layers=6, **options)
    return masked_autoregressive_flow(key, flow_layers=5, **options)


class Peer:
    def __init__(self, library, _threads, case, rows, batches):
        self.scan = library.endswith("scan")
        flow = build(case["flow"], case["dim"], case["hidden"][0], jax.random.key(case["seed"]))
        self.weights, static = eqx.partition(flow, eqx.is_inexact_array, is_leaf=lambda leaf: isinstance(leaf, paramax.NonTrainable))
        self.parameters = sum(w.size for w in jax.tree.leaves(self.weights))
        self.rows, self.batches = jnp.asarray(rows), jnp.asarray(batches)
        adam = optax.adam(1e-3)
        self.state = adam.init(self.weights)
        whole = lambda weights: paramax.unwrap(eqx.combine(weights, static))

        def step(carry, chosen):
            weights, state, all_rows = carry
            loss = lambda w: -whole(w).log_prob(all_rows[chosen]).mean()
            updates, state = adam.update(jax.grad(loss)(weights), state)
            return (optax.apply_updates(weights, updates), state, all_rows), None

        self.step = jax.jit(lambda carry, chosen: step(carry, chosen)[0])
        self.steps = jax.jit(lambda carry, chosen: jax.lax.scan(step, carry, chosen)[0])
        self.log_prob = jax.jit(lambda weights, some: whole(weights).log_prob(some))
        self.draw = jax.jit(lambda weights, key, count: whole(weights).sample(key, (count,)), static_argnums=2)

    def train(self, first, count):
        carry = (self.weights, self.state, self.rows)
        if self.scan:
            carry = self.steps(carry, self.batches[first : first + count])
        else:
            for k in range(first, first + count):
                carry = self.step(carry, self.batches[k])
        self.weights, self.state, _ = jax.block_until_ready(carry)

    def loss(self):
        return -self.log_prob(self.weights, self.rows).mean().item()

    def density(self, count):
        self.log_prob(self.weights, self.rows[:count]).block_until_ready()

    def sample(self, count):
        self.draw(self.weights, jax.random.key(2), count).block_until_ready()
