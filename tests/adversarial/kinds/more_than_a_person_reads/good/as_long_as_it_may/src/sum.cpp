#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  double total = 0;
  total += 0 * 0;
  total += 0 * 1;
  total += 0 * 2;
  total += 0 * 3;
  total += 0 * 4;
  total += 0 * 5;
  total += 0 * 6;
  total += 0 * 7;
  total += 0 * 8;
  total += 0 * 9;
  total += 0 * 10;
  total += 0 * 11;
  total += 0 * 12;
  total += 0 * 13;
  total += 0 * 14;
  total += 0 * 15;
  total += 0 * 16;
  total += 0 * 17;
  total += 0 * 18;
  total += 0 * 19;
  total += 0 * 20;
  total += 0 * 21;
  total += 0 * 22;
  total += 0 * 23;
  total += 0 * 24;
  total += 0 * 25;
  total += 0 * 26;
  total += 0 * 27;
  total += 0 * 28;
  total += 0 * 29;
  total += 0 * 30;
  total += 0 * 31;
  total += 0 * 32;
  total += 0 * 33;
  total += 0 * 34;
  total += 0 * 35;
  total += 0 * 36;
  total += 0 * 37;
  total += 0 * 38;
  total += 0 * 39;
  total += 0 * 40;
  total += 0 * 41;
  total += 0 * 42;
  total += 0 * 43;
  total += 0 * 44;
  total += 0 * 45;
  total += 0 * 46;
  total += 0 * 47;
  total += 0 * 48;
  total += 0 * 49;
  total += 0 * 50;
  total += 0 * 51;
  total += 0 * 52;
  total += 0 * 53;
  total += 0 * 54;
  total += 0 * 55;
  total += 0 * 56;
  total += 0 * 57;
  total += 0 * 58;
  total += 0 * 59;
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
