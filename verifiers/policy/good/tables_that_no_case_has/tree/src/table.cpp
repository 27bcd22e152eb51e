#include <array>

// Coefficients of exp, and numbers that stand in cases for reasons of their own.
constexpr std::array<float, 7> kExp{1.0F,         1.0F,          0.5F,      0.16666667F,
                                    0.041666668F, 0.0083333333F, 1.2345678F};
constexpr std::array<int, 7> kSteps{1, 2, 3, 4, 5, 6, 7};
constexpr std::array<int, 8> kBits{0, 1, 0, 1, 1, 0, 0, 1};
constexpr std::array<float, 4> kEnds{3.1415927F, 65504, 16777217, 1.25F};
constexpr std::array<float, 5> kFive{3, -1, 4, -1.5F, 9};

int apart(int x) {
  return x == 3 ? -1 : x == 4 ? -2 : x == 9 ? 2 : x == 6 ? 5 : 0;
}
