#include "lane.cuh"
#include "tw/kernels/tile.h"
