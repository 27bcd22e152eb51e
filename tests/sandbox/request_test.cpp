// A request that makes no sense is one clear line in a report; a call that makes
// no sense is a usage error.
#include <gtest/gtest.h>

#include "exec/sandbox_json.h"
#include "sandbox/sandboxed.h"
#include "support/program.h"

namespace wright {
namespace {

using test::kSandboxProgram;
using test::quoted;
using test::Ran;

Ran sandbox(const std::string& arguments) {
  return test::run_line("/tmp", quoted(kSandboxProgram.string()) + " " + arguments);
}

// Why the request was refused, as the harness reads it.
std::string refusal(const std::string& request) {
  const TempDirectory scratch = TempDirectory::make("/tmp", "wright-request-").value();
  EXPECT_TRUE(write_file(scratch.path() / "request", request));
  const Ran ran =
      sandbox("--request 3 --report 1 3<" + quoted((scratch.path() / "request").string()));
  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  const Result<RunReport> report = read_run_report(ran.out);
  return report ? "" : report.error().message;
}

TEST(RequestTest, ACallWithoutBothDescriptorsIsAUsageError) {
  for (const char* arguments : {"", "--request 3", "--report", "--help", "run true"}) {
    const Ran ran = sandbox(arguments);

    EXPECT_EQ(ran.exit_code, 2) << arguments;
    EXPECT_EQ(ran.out,
              "usage: wright-sandbox --request FD --report FD [--life FD] [--channel FD] | "
              "--probe | --attack\n");
  }
}

TEST(RequestTest, AReportThatNobodyCanReadIsAnExitCode) {
  EXPECT_EQ(sandbox("--request 0 --report 77 </dev/null").exit_code, 3);
}

TEST(RequestTest, WhatIsNoRequestIsMalformed) {
  for (const std::string& request :
       {std::string(), std::string("{"), std::string("[]"), std::string("null"), std::string("{}"),
        std::string("{\"argv\":\"/bin/true\"}"),
        std::string("{\"argv\":[\"/bin/true\"],\"shell\":true}"),
        std::string("{\"argv\":[\"/bin/true\"],\"mode\":\"free\"}"),
        std::string("{\"argv\":[\"/bin/true\"],\"limits\":{\"wall\":1}}"),
        std::string("{\"argv\":[\"/bin/true\"],\"limits\":{\"wall_ms\":-1}}"),
        std::string("{\"argv\":[\"/bin/true\"],\"limits\":{\"processes\":0}}"),
        std::string("{\"argv\":[\"\xff\"]}"), std::string(100000, '[')}) {
    const std::string fault = refusal(request);
    EXPECT_EQ(fault.rfind("malformed request: ", 0), 0U) << request.substr(0, 60) << fault;
    EXPECT_EQ(fault.find('\n'), std::string::npos) << fault;
  }
}

TEST(RequestTest, AWordThatCannotBeOneIsNamed) {
  EXPECT_EQ(refusal(R"({"argv":[]})"), "the command is empty");
  EXPECT_EQ(refusal(R"({"argv":[""]})"), "the command is empty");
  EXPECT_EQ(refusal(R"({"argv":["/bin/true","a\u0000b"]})"),
            "a word of the request holds a NUL byte");
  EXPECT_EQ(refusal(R"({"argv":["/bin/true"],"environment":{"A=B":"c"}})"),
            "the environment has an empty name or one with '='");
  EXPECT_EQ(refusal(R"({"argv":["/bin/true"],"uid":0})"), "the payload's uid cannot be 0");
}

TEST(RequestTest, AMountOutsideItsPlaceIsNamed) {
  const auto mounted_at = [](const std::string& at) {
    return refusal(R"({"argv":["/bin/true"],"mounts":[{"from":"/usr","at":")" + at + "\"}]}");
  };

  for (const char* at : {"", "in", "/", "/in/", "/in//x", "/in/./x", "/in/../etc", "/.."}) {
    EXPECT_EQ(mounted_at(at), "mount " + std::string(at) + " is no plain absolute path");
  }
  for (const char* at : {"/usr", "/usr/x", "/etc/passwd", "/proc", "/dev/shm", "/tmp", "/tmp/in",
                         "/lib64", "/.wright/init"}) {
    EXPECT_NE(mounted_at(at).find("lies in the sandbox's own /"), std::string::npos) << at;
  }
  EXPECT_EQ(refusal(R"({"argv":["/bin/true"],"mounts":[{"from":"/usr","at":"/a"},)"
                    R"({"from":"/usr","at":"/a/b"}]})"),
            "mount /a/b lies below the mount /a; give each its own folder");
}

TEST(RequestTest, ADeviceThatIsNotKnownIsRefused) {
  EXPECT_EQ(refusal(R"({"argv":["/bin/true"],"devices":["disk"]})"),
            "malformed request: unknown device disk");
}

TEST(RequestTest, ARequestThatDoesNotEndIsRefused) {
  const Ran ran = sandbox("--request 0 --report 1 </dev/zero");

  const Result<RunReport> report = read_run_report(ran.out);

  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().message, "the request is above 4194304 bytes");
}

TEST(RequestTest, AMountThatIsNotThereIsNamed) {
  EXPECT_NE(refusal(R"({"argv":["/bin/true"],"mounts":[{"from":"/nonexistent","at":"/in"}]})")
                .find("/nonexistent"),
            std::string::npos);
}

TEST(RequestTest, WhereNoRungHoldsTheReasonOfEachIsTold) {
  const TempDirectory scratch = TempDirectory::make("/tmp", "wright-request-").value();
  const std::string request = (scratch.path() / "request").string();
  ASSERT_TRUE(write_file(request, R"({"argv":["/bin/true"]})"));
  if (test::run_line("/tmp", "unshare -Ur true").exit_code != 0) {
    GTEST_SKIP() << "user namespaces are not allowed here";
  }

  // In a user namespace that may have one below it, and that is where the sandbox starts.
  const Ran ran = test::run_line(
      "/tmp",
      "unshare -Ur sh -c 'echo 1 > /proc/sys/user/max_user_namespaces && exec unshare -U "
      "--map-user=1000 " +
          quoted(kSandboxProgram.string()) + " --request 3 --report 1' 3<" + quoted(request));

  const Result<RunReport> report = read_run_report(ran.out);
  ASSERT_FALSE(report) << ran.out;
  const std::string& told = report.error().message;
  const std::size_t first =
      told.find("cannot make a mount namespace: No space left on device; then ");
  EXPECT_NE(first, std::string::npos) << told;
  EXPECT_NE(told.find("bwrap: ", first), std::string::npos) << told;
}

}  // namespace
}  // namespace wright
