// What networks and servers do to a campaign: it lands the same tree, or it stops with a
// named reason and goes on later.
#include "tests/live/live.h"

namespace wright {
namespace {

using test::Ending;
using test::Loopback;
using test::Ran;
using test::Repository;
using test::Request;
using test::Response;

struct Fault {
  const char* name;
  const char* outcome;  // As the journal has it.
  // What becomes of the answer that would have been given.
  Response (*spoil)(const Response& good);
};

const std::string kSoon = "retry-after-ms: 1";

Response status(int code, const std::string& type) {
  return {code, {kSoon}, R"({"error":{"type":")" + type + R"(","message":"no"}})"};
}

Response ended(Response good, Ending ending, std::size_t parts) {
  good.headers.push_back(kSoon);
  good.body = good.body.substr(0, good.body.size() * parts / 4);
  good.ending = ending;
  return good;
}

const std::vector<Fault> kFaults{
    {"429", "rate_limited",
     [](const Response&) {
       return Response{429, {"retry-after: 0.01"}, R"({"error":{"message":"slow"}})"};
     }},
    {"500", "server_error", [](const Response&) { return status(500, "api_error"); }},
    {"529", "overloaded", [](const Response&) { return status(529, "overloaded_error"); }},
    {"reset", "cut_stream", [](const Response& good) { return ended(good, Ending::reset, 0); }},
    {"cut", "cut_stream", [](const Response& good) { return ended(good, Ending::cut, 2); }},
    {"ended too early", "cut_stream",
     [](const Response& good) { return ended(good, Ending::proper, 2); }},
    {"error in mid-stream", "error_in_stream",
     [](const Response& good) {
       Response bad = ended(good, Ending::proper, 1);
       bad.body = bad.body.substr(0, bad.body.rfind("\n\n") + 2) +
                  "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":"
                  "\"overloaded_error\",\"message\":\"busy\"}}\n\n";
       return bad;
     }},
    {"no JSON", "malformed_event", [](const Response& good) {
       Response bad = ended(good, Ending::proper, 4);
       bad.body = "data: {]\n\n" + bad.body;
       return bad;
     }}};

const std::vector<std::string> kAgents{"anthropic:test", "openai:test", "openai-responses:test"};

TEST(LiveFaultsTest, EveryFaultIsNamedAndTheSameTreeLands) {
  std::string tree;
  for (const std::string& agent : kAgents) {
    std::size_t number = 0;  // Every other request is spoilt, by one fault after the other.
    const Loopback server([&](const Request& request) {
      const Response good = test::model_answer(test::quick_script(), request);
      const std::size_t at = number++;
      return at % 2 == 0 && at / 2 < kFaults.size() ? kFaults[at / 2].spoil(good) : good;
    });
    const Repository repository;

    const Ran ran = test::run_quick(repository, agent, server.url());

    ASSERT_EQ(ran.exit_code, 0) << agent << ran.out;
    const std::string lines = test::journal(repository);
    for (const Fault& fault : kFaults) {
      EXPECT_TRUE(test::holds(lines, std::string("\"outcome\":\"") + fault.outcome + "\""))
          << agent << " " << fault.name;
    }
    if (tree.empty()) tree = test::landed_tree(repository);
    EXPECT_EQ(test::landed_tree(repository), tree);
    EXPECT_FALSE(test::holds(lines, "\"number\":2")) << "the model paid for the network";
  }
}

TEST(LiveFaultsTest, AServerThatStaysAwayStopsTheRunWhichGoesOnLater) {
  std::atomic<bool> is_away{true};
  const Loopback server([&](const Request& request) {
    const Response good = test::model_answer(test::quick_script(), request);
    const bool has_begun = test::holds(request.body, "noted");
    return is_away && has_begun ? status(529, "overloaded_error") : good;
  });
  const Repository repository;

  const Ran stopped = test::run_quick(repository, "anthropic:test", server.url());
  is_away = false;
  const Ran later = test::run_quick(repository, "anthropic:test", server.url());

  EXPECT_EQ(stopped.exit_code, 3);
  EXPECT_TRUE(test::holds(stopped.out, "the model's server: overloaded: ")) << stopped.out;
  EXPECT_EQ(later.exit_code, 0) << later.out;
  EXPECT_FALSE(test::holds(test::journal(repository), "\"number\":2"));
}

TEST(LiveFaultsTest, WhatAskingAgainDoesNotHelpIsAskedOnce) {
  const std::vector<std::pair<Response, int>> cases{
      {{401, {}, R"({"error":{"message":"bad key )" + test::kCanary + R"("}})"}, 2},
      {{400, {}, R"({"error":{"message":"store: is deprecated"}})"}, 2},
      {{429, {}, R"({"error":{"code":"insufficient_quota","message":"pay"}})"}, 4}};
  for (const auto& [response, exit_code] : cases) {
    const Response& given = response;
    const Loopback server([&given](const Request&) { return given; });
    const Repository repository;

    const Ran ran = test::run_quick(repository, "openai:test", server.url());

    EXPECT_EQ(ran.exit_code, exit_code) << ran.out;
    EXPECT_EQ(server.requests().size(), 1U);
    EXPECT_FALSE(test::holds(ran.out, test::kCanary));
    EXPECT_FALSE(test::is_found(repository, test::kCanary));
  }
}

TEST(LiveFaultsTest, AModelThatGoesInCirclesIsStoppedByName) {
  const Loopback server([](const Request& request) {
    std::vector<test::ScriptedTurn> turns(50, {{"bash", R"({"command":"ls"})"}});
    const test::ModelScript script{{"first.1", turns}, {"first.2", turns}, {"first.3", turns}};
    return test::model_answer(script, request);
  });
  const Repository repository;

  const Ran ran = test::run_quick(repository, "anthropic:test", server.url());

  EXPECT_EQ(ran.exit_code, 4) << ran.out;
  EXPECT_TRUE(test::holds(test::journal(repository), "identical_calls: 4 turns in a row"));
}

TEST(LiveUsageTest, AKindWithoutAModelOrAKeyIsAUsageError) {
  const Repository repository;
  const std::string spec =
      "run --spec " + test::quoted(test::source("tests/scenarios/quick/quick").string());

  EXPECT_EQ(test::tensorwright(repository.path(), spec + " --agent anthropic").exit_code, 2);
  const Ran keyless = test::tensorwright(repository.path(), spec + " --agent anthropic:m",
                                         "-u ANTHROPIC_API_KEY -u ANTHROPIC_AUTH_TOKEN");
  const Ran plain =
      test::tensorwright(repository.path(), spec + " --agent openai:m --base-url http://192.0.2.1",
                         "OPENAI_API_KEY=sk-123456");

  EXPECT_EQ(keyless.exit_code, 2);
  EXPECT_TRUE(test::holds(keyless.out, "wants a key: set ANTHROPIC_API_KEY")) << keyless.out;
  EXPECT_EQ(plain.exit_code, 2);
  EXPECT_TRUE(test::holds(plain.out, "the key would go there in plain text")) << plain.out;
}

}  // namespace
}  // namespace wright
