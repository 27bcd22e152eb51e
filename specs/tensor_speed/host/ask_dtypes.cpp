//   promote("u8", "i8")    the name of the promoted dtype
#include "asked.h"
#include "tw/dtype.h"

namespace {

Value promoted(const Args& args) {
  const std::optional<tw::Dtype> a = tw::dtype_named(text(args, 0));
  const std::optional<tw::Dtype> b = tw::dtype_named(text(args, 1));
  if (!a || !b) throw std::invalid_argument("[host] unknown dtype");
  return std::string(tw::name_of(tw::promote(*a, *b)));
}

const Asks kAsks{{"promote", promoted}};

}  // namespace
