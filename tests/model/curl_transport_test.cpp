// The real transport against a server on loopback, good and bad.
#include <gtest/gtest.h>

#include "model/http.h"
#include "tests/support/loopback.h"

namespace wright {
namespace {

using test::Ending;
using test::Loopback;
using test::Response;

HttpAnswer post_to(
    const std::string& url, const std::atomic<bool>* stop = nullptr,
    const OnBytes& on_bytes = [](std::string_view) { return true; }) {
  HttpRequest request;
  request.url = url + "/v1/x";
  request.headers = {"content-type: application/json"};
  request.key_header = "x-api-key: ";
  request.key = Secret{"sk-canary"};
  request.body = "{}";
  request.limits.idle = std::chrono::milliseconds(1000);
  request.limits.body_bytes_max = 10000;
  return make_curl_transport(stop)->send(request, on_bytes).value();
}

HttpAnswer answered(const Response& response) {
  const Loopback server([&](const test::Request&) { return response; });
  return post_to(server.url());
}

TEST(CurlTransportTest, PostsWithItsHeadersAndGivesTheAnswer) {
  const Loopback server([](const test::Request& request) {
    return Response{429, {"Retry-After: 3"}, request.body + request.path};
  });

  const HttpAnswer answer = post_to(server.url());

  EXPECT_EQ(answer.end, HttpEnd::finished);
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.headers.at("retry-after"), "3");
  EXPECT_EQ(answer.body, "{}/v1/x");
  EXPECT_NE(server.requests().at(0).head.find("x-api-key: sk-canary"), std::string::npos);
}

TEST(CurlTransportTest, BadEndingsAreNamed) {
  EXPECT_EQ(answered({200, {}, "half", Ending::cut}).end, HttpEnd::cut);
  EXPECT_EQ(answered({200, {}, "half", Ending::reset}).end, HttpEnd::cut);
  EXPECT_EQ(answered({200, {}, "half", Ending::stall}).end, HttpEnd::timeout);
  EXPECT_EQ(answered({200, {}, std::string(20000, 'x')}).end, HttpEnd::oversized);
  EXPECT_EQ(post_to("http://127.0.0.1:1").end, HttpEnd::unreachable);
}

TEST(CurlTransportTest, ARedirectIsNotFollowed) {
  const HttpAnswer answer = answered({307, {"location: http://127.0.0.1:1/"}, ""});

  EXPECT_EQ(answer.status, 307);
  EXPECT_EQ(answer.end, HttpEnd::finished);
}

TEST(CurlTransportTest, TheReaderMayHaveEnough) {
  const Loopback server([](const test::Request&) {
    return Response{200, {}, "all", Ending::stall};
  });

  const HttpAnswer answer = post_to(server.url(), nullptr, [](std::string_view) { return false; });

  EXPECT_EQ(answer.end, HttpEnd::stopped);
  EXPECT_EQ(answer.body, "all");
}

TEST(CurlTransportTest, AnInterruptEndsIt) {
  const std::atomic<bool> stop{true};
  const Loopback server([](const test::Request&) { return Response{200, {}, "", Ending::stall}; });

  EXPECT_EQ(post_to(server.url(), &stop).end, HttpEnd::cancelled);
}

TEST(CurlTransportTest, WhatIsNoUrlOfAServerIsAnError) {
  HttpRequest request;
  for (const char* url : {"file:///etc/passwd", "ftp://a", "http://", "::"}) {
    request.url = url;
    const auto answer = make_curl_transport(nullptr)->send(request, {});
    EXPECT_TRUE(!answer || answer->end == HttpEnd::unreachable) << url;
  }
}

}  // namespace
}  // namespace wright
