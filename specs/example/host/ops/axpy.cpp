#include "../served.h"
#include "tiny/tiny.h"

namespace {

Value call_axpy(const std::vector<Value>& args) {
  const auto a = static_cast<float>(wright::host::as<double>(args.at(0)));
  return vector(tiny::axpy(a, floats(args.at(1)), floats(args.at(2))));
}

const Serve kAxpy("axpy", call_axpy);

}  // namespace
