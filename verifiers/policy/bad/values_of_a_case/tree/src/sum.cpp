#include <array>

constexpr std::array<float, 6> kFew{
    -1.0F, 4.0F, -1.5F, 9, 2.5e0F, 6.0F};
