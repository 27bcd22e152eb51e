// A copy or a fill goes past its memory.
#include "tw/cuda.h"

TW_DEVICE_VAR(int[4], table);

int main() {
  const int values[8] = {};
  return cudaMemcpyToSymbol(table, values, sizeof values) == cudaSuccess;  // fault
}
