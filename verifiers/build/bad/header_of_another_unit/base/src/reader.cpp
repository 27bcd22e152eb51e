#include "size.h"

int size_of_nothing() {
  return Size().value;
}
