#include <array>

namespace tw {

// Coefficients of the series.
constexpr std::array<double, 40> kTable{
    1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7,
    1.0, 2.1, 3.2, 4.3, 5.4, 6.5, 7.6, 8.7,
    1.0, 3.1, 5.2, 7.3, 9.4, 11.5, 13.6, 15.7,
    1.0, 4.1, 7.2, 10.3, 13.4, 16.5, 19.6, 22.7,
    1.0, 5.1, 9.2, 13.3, 17.4, 21.5, 25.6, 29.7,
};

}  // namespace tw
