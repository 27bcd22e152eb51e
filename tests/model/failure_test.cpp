// Each complaint of a server has a name, whatever its shape.
#include "model/failure.h"

#include <gtest/gtest.h>

namespace wright {
namespace {

struct Case {
  int status;
  const char* body;
  CallOutcome outcome;
  const char* detail;  // A part of it.
};

TEST(FailureTest, EveryComplaintHasItsName) {
  const std::vector<Case> cases{
      {401, R"({"type":"error","error":{"type":"authentication_error","message":"bad key"}})",
       CallOutcome::authentication, "status 401: authentication_error: bad key"},
      {403, "", CallOutcome::authentication, "status 403"},
      {429, R"({"error":{"type":"rate_limit_error","message":"slow"}})", CallOutcome::rate_limited,
       "slow"},
      {429, R"({"error":{"message":"pay","code":"insufficient_quota"}})",
       CallOutcome::quota_exhausted, "insufficient_quota: pay"},
      {400,
       R"({"error":{"type":"invalid_request_error","message":"Your credit balance is too low"}})",
       CallOutcome::quota_exhausted, "credit balance"},
      {402, "{}", CallOutcome::quota_exhausted, "status 402"},
      {529, R"({"error":{"type":"overloaded_error","message":"busy"}})", CallOutcome::overloaded,
       "busy"},
      {503, "<html>no</html>", CallOutcome::overloaded, "<html>no</html>"},
      {500, R"({"error":"out of memory"})", CallOutcome::server_error, "out of memory"},
      {504, "{}", CallOutcome::timeout, "504"},
      {302, "", CallOutcome::server_error, "302"},
      {404, R"({"error":{"message":"no such model","code":404}})", CallOutcome::bad_request,
       "no such model"},
      {413, "{}", CallOutcome::context_overflow, "413"},
      {400, R"({"error":{"type":"invalid_request_error","message":"prompt is too long: 9 > 8"}})",
       CallOutcome::context_overflow, "too long"},
      {400, R"({"error":{"code":400,"type":"exceed_context_size_error","message":"x"}})",
       CallOutcome::context_overflow, "x"},
      {400, R"({"error":{"message":"store: not here"}})", CallOutcome::rejected_parameter,
       "`store`: store: not here"},
      {400, R"({"error":{"message":"internal: the model is not loaded"}})",
       CallOutcome::bad_request, "status 400: internal: the model"},
      {400, R"({"error":{"message":"thinking.budget_tokens: Extra inputs are not permitted"}})",
       CallOutcome::rejected_parameter, "`thinking.budget_tokens`"},
      {400,
       R"({"error":{"message":"Unsupported parameter: 'max_tokens' is not supported","param":)"
       R"("max_tokens","code":"unsupported_parameter"}})",
       CallOutcome::rejected_parameter, "`max_tokens`"},
      {400, R"({"error":{"message":"messages.0.content: must not be empty"}})",
       CallOutcome::bad_request, "must not be empty"}};
  for (const Case& one : cases) {
    const Failure failure = failure_of_status(one.status, one.body);
    EXPECT_EQ(failure.outcome, one.outcome) << one.status << " " << one.body;
    EXPECT_NE(failure.detail.find(one.detail), std::string::npos) << failure.detail;
  }
}

TEST(FailureTest, ADetailIsOneSafeLineOfBoundedLength) {
  const Failure failure = failure_of_status(500, std::string(100000, '\x1b') + "\n");

  EXPECT_LE(failure.detail.size(), 420U);
  EXPECT_EQ(failure.detail.find('\x1b'), std::string::npos);
}

TEST(FailureTest, OnlyTheModelsOwnWorkCountsAsItsOwn) {
  for (int value = 0; value <= static_cast<int>(CallOutcome::cancelled); ++value) {
    const auto outcome = static_cast<CallOutcome>(value);
    EXPECT_EQ(is_model_work(outcome), value <= static_cast<int>(CallOutcome::context_overflow));
    EXPECT_FALSE(is_model_work(outcome) && may_pass(outcome)) << word_of(outcome);
  }
}

TEST(FailureTest, ATransferThatDidNotFinishIsNamed) {
  EXPECT_EQ(failure_of_end(HttpEnd::unreachable, "no route").outcome, CallOutcome::unreachable);
  EXPECT_EQ(failure_of_end(HttpEnd::timeout, "").outcome, CallOutcome::timeout);
  EXPECT_EQ(failure_of_end(HttpEnd::cut, "").outcome, CallOutcome::cut_stream);
  EXPECT_EQ(failure_of_end(HttpEnd::oversized, "").outcome, CallOutcome::oversized);
  EXPECT_EQ(failure_of_end(HttpEnd::cancelled, "").outcome, CallOutcome::cancelled);
}

}  // namespace
}  // namespace wright
