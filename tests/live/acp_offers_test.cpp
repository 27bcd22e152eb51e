// Files and terminals that we offer to an agent over the Agent Client Protocol.
#include "tests/live/program.h"

namespace wright {
namespace {

using test::Loopback;
using test::Ran;
using test::Repository;

// Asks for what the function `work` wants and ends its turn; it calls no model.
constexpr const char* kAgent = R"sh(
reply() { printf '{"jsonrpc":"2.0","id":%s,"result":%s}\n' "$1" "$2"; }
send() { printf '{"jsonrpc":"2.0","id":"%s","method":"%s","params":{"sessionId":"s1",%s}}\n' "$@"; }
hear() { IFS= read -r answer; }
ask() { send asked "$@"; hear; }
write() { ask fs/write_text_file "\"path\":\"$1\",\"content\":\"$2\""; }
read_text() { ask fs/read_text_file "\"path\":\"$1\"$2"; }
create() { ask terminal/create "$1"; own='"terminalId":"'$(grep -o 'terminal-[0-9]*' <<<"$answer")'"'; }
solve() {
  case $1 in
    *'task `first`'*) name=first text='#pragma once\n\nconstexpr int kFirst = 1;\n' ;;
    *) name=second text='#pragma once\n\nconstexpr int kSecond = 2;\n' ;;
  esac
  write "/work/src/$name.h" "$text"
}
while IFS= read -r line; do
  id=$(grep -o '"id":[0-9]*' <<<"$line" | head -n 1 | cut -d: -f2)
  case $line in
    *'"method":"initialize"'*) reply "$id" '{"protocolVersion":1}' ;;
    *'"method":"session/new"'*) reply "$id" '{"sessionId":"s1"}' ;;
    *'"method":"session/prompt"'*) solve "$line"; work; reply "$id" '{"stopReason":"end_turn"}' ;;
    *'"method":"session/cancel"'*) exit ;;
  esac
done
)sh";

class AcpOffersTest : public ::testing::Test {
 protected:
  // The talks of a campaign whose agent does `work` in each attempt and lands.
  std::string talks_of(const std::string& work) {
    const test::CliFolder folder("acp", "work() {\n" + work + "\n}\n" + kAgent);
    const Ran ran = test::run_cli(repository_, folder, server_.url(), "", "openai", "");
    EXPECT_EQ(ran.exit_code, 0) << ran.out;
    EXPECT_TRUE(test::holds(ran.out, "landed       2 by acp")) << ran.out;
    return test::run_line(repository_.path(), "cat logs/runs/quick/blobs/*").out;
  }

  Loopback server_{[](const test::Request& request) { return test::line_answer({}, request); }};
  Repository repository_;
};

TEST_F(AcpOffersTest, TheAgentAndWeSeeTheSameFilesAtOnce) {
  const std::string talks = talks_of(R"sh(
    head -c 12 src/$name.h > src/own.txt && echo ' seen by its own command' >> src/own.txt
    read_text /work/src/own.txt
    write /work/src/own.txt 'first\nmiddle\nlast\n'
    echo 'its own line' >> src/own.txt
    read_text /work/src/own.txt ',"line":2,"limit":1'
    read_text /work/src/own.txt ',"line":4'
    read_text /task/brief.md ',"limit":0'
    rm src/own.txt)sh");

  for (const char* answer :
       {R"("content":"#pragma once seen by its own command\n")", R"("content":"middle\n")",
        R"("content":"its own line\n")", R"("content":"")"}) {
    EXPECT_TRUE(
        test::holds(talks, std::string(R"(> {"id":"asked","jsonrpc":"2.0","result":{)") + answer))
        << answer;
  }
}

