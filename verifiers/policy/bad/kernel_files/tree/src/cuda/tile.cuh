#pragma once

#include "cpu/tile.h"

static __device__ int tiles;
