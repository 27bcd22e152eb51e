#include "../served.h"
#include "tiny/tiny.h"

namespace {

Value call_softmax(const std::vector<Value>& args) {
  return vector(tiny::softmax(floats(args.at(0))));
}

const Serve kSoftmax("softmax", call_softmax);

}  // namespace
