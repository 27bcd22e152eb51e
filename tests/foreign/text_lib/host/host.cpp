// The host of library text: strings and integers only, no tensors.
#include "host.h"

#include "text/text.h"

namespace host = wright::host;

namespace {

struct Library {
  using Tensor = host::NoTensor;
  using Value = host::Value<Tensor>;

  std::vector<Value> call(const std::string& function, const std::vector<Value>& args) {
#ifdef HAS_SLUG
    if (function == "slug") return {text::slug(host::as<std::string>(args.at(0)))};
#endif
#ifdef HAS_WRAP
    const auto width = [&] { return static_cast<int>(host::as<std::int64_t>(args.at(1))); };
    if (function == "wrap") return {text::wrap(host::as<std::string>(args.at(0)), width())};
    if (function == "lines")
      return {static_cast<std::int64_t>(text::lines(host::as<std::string>(args.at(0)), width()))};
#endif
    static_cast<void>(args);
    throw host::Unsupported{};
  }
};

}  // namespace

int main() {
  return host::serve(Library{});
}
