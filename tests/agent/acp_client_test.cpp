// The Agent Client Protocol, as its client.
#include "agent/acp_client.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/json.h"

namespace wright {
namespace {

using nlohmann::json;

AcpClient client() {
  return {"/work", "the brief"};
}

// What the client says to a line; "error: ..." when it cannot go on.
std::vector<std::string> said_to(AcpClient& acp, const std::string& line) {
  const Result<AcpStep> step = acp.take(line);
  return step ? step->lines : std::vector<std::string>{"error: " + step.error().message};
}

void lead_to_prompt(AcpClient& acp) {
  said_to(acp, R"({"jsonrpc":"2.0","id":1,"result":{"protocolVersion":1}})");
  said_to(acp, R"({"jsonrpc":"2.0","id":2,"result":{"sessionId":"s"}})");
}

TEST(AcpClientTest, ASessionGoesFromTheVersionToThePromptsAnswer) {
  AcpClient acp = client();

  const json begun = json::parse(acp.begin());
  const auto opened = said_to(acp, R"({"jsonrpc":"2.0","id":1,"result":{"protocolVersion":1}})");
  const auto prompted = said_to(acp, R"({"jsonrpc":"2.0","id":2,"result":{"sessionId":"s"}})");
  const auto ended = said_to(acp, R"({"jsonrpc":"2.0","id":3,"result":{"stopReason":"end_turn"}})");

  EXPECT_EQ(begun["method"], "initialize");
  EXPECT_EQ(begun["params"]["protocolVersion"], 1);
  EXPECT_EQ(begun["params"]["clientCapabilities"],
            json::parse(R"({"fs":{"readTextFile":true,"writeTextFile":true},"terminal":true})"));
  EXPECT_EQ(opened, std::vector<std::string>{
                        R"({"id":2,"jsonrpc":"2.0","method":"session/new","params":{"cwd":"/work",)"
                        R"("mcpServers":[]}})"});
  EXPECT_EQ(prompted, std::vector<std::string>{
                          R"({"id":3,"jsonrpc":"2.0","method":"session/prompt","params":{"prompt":)"
                          R"([{"text":"the brief","type":"text"}],"sessionId":"s"}})"});
  EXPECT_EQ(ended, std::vector<std::string>());
  EXPECT_EQ(acp.stop_reason(), "end_turn");
}

TEST(AcpClientTest, AnUnknownVersionIsRefusedByName) {
  AcpClient acp = client();

  EXPECT_EQ(said_to(acp, R"({"jsonrpc":"2.0","id":1,"result":{"protocolVersion":2}})"),
            std::vector<std::string>{
                "error: the agent speaks version 2 of the protocol, and we speak 1"});
}

TEST(AcpClientTest, ALoginOfItsOwnIsSaidToBeWanted) {
  AcpClient acp = client();
  said_to(acp, R"({"jsonrpc":"2.0","id":1,"result":{"protocolVersion":1}})");

  EXPECT_EQ(said_to(acp, R"({"jsonrpc":"2.0","id":2,"error":{"code":-32000,"message":"sign in"}})"),
            std::vector<std::string>{"error: the agent wants a login of its own: sign in"});
}

TEST(AcpClientTest, PermissionIsGivenOnceWhereThatIsOffered) {
  AcpClient acp = client();
  lead_to_prompt(acp);
  const auto answer_to = [&acp](const std::string& options) {
    return json::parse(said_to(acp, R"({"jsonrpc":"2.0","id":"p","method":)"
                                    R"("session/request_permission","params":{"options":)" +
                                        options + "}}")
                           .at(0));
  };

  const json once = answer_to(R"([{"optionId":"all","kind":"allow_always"},)"
                              R"({"optionId":"one","kind":"allow_once"}])");
  const json none = answer_to(R"([{"optionId":"no","kind":"reject_once"}])");
  const json odd = answer_to("7");

  EXPECT_EQ(once["id"], "p");
  EXPECT_EQ(once["result"]["outcome"], json({{"outcome", "selected"}, {"optionId", "one"}}));
  EXPECT_EQ(none["result"]["outcome"], json({{"outcome", "cancelled"}}));
  EXPECT_EQ(odd["result"]["outcome"], json({{"outcome", "cancelled"}}));
}

TEST(AcpClientTest, WhatIsNotOfferedIsRefused) {
  AcpClient acp = client();
  lead_to_prompt(acp);

  for (const char* method : {"fs/list", "terminal/", "terminal/dance", "_vendor/ask"}) {
    const json answer = json::parse(
        said_to(acp, json({{"id", 9}, {"method", method}, {"params", {{"sessionId", "s"}}}}).dump())
            .at(0));

    EXPECT_EQ(answer["id"], 9);
    EXPECT_EQ(answer["error"]["code"], -32601);
    EXPECT_EQ(answer["error"]["message"], std::string("this client offers no ") + method);
  }
}

TEST(AcpClientTest, FilesAndTerminalsBelongToTheSession) {
  AcpClient acp = client();
  const auto code_of = [&acp](const std::string& session) {
    const json params{{"sessionId", session}, {"path", "/work/a"}, {"command", "ls"}};
    const json read{{"id", 9}, {"method", "fs/read_text_file"}, {"params", params}};
    const auto said = said_to(acp, read.dump());
    return said.empty() ? json("run") : json::parse(said.at(0))["error"]["code"];
  };

  EXPECT_EQ(code_of(""), -32602) << "before there is a session";
  lead_to_prompt(acp);
  EXPECT_EQ(code_of("other"), -32602);
  EXPECT_EQ(code_of("s"), "run");
}

TEST(AcpClientTest, AnIdIsAShortTextOrANumber) {
  AcpClient acp = client();
  lead_to_prompt(acp);
  for (const json& id : {json::array({1}), json(1.5), json(std::string(300, 'a')), json(true)}) {
    const json ask{{"id", id}, {"method", "fs/read_text_file"}, {"params", json::object()}};

    const json answer = json::parse(said_to(acp, ask.dump()).at(0));

    EXPECT_EQ(answer["id"], nullptr);
    EXPECT_EQ(answer["error"]["code"], -32600);
  }
}

TEST(AcpClientTest, NotificationsAndAnswersToNothingAreHeardInSilence) {
  AcpClient acp = client();
  lead_to_prompt(acp);

  EXPECT_TRUE(said_to(acp, R"({"jsonrpc":"2.0","method":"session/update","params":{}})").empty());
  EXPECT_TRUE(said_to(acp, R"({"jsonrpc":"2.0","id":77,"result":{}})").empty());
  EXPECT_TRUE(said_to(acp, R"({"jsonrpc":"2.0","id":1,"result":{"protocolVersion":9}})").empty());
  EXPECT_FALSE(acp.stop_reason().has_value());
}

TEST(AcpClientTest, WhatIsNoMessageEndsIt) {
  const std::string no_json = "error: the agent wrote a line that is no JSON-RPC";
  for (const char* line : {"hello", "[]", "", "{\"id\":", "7"}) {
    AcpClient acp = client();
    EXPECT_EQ(said_to(acp, line), std::vector<std::string>{no_json}) << line;
  }
  AcpClient acp = client();
  said_to(acp, R"({"jsonrpc":"2.0","id":1,"result":{"protocolVersion":1}})");
  EXPECT_EQ(said_to(acp, R"({"jsonrpc":"2.0","id":2,"result":7})"),
            std::vector<std::string>{"error: the agent opened a session without a name"});
}

TEST(AcpClientTest, AReasonIsAWordOfTheProtocol) {
  for (const char* reason : {R"("budget")", R"("end_turn, no change")", "7", "null"}) {
    AcpClient acp = client();
    lead_to_prompt(acp);
    said_to(acp, std::string(R"({"jsonrpc":"2.0","id":3,"result":{"stopReason":)") + reason + "}}");
    EXPECT_EQ(acp.stop_reason(), "unknown_reason") << reason;
  }
}

TEST(AcpClientTest, OnlyAPromptCanBeCancelledAndItsTerminalsWithIt) {
  AcpClient acp = client();
  EXPECT_FALSE(acp.cancel().has_value());
  lead_to_prompt(acp);

  said_to(acp, R"({"id":7,"method":"terminal/create","params":{"sessionId":"s","command":"ls"}})");

  EXPECT_EQ(acp.cancel(),
            (AcpStep{{R"({"jsonrpc":"2.0","method":"session/cancel","params":{"sessionId":"s"}})"},
                     {},
                     {{AcpRunId::Kind::terminal, 1}}}));
  said_to(acp, R"({"jsonrpc":"2.0","id":3,"result":{"stopReason":"cancelled"}})");
  EXPECT_FALSE(acp.cancel().has_value());
}

}  // namespace
}  // namespace wright
