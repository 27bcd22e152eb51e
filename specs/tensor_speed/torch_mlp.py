"""The training of scaffold/examples/mlp.h in PyTorch: `torch_mlp.py STEPS`."""
import math
import sys

try:
    import torch
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(77)

ROWS, HIDDEN = 128, 32


def pinned(first, count):
    return torch.tensor([((i * 2654435761 + 12345) % 2**32) / 2**31 - 1 for i in range(first, first + count)])


def data():
    points, classes = [], []
    for i in range(ROWS // 2):
        t = 0.25 + 3 * i / (ROWS // 2)
        for c in range(2):
            points.append([t * math.cos(2 * t + math.pi * c), t * math.sin(2 * t + math.pi * c)])
            classes.append(c)
    return torch.tensor(points), torch.tensor(classes)


def main():
    x, target = data()
    w1 = (2 * pinned(0, 2 * HIDDEN)).reshape(HIDDEN, 2).requires_grad_()
    b1 = pinned(2000, HIDDEN).requires_grad_()
    w2 = (pinned(1000, 2 * HIDDEN) / 4).reshape(2, HIDDEN).requires_grad_()
    b2 = (pinned(3000, 2) / 4).requires_grad_()
    adamw = torch.optim.AdamW([w1, b1, w2, b2], lr=0.02, weight_decay=0)
    linear = torch.nn.functional.linear
    for _ in range(int(sys.argv[1])):
        logits = linear(torch.tanh(linear(x, w1, b1)), w2, b2)
        loss = torch.nn.functional.cross_entropy(logits, target)
        adamw.zero_grad()
        loss.backward()
        adamw.step()
    right = (logits.argmax(1) == target).float().mean().item()
    print(f"loss {loss.item():.6f} accuracy {100 * right:.1f} %")


main()
