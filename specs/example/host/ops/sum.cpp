#include "../served.h"
#include "tiny/tiny.h"

namespace {

Value call_sum(const std::vector<Value>& args) {
  return scalar(tiny::sum(floats(args.at(0))));
}

const Serve kSum("sum", call_sum);

}  // namespace
