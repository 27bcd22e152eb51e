// Ops by name through the dispatcher, with a few questions about the dispatcher itself:
//
//   parse_schema("text")   the canonical text of a schema
//   schema_of("add")       the same of an op
//   has_op("add")          whether there is such an op
//   typed_transpose(x)     transpose(x, 0, 1) through a typed handle
//   typed_wrong(x)         asks transpose for a signature that it does not have
//
// and with the ops of probes.h.
#include "probes.h"
#include "tensors.h"
#include "tw/dispatch.h"

namespace host = wright::host;

namespace {

using Args = std::vector<Value>;

// std::monostate becomes tw::None; every other alternative exists on both sides.
tw::Value boxed(const Value& value) {
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

std::string text(const Args& args) {
  return host::as<std::string>(args.at(0));
}

bool asks_about_dispatcher(const std::string& op) {
  return op == "parse_schema" || op == "schema_of" || op == "has_op" || op == "typed_transpose" ||
         op == "typed_wrong";
}

Value about_dispatcher(const std::string& op, const Args& args) {
  using tw::Tensor;
  if (op == "parse_schema") return tw::to_text(tw::parse_schema(text(args)));
  if (op == "schema_of") return tw::to_text(tw::find_op(text(args)).schema());
  if (op == "has_op") return tw::library().has(text(args));
  const auto& x = std::get<Tensor>(args.at(0));
  const tw::Op transpose = tw::find_op("transpose");
  if (op == "typed_wrong") return transpose.typed<Tensor(const Tensor&)>()(x);
  return transpose.typed<Tensor(const Tensor&, std::int64_t, std::int64_t)>()(x, 0, 1);
}

}  // namespace

std::vector<Value> call_op(const std::string& op, const Args& args) {
  if (asks_about_dispatcher(op)) return {about_dispatcher(op, args)};
  std::vector<tw::Value> arguments;
  arguments.reserve(args.size());
  for (const Value& arg : args) arguments.push_back(boxed(arg));
  const std::vector<tw::Value> returned =
      is_probe(op) ? call_probe(op, std::move(arguments)) : tw::call(op, std::move(arguments));
  std::vector<Value> results;
  results.reserve(returned.size());
  for (const tw::Value& result : returned) results.push_back(unboxed(result));
  return results;
}
