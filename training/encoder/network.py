"""The network of `triage.classifier.encoder.network` in torch, where it can be fitted: batches, dropout, gradients."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from training.encoder.pretrained import Pretrained
from triage.classifier.encoder.half_bytes import widen

_DROPOUT = 0.1  # as BERT was trained with
_EPSILON = 1e-12


class Block(nn.Module):
    """One layer: self-attention, then a feed-forward part."""

    def __init__(self, width: int, inner: int, heads: int, epsilon: float = _EPSILON) -> None:
        super().__init__()
        self.heads = heads
        self.looking = nn.Linear(width, 3 * width)
        self.attended = nn.Linear(width, width)
        self.after_attention = nn.LayerNorm(width, eps=epsilon)
        self.widen = nn.Linear(width, inner)
        self.narrow = nn.Linear(inner, width)
        self.after_widening = nn.LayerNorm(width, eps=epsilon)
        self.dropout = nn.Dropout(_DROPOUT)

    def forward(self, inputs: Tensor, hidden_places: Tensor) -> Tensor:
        """(tickets, length, width) to the same; `hidden_places`, which joins the attention's scores, is very negative where a
        shorter text has no pieces."""
        tickets, length, width = inputs.shape
        query, key, value = self.looking(inputs).view(tickets, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        scores = query @ key.transpose(-1, -2) * (width // self.heads) ** -0.5 + hidden_places
        found = (self.dropout(scores.softmax(-1)) @ value).transpose(1, 2).reshape(tickets, length, width)
        middle = self.after_attention(inputs + self.dropout(self.attended(found)))
        widened = nn.functional.gelu(self.widen(middle), approximate="tanh")
        outcome: Tensor = self.after_widening(middle + self.dropout(self.narrow(widened)))
        return outcome


class TorchNetwork(nn.Module):
    """Pieces of texts in, one score a label out."""

    def __init__(self, model: Pretrained, labels: int) -> None:
        super().__init__()
        # not fitted, so that what ships stays as small as it came
        self.register_buffer("pieces", torch.tensor(widen(model.halves, model.scales)), persistent=False)
        self.places = nn.Parameter(torch.empty(0))
        self.first = nn.LayerNorm(model.width, eps=_EPSILON)
        self.layers = nn.ModuleList(Block(model.width, model.inner, model.heads) for _ in range(model.layers))
        self.head = nn.Linear(model.width, labels)
        self.dropout = nn.Dropout(_DROPOUT)
        with torch.no_grad():
            _fill(self, model)

    def forward(self, numbers: Tensor, lengths: Tensor) -> Tensor:
        """Numbers of pieces (tickets, length), filled up beyond each text's length, to scores (tickets, labels)."""
        present = torch.arange(numbers.shape[1])[None, :] < lengths[:, None]
        hidden = self.dropout(
            self.first(nn.functional.embedding(numbers, self.get_buffer("pieces")) + self.places[: numbers.shape[1]])
        )
        hidden_places = torch.where(present, 0.0, -1e4)[:, None, None, :]
        for layer in self.layers:
            hidden = layer(hidden, hidden_places)
        mean = (hidden * present[:, :, None]).sum(1) / lengths[:, None]
        scores: Tensor = self.head(self.dropout(mean))
        return scores


def _fill(network: TorchNetwork, model: Pretrained) -> None:
    def numbers(name: str, *shape: int) -> Tensor:
        return torch.tensor(model.numbers(name)).view(*shape)

    def linear(target: nn.Linear, *names: str) -> None:
        target.weight.copy_(torch.cat([numbers(f"{name}.w", -1, target.in_features) for name in names]))
        target.bias.copy_(torch.cat([numbers(f"{name}.b", -1) for name in names]))

    def norm(target: nn.LayerNorm, name: str) -> None:
        target.weight.copy_(numbers(f"{name}.w", -1))
        target.bias.copy_(numbers(f"{name}.b", -1))

    # every text is of the first of BERT's two kinds, so that its vector joins the places
    network.places.data = numbers("emb.pos", -1, model.width) + numbers("emb.type", -1, model.width)[:1]
    norm(network.first, "emb.ln")
    for at, layer in enumerate(network.layers):
        assert isinstance(layer, Block)
        linear(layer.looking, *(f"l{at}.{part}" for part in "qkv"))
        linear(layer.attended, f"l{at}.ao")
        norm(layer.after_attention, f"l{at}.aln")
        linear(layer.widen, f"l{at}.fi")
        linear(layer.narrow, f"l{at}.fo")
        norm(layer.after_widening, f"l{at}.oln")
