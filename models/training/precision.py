"""Where bfloat16 is worth reckoning in. A processor that only imitates it takes ten times as long as in float32; one that has
it for vectors but not for matrices may win or lose by it (an Intel Xeon without AMX: a third): that is measured."""

import time
from functools import cache

import torch
from torch import nn

MATRICES = "amx_bf16"  # as PyTorch names a processor's instructions
VECTORS = ("avx512_bf16", "bf16")  # of x86 and of ARM
TRIALS = 5


@cache
def pays_in_bfloat16(device: torch.device) -> bool:
    """True of any GPU, of a processor that multiplies matrices of it, and of one that is seen to convolve faster in it."""
    if device.type != "cpu":
        return True
    has = torch.cpu.get_capabilities()
    if has.get(MATRICES, False):
        return True
    return any(has.get(name, False) for name in VECTORS) and seconds_a_step(True) < seconds_a_step(False)


def seconds_a_step(in_bfloat16: bool) -> float:
    """The shortest of a few convolutions, there and back."""
    layer = nn.Conv2d(64, 64, 3, padding=1).to(memory_format=torch.channels_last)
    picture = torch.zeros(8, 64, 24, 64).contiguous(memory_format=torch.channels_last)
    taken = []
    for _ in range(TRIALS):
        started = time.perf_counter()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=in_bfloat16):
            result = layer(picture)
        result.float().sum().backward()
        taken.append(time.perf_counter() - started)
    return min(taken)
