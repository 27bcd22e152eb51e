//   version(x)            of x's storage
//   bump(x)               raises it; the version after it
//   versions_of_views(x)  [x, a view of it, a clone] after the view was bumped twice, x once
//   attachments(x)        how many of two attachments are gone: [while both tensors live, after the
//                         first was dropped, after a view of the second, after all]
#include "asked.h"
#include "tw/view.h"

namespace {

using tw::Tensor;

std::int64_t version_of(const Tensor& x) {
  return static_cast<std::int64_t>(x.version());
}

Value bumped(const Args& args) {
  const Tensor x = tensor(args, 0);
  x.bump_version();
  return version_of(x);
}

Value versions_of_views(const Args& args) {
  const Tensor x = tensor(args, 0);
  const Tensor view = tw::view::select(x, 0, 0);
  const Tensor copy = tw::view::clone(x);
  view.bump_version();
  view.bump_version();
  x.bump_version();
  return std::vector<std::int64_t>{version_of(x), version_of(view), version_of(copy)};
}

struct Counted : tw::Attachment {
  explicit Counted(std::int64_t* gone) : gone_(gone) {}
  ~Counted() override { ++*gone_; }
  std::int64_t* gone_;
};

Value attachments(const Args& args) {
  std::int64_t gone = 0;
  std::vector<std::int64_t> counts;
  Tensor first = tw::view::clone(tensor(args, 0));
  Tensor second = tw::view::clone(tensor(args, 0));
  first.attach(std::make_unique<Counted>(&gone));
  second.attach(std::make_unique<Counted>(&gone));
  const Tensor same = first;
  const bool is_shared = same.attachment() == first.attachment() && same.attachment() != nullptr;
  counts.push_back(is_shared ? gone : -1);
  const Tensor view = tw::view::unsqueeze(second, 0);
  if (view.attachment() != nullptr) counts.push_back(-2);
  second = Tensor();
  counts.push_back(gone);
  first.attach(nullptr);
  counts.push_back(same.attachment() == nullptr ? gone : -3);
  return counts;
}

const Asks kAsks{
    {"version", [](const Args& args) -> Value { return version_of(tensor(args, 0)); }},
    {"bump", bumped},
    {"versions_of_views", versions_of_views},
    {"attachments", attachments},
};

}  // namespace
