// A transport that knows a few addresses by heart.
#pragma once

#include <gtest/gtest.h>

#include <map>

#include "model/http.h"

namespace wright::test {

// Answers the addresses that it knows, and nobody listens at the others.
class KnownAddresses final : public Transport {
 public:
  explicit KnownAddresses(std::map<std::string, std::string> bodies) : bodies_(std::move(bodies)) {}

  Result<HttpAnswer> send(const HttpRequest& request, const OnBytes&) override {
    EXPECT_TRUE(request.is_get);
    const auto found = bodies_.find(request.url);
    if (found == bodies_.end()) return HttpAnswer{HttpEnd::unreachable, 0, {}, "", "refused"};
    return HttpAnswer{HttpEnd::finished, 200, {}, found->second, ""};
  }

 private:
  std::map<std::string, std::string> bodies_;
};

}  // namespace wright::test
