#include "probes.h"

#include <tuple>

using tw::Dtype;
using tw::IntSpan;
using tw::Tensor;

namespace {

// Each returns what arrived as text, so that a case can compare it.
std::string scalars(std::int64_t i, double f, bool b, std::string_view s, Dtype d) {
  return std::to_string(i) + " " + std::to_string(f) + (b ? " true " : " false ") + std::string(s) +
         " " + std::string(tw::name_of(d));
}

std::string optionals(std::optional<std::int64_t> i, std::optional<double> f, std::optional<bool> b,
                      std::optional<std::string_view> s, std::optional<IntSpan> l) {
  return (i ? std::to_string(*i) : "none") + " " + (f ? std::to_string(*f) : "none") + " " +
         (b ? (*b ? "true" : "false") : "none") + " " + (s ? std::string(*s) : "none") + " " +
         (l ? tw::to_text(*l) : "none");
}

std::string lists(IntSpan ints, std::span<const double> floats) {
  std::string text = tw::to_text(ints);
  for (const double value : floats) text += " " + std::to_string(value);
  return text;
}

std::tuple<Tensor, Tensor> twice(const Tensor& x) {
  return {x, x};
}

std::vector<std::int64_t> sizes(const std::optional<Tensor>& x) {
  if (!x) return {};
  return {x->sizes().begin(), x->sizes().end()};
}

Tensor first(const Tensor& x) {
  return x;
}

tw::Library& probes() {
  static tw::Library* const library = [] {
    auto* made = new tw::Library;
    made->define("scalars(int i, float f=0.5, bool b=True, str s=\"text\", Dtype d=bf16) -> str",
                 &scalars);
    made->define(
        "optionals(int? i=None, float? f=None, bool? b=None, str? s=None, int[]? l=None) -> str",
        &optionals);
    made->define("lists(int[] ints, float[] floats=[]) -> str", &lists);
    made->define("twice(Tensor x) -> (Tensor, Tensor)", &twice);
    made->define("sizes(Tensor? x=None) -> int[]", &sizes);
    return made;
  }();
  return *library;
}

// The ways in which define must refuse.
std::vector<tw::Value> define_wrongly(const std::string& op) {
  tw::Library library;
  library.define("first(Tensor x) -> Tensor", &first);
  if (op == "define_twice") library.define("first(Tensor x) -> Tensor", &first);
  if (op == "define_other_argument") library.define("other(int x) -> Tensor", &first);
  if (op == "define_other_return") library.define("other(Tensor x) -> int", &first);
  if (op == "define_more_arguments") library.define("other(Tensor x, Tensor y) -> Tensor", &first);
  if (op == "define_optional") library.define("other(Tensor? x) -> Tensor", &first);
  if (op == "define_no_schema") library.define("other(Tensor x", &first);
  std::string names;
  for (const std::string& name : library.names()) names += name + ";";
  return {names};
}

}  // namespace

bool is_probe(const std::string& op) {
  return op.starts_with("define_") || probes().has(op);
}

std::vector<tw::Value> call_probe(const std::string& op, std::vector<tw::Value> arguments) {
  if (op.starts_with("define_")) return define_wrongly(op);
  return probes().find(op).call(std::move(arguments));
}
