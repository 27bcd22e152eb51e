// What programs about recorded changes in place are written with.
#pragma once

#include <string>

#include "array.h"

namespace oracle::programs {

inline Array call(const std::string& op, const Args& args) {
  const std::optional<Value> result = call_any(op, args);
  if (!result) throw wright::host::Unsupported{};
  return wright::host::as<Array>(*result);
}

inline std::string text(const Args& args, std::size_t i) {
  return wright::host::as<std::string>(args.at(i));
}

inline Array number(double value, const Array& like) {
  return make({}, {value}, like.dtype);
}

inline Array tripled(const Array& x) {
  return call("mul", {x, number(3, x)});
}
inline Array squared(const Array& x) {
  return call("mul", {x, x});
}
inline Array add(const Array& a, const Array& b) {
  return call("add", {a, b});
}
inline Array select(const Array& x, std::int64_t dim, std::int64_t index) {
  return call("select", {x, dim, index});
}
inline Array narrow(const Array& x, std::int64_t dim, std::int64_t start, std::int64_t length) {
  return call("narrow", {x, dim, start, length});
}

inline void change(const std::string& op, const Array& x, const Array& b) {
  if (op == "fill_") {
    call(op, {x, 2.0});
  } else if (op == "clamp_") {
    call(op, {x, -0.5, 0.7});
  } else if (op == "relu_") {
    call(op, {x});
  } else {
    call(op, {x, b});
  }
}

}  // namespace oracle::programs
