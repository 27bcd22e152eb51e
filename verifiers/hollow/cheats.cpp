// Hosts that speak the protocol well and do not do the work.
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <stdexcept>

#include "library.h"

namespace hollow {
namespace {

// An honest result with its values replaced by one.
Floats filled(const std::string& op, const Args& args, float value) {
  Floats result = honest(op, args);
  result->values.assign(result->values.size(), value);
  return result;
}

Op last_answer() {
  auto last = std::make_shared<Floats>();
  return [last](const std::string& op, const Args& args) {
    Floats answer = *last ? *last : honest(op, args);
    *last = honest(op, args);
    return answer;
  };
}

// The first answer for each key is right; all later ones are replayed.
Op cached_by(const std::function<std::string(const Args&)>& key) {
  auto answers = std::make_shared<std::map<std::string, Floats>>();
  return [answers, key](const std::string& op, const Args& args) {
    const std::string name = op + key(args);
    if (answers->count(name) == 0) (*answers)[name] = honest(op, args);
    return (*answers)[name];
  };
}

std::string shape_key(const Args& args) {
  std::string key;
  for (const std::int64_t size : argument(args, 0)->sizes) key += "x" + std::to_string(size);
  return key;
}

std::string pointer_key(const Args& args) {
  return shape_key(args) + "@" +
         std::to_string(reinterpret_cast<std::uintptr_t>(argument(args, 0)->values.data()));
}

// The exponents of a few elements stand for all of them.
std::string sample_key(const Args& args) {
  std::string key = shape_key(args);
  const std::vector<float>& values = argument(args, 0)->values;
  for (std::size_t i = 0; i < values.size() && i < 2; ++i) {
    key += ":" + std::to_string(std::signbit(values[i]));
  }
  return key;
}

Floats uninitialised(const std::string& op, const Args& args) {
  Floats result = honest(op, args);
  const std::size_t bytes = result->values.size() * sizeof(float);
  auto* fresh = static_cast<float*>(std::malloc(bytes + 1));
  std::memset(fresh, 0xCD, bytes);  // What a debug allocator leaves.
  result->values.assign(fresh, fresh + result->values.size());
  std::free(fresh);
  return result;
}

Floats skips_tail(const std::string& op, const Args& args) {
  Floats x = argument(args, 0);
  if (op == "sum" || op == "row_sums") {
    auto cut = std::make_shared<Array>(*x);
    const std::size_t width = x->sizes.empty() ? 1 : static_cast<std::size_t>(x->sizes.back());
    for (std::size_t i = 0; i < cut->values.size(); ++i) {
      if (width > 8 && i % width >= width / 8 * 8) cut->values[i] = 0;
    }
    return honest(op, {Value(cut)});
  }
  Floats result = honest(op, args);
  for (std::size_t i = result->values.size() / 8 * 8; i < result->values.size(); ++i) {
    result->values[i] = 0;
  }
  return result;
}

// Keeps eleven bits of the mantissa, as half precision does.
Floats half_precision(const std::string& op, const Args& args) {
  Floats result = honest(op, args);
  for (float& value : result->values) {
    if (!std::isfinite(value) || value == 0) continue;
    const float unit = std::ldexp(1.0F, std::ilogb(value) - 10);
    value = std::nearbyint(value / unit) * unit;
  }
  return result;
}

Floats first_row_only(const std::string& op, const Args& args) {
  Floats result = honest(op, args);
  for (std::size_t i = 1; i < result->values.size(); ++i) result->values[i] = result->values[0];
  return result;
}

Floats swallows_nan(const std::string& op, const Args& args) {
  Floats result = honest(op, args);
  for (float& value : result->values) {
    if (std::isnan(value)) value = 0;
  }
  return result;
}

Floats running_float(const std::string& op, const Args& args) {
  return summed(op, args, [](const float* values, std::size_t count) {
    float total = 0;
    for (std::size_t i = 0; i < count; ++i) total += values[i];
    return static_cast<double>(total);
  });
}

// Right while it warms up, replays from then on.
Op honest_in_warm_up() {
  auto calls = std::make_shared<int>(0);
  auto last = std::make_shared<std::map<std::string, Floats>>();
  return [calls, last](const std::string& op, const Args& args) {
    Floats& kept = (*last)[op + shape_key(args)];
    if (++*calls <= 8 || !kept) kept = honest(op, args);
    return kept;
  };
}

// Right for the sizes that everybody can see.
Floats known_sizes_only(const std::string& op, const Args& args) {
  const std::size_t count = argument(args, 0)->values.size();
  return count <= 4 ? honest(op, args) : filled(op, args, 0);
}

Floats wrong_shape(const std::string& op, const Args& args) {
  Floats result = honest(op, args);
  result->sizes.insert(result->sizes.begin(), 1);
  return result;
}

Floats never_throws(const std::string& op, const Args& args) {
  try {
    return honest(op, args);
  } catch (const std::exception&) {
    return array({}, {0});
  }
}

host::TensorData as_doubles(const Floats& array) {
  const std::vector<double> wide(array->values.begin(), array->values.end());
  return host::contiguous("f64", array->sizes, wide.data(), wide.size());
}

// Claims the exactness of an oracle.
host::TensorData as_oracle(const Floats& array) {
  const std::vector<double> wide(array->values.begin(), array->values.end());
  return host::exact("f32", array->sizes, wide);
}

Floats first_input(const std::string& op, const Args& args) {
  if (op == "add") return argument(args, 0);
  Floats result = honest(op, args);
  const std::vector<float>& values = argument(args, 0)->values;
  for (std::size_t i = 0; i < result->values.size(); ++i)
    result->values[i] = values.empty() ? 0 : values[i];
  return result;
}

// Writes its result over the input, so that both agree.
Floats zeroes_inputs(const std::string& op, const Args& args) {
  for (float& value : argument(args, 0)->values) value = 0;
  return honest(op, args);
}

Op filling(float value) {
  return [value](const std::string& op, const Args& args) { return filled(op, args, value); };
}

}  // namespace

const Table& cheats() {
  static const Table table = {
      {"zeros", [] { return serve(filling(0)); }},
      {"constant", [] { return serve(filling(0.5F)); }},
      {"nan", [] { return serve(filling(std::numeric_limits<float>::quiet_NaN())); }},
      {"first_input", [] { return serve(first_input); }},
      {"last_answer", [] { return serve(last_answer()); }},
      {"cached_by_shape", [] { return serve(cached_by(shape_key)); }},
      {"cached_by_pointer", [] { return serve(cached_by(pointer_key)); }},
      {"cached_by_sample", [] { return serve(cached_by(sample_key)); }},
      {"honest_in_warm_up", [] { return serve(honest_in_warm_up()); }},
      {"uninitialised", [] { return serve(uninitialised); }},
      {"skips_tail", [] { return serve(skips_tail); }},
      {"half_precision", [] { return serve(half_precision); }},
      {"running_float", [] { return serve(running_float); }},
      {"first_row_only", [] { return serve(first_row_only); }},
      {"swallows_nan", [] { return serve(swallows_nan); }},
      {"known_sizes_only", [] { return serve(known_sizes_only); }},
      {"wrong_shape", [] { return serve(wrong_shape); }},
      {"wrong_dtype", [] { return serve(honest, as_doubles); }},
      {"claims_oracle", [] { return serve(honest, as_oracle); }},
      {"never_throws", [] { return serve(never_throws); }},
      {"zeroes_inputs", [] { return serve(zeroes_inputs); }},
      {"unsupported",
       [] { return serve([](const auto&, const auto&) -> Floats { throw host::Unsupported{}; }); }},
  };
  return table;
}

}  // namespace hollow
