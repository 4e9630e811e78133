"""`gemma3_text` in plain PyTorch, written from its formulas, in whatever precision its weights have.

transformers computes norms, softmax and rotary positions in float32 even where a model is float64, so its own numbers are no reference
for float64. The tensors have transformers' names; there is no padding: a batch is a list of texts.
"""
import math
from types import SimpleNamespace

import torch
import torch.nn.functional as F
from torch import nn


class RMSNorm(nn.Module):
    """y = x·(mean(x²) + ε)^(−1/2)·(1 + w)"""

    def __init__(self, size, epsilon):
        super().__init__()
        self.weight, self.epsilon = nn.Parameter(torch.zeros(size)), epsilon

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.epsilon) * (1 + self.weight)


def linear(inputs, outputs):
    return nn.Linear(inputs, outputs, bias=False)


def turned(x, base, factor):
    """x [T, heads, d] with entry i turned against entry i + d/2 by the angle (t/factor)·base^(−2i/d)."""
    half = x.shape[-1] // 2
    positions = torch.arange(x.shape[0], dtype=x.dtype) / factor
    angles = torch.outer(positions, base ** (-torch.arange(half, dtype=x.dtype) / half)).unsqueeze(1)
    first, second = x[..., :half], x[..., half:]
    return torch.cat([first * angles.cos() - second * angles.sin(), second * angles.cos() + first * angles.sin()], dim=-1)


class Attention(nn.Module):
    def __init__(self, config, layer):
        super().__init__()
        kind = config.layer_types[layer]
        rope = config.rope_parameters[kind]
        self.base, self.factor = rope["rope_theta"], rope["factor"] if rope["rope_type"] == "linear" else 1
        self.window = config.sliding_window if kind == "sliding_attention" else math.inf
        self.size, self.scale = config.head_dim, config.query_pre_attn_scalar ** -0.5
        self.groups = config.num_attention_heads // config.num_key_value_heads
        queries, keys = config.num_attention_heads * self.size, config.num_key_value_heads * self.size
        self.q_proj, self.k_proj = linear(config.hidden_size, queries), linear(config.hidden_size, keys)
        self.v_proj, self.o_proj = linear(config.hidden_size, keys), linear(queries, config.hidden_size)
        self.q_norm, self.k_norm = RMSNorm(self.size, config.rms_norm_eps), RMSNorm(self.size, config.rms_norm_eps)

    def forward(self, x):
        heads = lambda y: y.unflatten(-1, (-1, self.size))  # [T, heads, d]
        q = turned(self.q_norm(heads(self.q_proj(x))), self.base, self.factor)
        k = turned(self.k_norm(heads(self.k_proj(x))), self.base, self.factor).repeat_interleave(self.groups, dim=1)
        v = heads(self.v_proj(x)).repeat_interleave(self.groups, dim=1)
        back = torch.arange(len(x)).unsqueeze(1) - torch.arange(len(x))  # how far a key stands behind its query
        scores = torch.einsum("thd,shd->hts", q, k) * self.scale
        scores = scores.masked_fill((back < 0) | (back >= self.window), -math.inf)
        return self.o_proj(torch.einsum("hts,shd->thd", scores.softmax(-1), v).flatten(1))


class MLP(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.gate_proj, self.up_proj = (linear(config.hidden_size, config.intermediate_size) for _ in range(2))
        self.down_proj = linear(config.intermediate_size, config.hidden_size)

    def forward(self, x):
        return self.down_proj(F.gelu(self.gate_proj(x), approximate="tanh") * self.up_proj(x))


class Layer(nn.Module):
    def __init__(self, config, layer):
        super().__init__()
        self.self_attn, self.mlp = Attention(config, layer), MLP(config)
        for name in ("input_layernorm", "post_attention_layernorm", "pre_feedforward_layernorm", "post_feedforward_layernorm"):
            setattr(self, name, RMSNorm(config.hidden_size, config.rms_norm_eps))

    def forward(self, x):
        x = x + self.post_attention_layernorm(self.self_attn(self.input_layernorm(x)))
        return x + self.post_feedforward_layernorm(self.mlp(self.pre_feedforward_layernorm(x)))


class Decoder(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.embed_tokens = nn.Embedding(config.vocab_size, config.hidden_size)
        self.layers = nn.ModuleList(Layer(config, layer) for layer in range(config.num_hidden_layers))
        self.norm = RMSNorm(config.hidden_size, config.rms_norm_eps)
        # √H is a float32 in every program.
        self.scale = torch.tensor(math.sqrt(config.hidden_size), dtype=torch.float32).item()

    def forward(self, ids):
        """The last-normed states [T, H] of one text."""
        x = self.embed_tokens(ids) * self.scale
        for layer in self.layers:
            x = layer(x)
        return self.norm(x)


class Classifier(nn.Module):
    """The head without bias on the last token that is no padding, or on the mean of all; `config` is a Gemma3TextConfig."""

    def __init__(self, config, classes=2, pooling="last"):
        super().__init__()
        self.config, self.model, self.score, self.pooling = config, Decoder(config), linear(config.hidden_size, classes), pooling

    def forward(self, input_ids, **unused):
        return SimpleNamespace(logits=torch.stack([self.score(self.pooled(ids)) for ids in input_ids]))

    def pooled(self, ids):
        states = self.model(ids)
        return states.mean(0) if self.pooling == "mean" else states[int((ids != self.config.pad_token_id).nonzero().max())]

    def next_tokens(self, ids):
        """The logits [T, vocabulary] of the token after each one, by the embedding's own rows."""
        return self.model(ids) @ self.model.embed_tokens.weight.T
