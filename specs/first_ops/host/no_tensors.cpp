// The host of a tree without tensors: it answers, and serves nothing.
#include "host.h"

namespace host = wright::host;

namespace {

struct Nothing {
  using Tensor = host::NoTensor;

  std::vector<host::Value<Tensor>> call(const std::string&,
                                        const std::vector<host::Value<Tensor>>&) {
    throw host::Unsupported{};
  }
};

}  // namespace

int main() {
  return host::serve(Nothing{});
}
