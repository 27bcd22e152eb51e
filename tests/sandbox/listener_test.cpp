// The one way out of a sandbox: a socket on its loopback that we answer from outside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include "sandbox/sandboxed.h"

namespace wright {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;

constexpr int kPort = 7411;
constexpr seconds kLong{60};

class ListenerTest : public test::Sandboxed {
 protected:
  std::unique_ptr<Session> session_of(const std::string& line) {
    Command command = shell(line);
    command.argv[0] = "/bin/bash";  // Knows /dev/tcp.
    command.loopback_port = kPort;
    return runner_->start(command).value();
  }

  // Takes one connection, says `answer` and returns what was said to us.
  static std::string answer_once(const Descriptor& listener, const std::string& answer) {
    pollfd waited{listener.get(), POLLIN, 0};
    if (::poll(&waited, 1, 60000) <= 0) return "nobody came";
    const Descriptor client(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    ::send(client.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
    char said[100] = {};
    const ssize_t count = ::recv(client.get(), said, sizeof said, 0);
    return {said, static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
  }
};

TEST_F(ListenerTest, WhatConnectsInThereIsAcceptedOutHere) {
  const auto session = session_of(
      "exec 3<>/dev/tcp/127.0.0.1/7411 && echo question >&3 && read word <&3 && echo $word");
  const Result<Descriptor> listener = session->take_listener(kLong);
  ASSERT_TRUE(listener) << listener.error().message;

  EXPECT_EQ(answer_once(*listener, "answer\n"), "question\n");
  EXPECT_EQ(session->read_line(100, kLong).value(), "answer");
  EXPECT_TRUE(session->ends_within(kLong));
  EXPECT_TRUE(session->finish(kLong)->succeeded());
}

TEST_F(ListenerTest, TheCommandDoesNotHaveTheSocketAndCannotTakeItsPlace) {
  const auto session = session_of(
      "cd /proc/$$/fd; echo *; cat /proc/net/tcp | wc -l;"
      "perl -MSocket -e 'socket(S, PF_INET, SOCK_STREAM, 0); setsockopt(S, SOL_SOCKET, 15, 1);"
      " print bind(S, sockaddr_in(7411, INADDR_LOOPBACK)) ? \"bound\\n\" : \"$!\\n\"'");
  const Result<Descriptor> listener = session->take_listener(kLong);
  ASSERT_TRUE(listener) << listener.error().message;

  EXPECT_EQ(session->read_line(100, kLong).value(), "0 1 2 3");
  EXPECT_EQ(session->read_line(100, kLong).value(), "2") << "a heading and the one socket";
  EXPECT_EQ(session->read_line(200, kLong).value(), "Address already in use");
  EXPECT_TRUE(session->finish(kLong));
}

TEST_F(ListenerTest, NothingElseIsReachable) {
  const auto session = session_of(
      "for there in 127.0.0.1/7412 192.0.2.1/80 8.8.8.8/53 localhost/7411; do"
      " (exec 3<>/dev/tcp/$there) 2>/dev/null && echo reached $there; done;"
      "tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '; tail -n +2 /proc/net/route | wc -l");
  const Result<Descriptor> listener = session->take_listener(kLong);
  ASSERT_TRUE(listener) << listener.error().message;

  EXPECT_EQ(session->read_line(100, kLong).value(), "lo");
  EXPECT_EQ(session->read_line(100, kLong).value(), "0");
  EXPECT_TRUE(session->finish(kLong));
}

TEST_F(ListenerTest, WithoutAPortThereIsNoSocket) {
  const auto session = runner_->start(shell("cat /proc/net/tcp | wc -l")).value();

  EXPECT_FALSE(session->take_listener(kLong));
  EXPECT_EQ(session->read_line(100, kLong).value(), "1");
  Command command = shell("true");
  command.loopback_port = kPort;
  EXPECT_FALSE(runner_->run(command)) << "only a session can hand one out";
  command.loopback_port = 80;
  const Result<RunReport> refused = runner_->start(command).value()->finish(kLong);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("loopback_port is out of range"));
}

}  // namespace
}  // namespace wright
