#include "grader/value.h"

#include <fmt/format.h>

#include "base/text.h"

namespace wright {
namespace {

constexpr std::size_t kTextBytesMax = 120;

}  // namespace

std::int64_t count_of(const Sizes& sizes) {
  std::int64_t count = 1;
  bool is_empty = false;
  for (const std::int64_t size : sizes) {
    if (size < 0 || size > kElementsMax) return -1;
    if (size == 0) {
      is_empty = true;
      continue;
    }
    count *= size;
    if (count > kElementsMax) return -1;
  }
  return is_empty ? 0 : count;
}

double element(const Tensor& tensor, std::int64_t i) {
  const Dtype dtype = tensor.wide ? Dtype("f64") : Dtype(tensor.dtype);
  return decoded(dtype, tensor.bytes.data() + static_cast<std::size_t>(i) * dtype.bytes());
}

std::string sizes_text(const Sizes& sizes) {
  return fmt::format("[{}]", fmt::join(sizes, "x"));
}

std::string number_text(double value) {
  return fmt::format("{:.9g}", value);
}

std::string to_text(const Value& value) {
  struct Texts {
    std::string operator()(None) const { return "none"; }
    std::string operator()(std::int64_t whole) const { return fmt::format("{}", whole); }
    std::string operator()(double real) const { return number_text(real); }
    std::string operator()(bool truth) const { return truth ? "true" : "false"; }
    std::string operator()(const std::string& text) const {
      return fmt::format("\"{}\"", escape_for_terminal(head_and_tail(text, kTextBytesMax)));
    }
    std::string operator()(const Sizes& ints) const {
      return head_and_tail(fmt::format("[{}]", fmt::join(ints, ", ")), kTextBytesMax);
    }
    std::string operator()(const std::vector<double>& floats) const {
      return head_and_tail(fmt::format("[{}]", fmt::join(floats, ", ")), kTextBytesMax);
    }
    std::string operator()(const Tensor& tensor) const {
      return tensor.dtype + sizes_text(tensor.sizes);
    }
  };
  return std::visit(Texts{}, value);
}

}  // namespace wright
