#pragma once

static constexpr int kTile = 32;

__device__ inline bool is_inside(int at, int count) {
  return at < count;
}
