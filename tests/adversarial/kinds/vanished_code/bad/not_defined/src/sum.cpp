#include "tiny/tiny.h"

namespace tiny {

namespace {

[[maybe_unused]] constexpr int kSoon = 1;

}  // namespace

}  // namespace tiny
