// What an answer over HTTP came to, once it has ended.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/reply.h"
#include "model/dialect.h"
#include "model/http.h"
#include "model/retry.h"

namespace wright {

// `reply` is what the body said.  A status that refuses and a transfer that broke take
// its outcome's place; a whole reply counts, however its connection ended.  What was
// never counted is estimated where it may cost.
[[nodiscard]] Reply judged(const std::string& dialect, Reply reply, const HttpAnswer& answer,
                           std::size_t request_bytes);

[[nodiscard]] RetryHint hint_of(const HttpAnswer& answer);

// The reply in a body that did not stream.
[[nodiscard]] Reply fold_whole(const Dialect& dialect, std::string_view body);

}  // namespace wright
