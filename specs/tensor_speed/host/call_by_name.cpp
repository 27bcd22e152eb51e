// Ops by name through the dispatcher, and the questions of asked.h.
#include "asked.h"
#include "tw/dispatch.h"

namespace host = wright::host;

namespace {

Value unboxed(const tw::Value& value) {
  return std::visit(
      [](const auto& held) -> Value {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, tw::None>) {
          return std::monostate{};
        } else if constexpr (std::is_same_v<Held, tw::Dtype>) {
          return std::string(tw::name_of(held));
        } else if constexpr (std::is_same_v<Held, std::vector<tw::Tensor>>) {
          throw host::Unsupported{};
        } else {
          return held;
        }
      },
      value);
}

}  // namespace

std::vector<Value> call_op(const std::string& op, const Args& args) {
  if (op == "schema_of") return {tw::to_text(tw::find_op(text(args, 0)).schema())};
  if (const auto asked = questions().find(op); asked != questions().end()) {
    return {asked->second(args)};
  }
  if (!tw::library().has(op)) throw host::Unsupported{};
  std::vector<tw::Value> arguments;
  arguments.reserve(args.size());
  for (const Value& arg : args) arguments.push_back(to_library(arg));
  std::vector<Value> results;
  for (const tw::Value& result : tw::call(op, std::move(arguments))) {
    results.push_back(unboxed(result));
  }
  return results;
}
