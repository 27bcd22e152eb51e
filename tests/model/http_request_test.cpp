// Which bytes are a request.
#include "model/http_request.h"

#include <gtest/gtest.h>

#include <vector>

namespace wright {
namespace {

using State = ParsedCall::State;

ParsedCall parsed(const std::string& bytes) {
  return parse_call(bytes, {1000, 5, 20});
}

TEST(HttpRequestTest, AWholeOneIsReadAndAnyPartOfItIsPartial) {
  const std::string bytes =
      "POST /v1/messages?beta=true HTTP/1.1\r\nHost: h\r\nX-Api-Key:  k \r\n"
      "Content-Length: 5\r\n\r\nab\r\nc";

  const ParsedCall whole = parsed(bytes + "more");

  ASSERT_EQ(whole.state, State::whole);
  EXPECT_EQ(whole.call, (HttpCall{"POST",
                                  "/v1/messages",
                                  {{"host", "h"}, {"x-api-key", "k"}, {"content-length", "5"}},
                                  "ab\r\nc"}));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(parsed(bytes.substr(0, size)).state, State::partial) << size;
  }
}

TEST(HttpRequestTest, ChunksArePutTogether) {
  const std::string bytes =
      "POST / HTTP/1.1\r\ntransfer-encoding: Chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n"
      "0\r\n\r\n";

  EXPECT_EQ(parsed(bytes).call.body, "abc0123456789");
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(parsed(bytes.substr(0, size)).state, State::partial) << size;
  }
}

TEST(HttpRequestTest, WhatStandsBehindTheLastChunkIsIgnored) {
  const std::string bytes =
      "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nafter: x\r\n\r\n";

  EXPECT_EQ(parsed(bytes + "GET / HTTP/1.1"), parsed(bytes));
  EXPECT_EQ(parsed(bytes + "GET / HTTP/1.1").call.body, "abc");
}

TEST(HttpRequestTest, WhoWaitsForLeaveIsKnown) {
  const std::string head = "POST / HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n";

  EXPECT_TRUE(parsed(head).wants_continue);
  EXPECT_FALSE(parsed(head + "a").wants_continue);
  EXPECT_FALSE(parsed(head + "ab").wants_continue);
}

TEST(HttpRequestTest, WhatIsNoneOrTooMuchIsAFaultWithItsStatus) {
  const std::vector<std::pair<int, std::string>> faults{
      {400, "hello\r\n\r\n"},
      {400, "GET / HTTP/2\r\n\r\n"},
      {400, "GET http://elsewhere/ HTTP/1.1\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nno header\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\n folded: x\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\ncontent-length: -1\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n"},
      {413, "GET / HTTP/1.1\r\ncontent-length: 21\r\n\r\n"},
      {413, "GET / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nff\r\n\r\n"},
      {415, "GET / HTTP/1.1\r\ncontent-encoding: zstd\r\n\r\n"},
      {431, "GET / HTTP/1.1\r\na:\r\nb:\r\nc:\r\nd:\r\ne:\r\nf:\r\n\r\n"},
      {431, std::string(1001, 'a')},
      {501, "GET / HTTP/1.1\r\ntransfer-encoding: gzip\r\n\r\n"}};
  for (const auto& [status, bytes] : faults) {
    const ParsedCall call = parsed(bytes);
    EXPECT_EQ(call.state, State::fault) << bytes;
    EXPECT_EQ(call.status, status) << bytes;
  }
}

}  // namespace
}  // namespace wright
