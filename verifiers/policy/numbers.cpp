#include "numbers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <string_view>

namespace wright {
namespace {

// What mathematics and the formats themselves give: pi and e with their kin, the largest half and
// float and where exp overflows, the three numbers of the usual gelu.
constexpr std::array<double, 26> kKnown{3.141592653589793,
                                        1.5707963267948966,
                                        0.7853981633974483,
                                        6.283185307179586,
                                        0.3183098861837907,
                                        0.6366197723675814,
                                        2.718281828459045,
                                        0.36787944117144233,
                                        0.6931471805599453,
                                        2.302585092994046,
                                        1.4426950408889634,
                                        0.4342944819032518,
                                        1.4142135623730951,
                                        0.7071067811865476,
                                        1.7320508075688772,
                                        1.772453850905516,
                                        1.1283791670955126,
                                        0.7978845608028654,
                                        0.3989422804014327,
                                        0.5772156649015329,
                                        1.618033988749895,
                                        0.044715,
                                        65504,
                                        3.4028234663852886e38,
                                        88.72283905206835,
                                        2.2360679774997896};

float value_of(std::string text);
int digits_of(std::string_view text);
bool is_negative(const std::vector<CppToken>& code, std::size_t at);
bool is_power_of_two(double value);

}  // namespace

std::vector<Number> numbers_of(const std::vector<CppToken>& code) {
  std::vector<Number> numbers;
  bool begins_list = true;
  for (std::size_t at = 0; at < code.size(); ++at) {
    if (code[at].kind != CppKind::number) {
      const bool goes_on = code[at].kind == CppKind::mark && code[at].text.size() == 1 &&
                           std::string_view(",{}+-").find(code[at].text) != std::string_view::npos;
      begins_list = begins_list || !goes_on;
      continue;
    }
    const float size = value_of(code[at].text);
    const float value = is_negative(code, at) ? -size : size;
    numbers.push_back({value, code[at].line, digits_of(code[at].text), at, begins_list});
    begins_list = false;
  }
  return numbers;
}

bool is_well_known(float value) {
  const double size = std::fabs(static_cast<double>(value));
  const bool is_near =
      is_power_of_two(size) || is_power_of_two(size - 1) || is_power_of_two(size + 1);
  return is_near || std::any_of(kKnown.begin(), kKnown.end(), [&](double known) {
           return std::fabs(size - known) <= 1e-5 * known;
         });
}

namespace {

float value_of(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), '\''), text.end());
  return static_cast<float>(std::strtod(text.c_str(), nullptr));
}

int digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c == 'e' || c == 'E' || c == 'x' || c == 'X') break;
    if (c >= '0' && c <= '9' && (c != '0' || !digits.empty())) digits += c;
  }
  while (!digits.empty() && digits.back() == '0') digits.pop_back();
  return static_cast<int>(digits.size());
}

// `-` before it, and nothing from which it could be taken away.
bool is_negative(const std::vector<CppToken>& code, std::size_t at) {
  if (at == 0 || code[at - 1].text != "-" || code[at - 1].kind != CppKind::mark) return false;
  if (at == 1) return true;
  const CppToken& before = code[at - 2];
  const bool ends_value = before.kind == CppKind::number || before.text == ")" ||
                          before.text == "]" ||
                          (before.kind == CppKind::identifier && before.text != "return");
  return !ends_value;
}

bool is_power_of_two(double value) {
  int exponent = 0;
  return value > 0 && std::frexp(value, &exponent) == 0.5;
}

}  // namespace
}  // namespace wright
