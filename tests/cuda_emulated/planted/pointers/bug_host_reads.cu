// The host follows a device pointer.
#include "planted.h"

int main() {
  int* data = planted::zeros<int>(4);
  return data[0];  // fault
}
