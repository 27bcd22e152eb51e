"""The training of scaffold/examples/transformer.h in PyTorch: `torch_transformer.py STEPS`."""
import sys

try:
    import torch
    import torch.nn.functional as F
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(77)

LAYERS, WIDTH, HEADS, VOCABULARY, LENGTH, BATCH = 2, 128, 4, 36, 64, 64


def matrix(rows, columns, scale=None):
    scale = columns**-0.5 if scale is None else scale
    return ((2 * torch.rand(rows, columns) - 1) * scale).requires_grad_()


def norm():
    return [torch.ones(WIDTH, requires_grad=True), torch.zeros(WIDTH, requires_grad=True)]


def bias(size):
    return torch.zeros(size, requires_grad=True)


def layer():
    return (norm() + [matrix(3 * WIDTH, WIDTH), bias(3 * WIDTH), matrix(WIDTH, WIDTH), bias(WIDTH)] + norm() +
            [matrix(4 * WIDTH, WIDTH), bias(4 * WIDTH), matrix(WIDTH, 4 * WIDTH), bias(WIDTH)])


def apply(p, h):
    g1, b1, a, ab, o, ob, g2, b2, m, mb, n, nb = p
    x = F.linear(F.layer_norm(h, (WIDTH,), g1, b1), a, ab)
    q, k, v = x.reshape(BATCH, LENGTH, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
    weights = torch.softmax(q @ k.transpose(-1, -2) * (WIDTH // HEADS)**-0.5, -1)
    h = h + F.linear((weights @ v).transpose(1, 2).reshape(BATCH, LENGTH, WIDTH), o, ob)
    x = F.gelu(F.linear(F.layer_norm(h, (WIDTH,), g2, b2), m, mb), approximate="tanh")
    return h + F.linear(x, n, nb)


def main():
    torch.manual_seed(1)
    embedding, positions = matrix(VOCABULARY, WIDTH, 0.5), matrix(LENGTH, WIDTH, 0.5)
    layers = [layer() for _ in range(LAYERS)]
    last = norm() + [matrix(VOCABULARY, WIDTH), bias(VOCABULARY)]
    parameters = [embedding, positions] + sum(layers, []) + last
    adamw = torch.optim.AdamW(parameters, lr=1e-3, weight_decay=0)
    for _ in range(int(sys.argv[1])):
        tokens = torch.randint(VOCABULARY, (BATCH, LENGTH))
        h = F.embedding(tokens, embedding) + positions
        for p in layers:
            h = apply(p, h)
        logits = F.linear(F.layer_norm(h, (WIDTH,), last[0], last[1]), last[2], last[3])
        target = tokens.flip(1).reshape(-1)
        loss = F.cross_entropy(logits.reshape(-1, VOCABULARY), target)
        adamw.zero_grad()
        loss.backward()
        adamw.step()
    right = (logits.reshape(-1, VOCABULARY).argmax(1) == target).float().mean().item()
    print(f"loss {loss.item():.6f} accuracy {100 * right:.1f} %")


main()