TEST_F(AcpOffersTest, WhatLiesOutsideOrIsNoTextIsRefusedByName) {
  const std::string talks = talks_of(R"sh(
    read_text /etc/passwd
    ln -s /etc/passwd src/link; read_text /work/src/link; write /work/src/link lost
    ln -s / src/root; read_text /work/src/root/etc/passwd; rm src/link src/root
    read_text /work/src; read_text /work/absent
    mkfifo src/pipe; read_text /work/src/pipe; rm src/pipe
    head -c 5000000 /dev/zero > src/large; read_text /work/src/large
    printf '\377' > src/large; read_text /work/src/large; rm src/large
    write /work/.git/config lost; write /task/brief.md lost)sh");

  for (const char* why :
       {"/etc/passwd is not below /work, /task or /build", "/work/src/link leads through a link",
        "/work/src/root/etc/passwd leads through a link", "/work/src is not a regular file",
        "/work/absent does not exist", "/work/src/pipe is not a regular file",
        "/work/src/large is above 4194304 bytes", "/work/src/large is not UTF-8 text",
        "/work/.git/config cannot be part of a patch",
        "/task/brief.md is not below /work or /build"}) {
    EXPECT_TRUE(test::holds(talks, std::string(R"("message":")") + why)) << why;
  }
  EXPECT_FALSE(test::holds(talks, "root:x:0:0"));
}

TEST_F(AcpOffersTest, ATerminalRunsToItsEndInTheWorkspace) {
  const std::string talks = talks_of(R"sh(
    own='"command":"/bin/sh","args":["-c","ls src; echo $SAID >&2; pwd; exit 3"]'
    create "$own"',"env":[{"name":"SAID","value":"a b"}],"cwd":"/work"'
    ask terminal/wait_for_exit "$own"
    ask terminal/output "$own"
    ask terminal/release "$own"
    ask terminal/output "$own")sh");

  EXPECT_TRUE(test::holds(talks, R"("result":{"exitCode":3,"signal":null})"));
  EXPECT_TRUE(test::holds(talks, R"("result":{"exitStatus":{"exitCode":3,"signal":null},)"
                                 R"("output":"first.h\na b\n/work\n","truncated":false})"));
  EXPECT_TRUE(test::holds(talks, "no such terminal is open"));
}

TEST_F(AcpOffersTest, WaitingForATerminalHoldsUpNothingElse) {
  const std::string talks = talks_of(R"sh(
    create '"command":"until [ -e src/go ]; do :; done; echo went"'
    send waited terminal/wait_for_exit "$own"
    write /work/src/go now
    hear
    ask terminal/output "$own"
    rm src/go)sh");

  const std::size_t written = talks.find(R"("path":"/work/src/go")");
  const std::size_t ended =
      talks.find(R"(> {"id":"waited","jsonrpc":"2.0","result":{"exitCode":0)");
  ASSERT_NE(written, std::string::npos);
  ASSERT_NE(ended, std::string::npos);
  EXPECT_LT(written, ended);
  EXPECT_TRUE(test::holds(talks, R"("output":"went\n")"));
}

TEST_F(AcpOffersTest, AnEndlessFloodIsCutAndKilled) {
  const std::string talks = talks_of(R"sh(
    create '"command":"yes; echo never","outputByteLimit":8'
    until grep -q truncated.:true <<<"$answer"; do ask terminal/output "$own"; done
    ask terminal/kill "$own"
    ask terminal/wait_for_exit "$own"
    ask terminal/output "$own")sh");

  EXPECT_TRUE(test::holds(talks, R"("output":"y\ny\ny\ny\n","truncated":true})"));
  EXPECT_TRUE(test::holds(talks, R"("result":{"exitCode":null,"signal":"SIGKILL"})"));
  EXPECT_FALSE(test::holds(talks, "\"output\":\"never"));
}

TEST_F(AcpOffersTest, TooManyAreRefusedAndAllEndWithTheSession) {
  const std::string talks = talks_of(R"sh(
    for i in 1 2 3 4 5 6 7 8 9; do create '"command":"sleep 100000"'; done)sh");

  EXPECT_TRUE(test::holds(talks, R"("terminalId":"terminal-8")"));
  EXPECT_TRUE(test::holds(talks, "8 terminals are open: release one first"));
}

}  // namespace
}  // namespace wright
