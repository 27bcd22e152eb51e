// Random numbers: Philox4x32-10, and what is drawn from its words.
#include "random.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "array.h"
#include "dtype.h"

namespace oracle {

Block philox_rounds(Block counter, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = 0xD2511F53ULL * counter[0];
    const std::uint64_t b = 0xCD9E8D57ULL * counter[2];
    counter = {
        static_cast<std::uint32_t>(b >> 32U) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
        static_cast<std::uint32_t>(a >> 32U) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
    key[0] += 0x9E3779B9U;
    key[1] += 0xBB67AE85U;
  }
  return counter;
}

Block philox(std::uint64_t seed, std::uint64_t position) {
  const Block counter = {static_cast<std::uint32_t>(position),
                         static_cast<std::uint32_t>(position >> 32U), 0, 0};
  return philox_rounds(counter,
                       {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U)});
}

namespace {

namespace host = wright::host;

// Of the process, as the library has one.
struct Generator {
  std::uint64_t seed = 0;
  std::uint64_t position = 0;
};
Generator& generator() {
  static Generator one;
  return one;
}

// The next n words; what is left of the last block is lost.
std::vector<std::uint32_t> words(std::size_t n) {
  Generator& from = generator();
  std::vector<std::uint32_t> result;
  for (; result.size() < n; ++from.position) {
    const Block block = philox(from.seed, from.position);
    result.insert(result.end(), block.begin(), block.end());
  }
  result.resize(n);
  return result;
}

double number_or(const Args& args, std::size_t i, double otherwise) {
  return is_given(args, i) ? host::as<double>(args[i]) : otherwise;
}

// The sizes and the dtype of uniform and normal.
Array blank(const Args& args) {
  const auto sizes = host::as<Sizes>(args.at(0));
  const std::string dtype = is_given(args, 3) ? host::as<std::string>(args[3]) : "f32";
  if (dtype != "f32" && dtype != "f64") throw std::invalid_argument("f32 and f64 only");
  return make(sizes, std::vector<double>(static_cast<std::size_t>(count(sizes)), 0.0), dtype);
}

double coarse(std::uint32_t word) {
  return std::ldexp(static_cast<double>(word >> 8U), -24);
}
double fine(std::uint32_t first, std::uint32_t second) {
  return std::ldexp(std::ldexp(static_cast<double>(first >> 5U), 26) + (second >> 6U), -53);
}

Array uniform(const Args& args) {
  Array result = blank(args);
  std::vector<double>& values = result.storage->values;
  const double low = number_or(args, 1, 0);
  const double high = number_or(args, 2, 1);
  const bool wide = result.dtype == "f64";
  const std::vector<std::uint32_t> drawn = words(wide ? 2 * values.size() : values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double u = wide ? fine(drawn[2 * i], drawn[2 * i + 1]) : coarse(drawn[i]);
    values[i] = low + u * (high - low);
  }
  return result;
}

Array normal(const Args& args) {
  Array result = blank(args);
  std::vector<double>& values = result.storage->values;
  const auto mean = static_cast<long double>(number_or(args, 1, 0));
  const auto std = static_cast<long double>(number_or(args, 2, 1));
  const std::vector<std::uint32_t> drawn = words((values.size() + 1) / 2 * 2);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t pair = i / 2 * 2;
    const long double u = std::ldexp(static_cast<long double>(drawn[pair]) + 1, -32);
    const long double turn = std::ldexp(static_cast<long double>(drawn[pair + 1]), -32);
    const long double angle = 2 * std::numbers::pi_v<long double> * turn;
    const long double side = i == pair ? std::cos(angle) : std::sin(angle);
    values[i] = static_cast<double>(mean + std * std::sqrt(-2 * std::log(u)) * side);
  }
  return result;
}

// Of dropout: what each element is multiplied by, which is also its derivative.
std::vector<double> factors(std::size_t n, double p) {
  if (!(p >= 0 && p <= 1)) throw std::invalid_argument("p must be between 0 and 1");
  std::vector<double> result;
  for (const std::uint32_t word : words(n)) result.push_back(coarse(word) >= p ? 1 / (1 - p) : 0.0);
  return result;
}

Array dropout(const Array& x, double p) {
  if (!is_float(x.dtype)) throw std::invalid_argument("floats only");
  std::vector<double> values = rounded_elements(x);
  const std::vector<double> kept = factors(values.size(), p);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = kept[i] == 0 ? 0 : values[i] / (1 - p);
  return make(x.sizes, std::move(values), x.dtype);
}

Array randperm(std::int64_t n) {
  if (n < 0) throw std::invalid_argument("n must not be negative");
  std::vector<double> values(static_cast<std::size_t>(count({n})));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i);
  const std::vector<std::uint32_t> drawn = words(values.empty() ? 0 : values.size() - 1);
  for (std::size_t i = values.size(); i > 1; --i) {
    const std::uint64_t other = (drawn[values.size() - i] * static_cast<std::uint64_t>(i)) >> 32U;
    std::swap(values[i - 1], values[other]);
  }
  return make({n}, std::move(values), "i64");
}

std::uint64_t bits(const Args& args, std::size_t i) {
  return static_cast<std::uint64_t>(host::as<std::int64_t>(args.at(i)));
}

// seed, position, op, its arguments.
Value drawn(const Args& args) {
  generator() = {bits(args, 0), bits(args, 1)};
  std::optional<Value> result =
      call_any(host::as<std::string>(args.at(2)), {args.begin() + 3, args.end()});
  if (!result) throw host::Unsupported{};
  return std::move(*result);
}

Value moved(const Args& args) {
  static_cast<void>(drawn(args));
  return static_cast<std::int64_t>(generator().position - bits(args, 1));
}

// seed, x, p.
Value dropout_grad(const Args& args) {
  generator() = {bits(args, 0), 0};
  const Array x = array(args, 1);
  const auto n = static_cast<std::size_t>(count(x.sizes));
  return make(x.sizes, factors(n, host::as<double>(args.at(2))), x.dtype);
}

Value philox_block(const Args& args) {
  const Block block = philox(bits(args, 0), bits(args, 1));
  return Sizes(block.begin(), block.end());
}

}  // namespace

std::optional<Value> call_random(const std::string& op, const Args& args) {
  static const std::map<std::string, Value (*)(const Args&)> all = {
      {"uniform", [](const Args& a) -> Value { return uniform(a); }},
      {"normal", [](const Args& a) -> Value { return normal(a); }},
      {"dropout",
       [](const Args& a) -> Value { return dropout(array(a, 0), number_or(a, 1, 0.5)); }},
      {"randperm",
       [](const Args& a) -> Value { return randperm(host::as<std::int64_t>(a.at(0))); }},
      {"philox_block", philox_block},
      {"drawn", drawn},
      {"moved", moved},
      {"dropout_grad", dropout_grad},
  };
  const auto found = all.find(op);
  if (found == all.end()) return std::nullopt;
  return found->second(args);
}

}  // namespace oracle
