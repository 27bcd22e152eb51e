// Questions of the host's own: programs that cases call like ops.  Each ask_*.cpp adds some.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tensors.h"
#include "tw/value.h"

using Args = std::vector<Value>;
using Question = Value (*)(const Args& args);

inline std::map<std::string, Question>& questions() {
  static std::map<std::string, Question> all;
  return all;
}

struct Asks {
  Asks(std::initializer_list<std::pair<const std::string, Question>> some) {
    questions().insert(some.begin(), some.end());
  }
};

// std::monostate becomes tw::None; every other alternative exists on both sides.
inline tw::Value to_library(const Value& value) {
  return std::visit(
      [](const auto& held) -> tw::Value {
        if constexpr (std::is_same_v<std::decay_t<decltype(held)>, std::monostate>) {
          return tw::None{};
        } else {
          return held;
        }
      },
      value);
}

inline tw::Tensor tensor(const Args& args, std::size_t i) {
  return wright::host::as<tw::Tensor>(args.at(i));
}
inline std::int64_t integer(const Args& args, std::size_t i) {
  return wright::host::as<std::int64_t>(args.at(i));
}
inline double real(const Args& args, std::size_t i) {
  return wright::host::as<double>(args.at(i));
}
inline std::string text(const Args& args, std::size_t i) {
  return wright::host::as<std::string>(args.at(i));
}
