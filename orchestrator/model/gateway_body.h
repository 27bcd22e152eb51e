// The body of a call that an agent CLI makes, on its way to the model that is meant.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/http_model.h"
#include "model/model.h"

namespace wright {

// What the CLI wrote goes on as it stands, in its order, but for the model's name, what
// makes a stream count its tokens, and limits that a budget lowers.
class GatewayBody {
 public:
  // An Error for what is no such body, and for what would cost more than its bytes and
  // its limits tell: state that the server keeps, tools that the server runs.
  static Result<GatewayBody> read(const HttpModelSettings& settings, std::string_view text);

  [[nodiscard]] bool is_streamed() const { return is_streamed_; }
  // The most that the call can come to: a token for each byte.
  [[nodiscard]] CallBound bound(const HttpModelSettings& settings) const;
  [[nodiscard]] std::string text(const HttpModelSettings& settings, const CallCaps& caps) const;

 private:
  GatewayBody() = default;

  std::string text_;  // With no cap of ours.
  bool is_streamed_ = false;
  std::int64_t output_tokens_max_ = 0;  // As the CLI asks for it; 0: it does not.
};

}  // namespace wright
