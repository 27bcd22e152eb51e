// A server that answers one request a connection and lets nobody hold it up.
#include "model/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/model/served.h"

namespace wright {
namespace {

using test::asked;
using test::Served;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

void echo(const HttpCall& call, Responder& client) {
  client.send(200, call.method + call.path + call.body);
}

TEST(HttpServerTest, ARequestIsAnsweredAndTheConnectionClosed) {
  const Served server(echo);

  const std::string heard = asked(server, test::post("/a", "", "body"));

  EXPECT_THAT(heard, StartsWith("HTTP/1.1 200 OK\r\nconnection: close\r\n"));
  EXPECT_THAT(heard, EndsWith("\r\ncontent-length: 10\r\n\r\nPOST/abody"));
}

TEST(HttpServerTest, AStreamComesInChunks) {
  const Served server([](const HttpCall&, Responder& client) {
    client.begin("text/event-stream");
    client.add("one");
    client.add("");
    client.add("0123456789");
    client.end();
  });

  EXPECT_THAT(asked(server, "GET / HTTP/1.1\r\n\r\n"),
              EndsWith("\r\n\r\n3\r\none\r\na\r\n0123456789\r\n0\r\n\r\n"));
}

TEST(HttpServerTest, WhoSaysNothingHoldsNobodyUp) {
  const Served server(echo);
  const Descriptor silent = server.connected();
  const Descriptor slow = server.connected();
  test::say(slow, "POST / HTTP/1.1\r\ncontent-length: 9\r\n\r\nhalf");

  EXPECT_THAT(asked(server, "GET / HTTP/1.1\r\n\r\n"), EndsWith("GET/"));
  test::say(slow, " done");
  EXPECT_THAT(test::hear(slow), EndsWith("POST/half done"));
}

TEST(HttpServerTest, WhoTakesTooLongIsLeft) {
  ServerLimits limits;
  limits.request_max = std::chrono::milliseconds(100);
  const Served server(echo, limits);
  const Descriptor silent = server.connected();

  EXPECT_EQ(test::hear(silent), "");
}

TEST(HttpServerTest, MoreConnectionsThanTheLimitWaitForTheirTurn) {
  ServerLimits limits;
  limits.connections_max = 1;
  limits.request_max = std::chrono::milliseconds(200);
  const Served server(echo, limits);
  const Descriptor silent = server.connected();

  EXPECT_THAT(asked(server, "GET / HTTP/1.1\r\n\r\n"), EndsWith("GET/"));
}

TEST(HttpServerTest, ALargeBodyGetsLeaveAndABadRequestAnError) {
  const Served server(echo);
  const Descriptor client = server.connected();
  test::say(client, "POST / HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n");
  char leave[25] = {};
  ASSERT_EQ(::recv(client.get(), leave, sizeof leave, MSG_WAITALL), 25);
  test::say(client, "ab");

  EXPECT_EQ(std::string(leave, sizeof leave), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_THAT(test::hear(client), EndsWith("POST/ab"));
  EXPECT_THAT(asked(server, "nonsense\r\n\r\n"),
              ::testing::AllOf(StartsWith("HTTP/1.1 400 "), HasSubstr("invalid_request_error")));
}

TEST(HttpServerTest, AnAnswerThatNobodyTakesEnds) {
  ServerLimits limits;
  limits.stall_max = std::chrono::milliseconds(100);
  std::atomic<bool> was_taken{true};
  Served server(
      [&](const HttpCall&, Responder& client) {
        was_taken = client.send(200, std::string(64 << 20, 'x'));
      },
      limits);
  const Descriptor client = server.connected();
  test::say(client, "GET / HTTP/1.1\r\n\r\n");

  while (was_taken) std::this_thread::yield();

  EXPECT_FALSE(was_taken);
}

}  // namespace
}  // namespace wright
