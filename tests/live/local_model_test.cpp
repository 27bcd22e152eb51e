// A local model is pinned by its digest: in the journal, the status and the evidence.
#include "base/hash.h"
#include "tests/live/live.h"

namespace wright {
namespace {

using nlohmann::json;
using test::holds;
using test::Loopback;
using test::Ran;
using test::Repository;
using test::Request;
using test::Response;

class LocalModelTest : public ::testing::Test {
 protected:
  // A server as llama.cpp's, of the file below.
  [[nodiscard]] Response props(const Request& request) const {
    if (request.path != "/props") return {404, {}, "{}"};
    const json told{{"model_path", file().string()},
                    {"build_info", "b1-\x1b[31mred"},
                    {"chat_template", "{{ messages }}"},
                    {"default_generation_settings", {{"n_ctx", 4096}}}};
    return {200, {"content-type: application/json"}, told.dump()};
  }
  [[nodiscard]] std::filesystem::path file() const { return models_.path() / "tiny.gguf"; }
  void weigh(const std::string& weights) const { EXPECT_TRUE(write_file(file(), weights)); }
  Ran run(const std::string& more = "") const {
    return test::run_quick(repository_, "openai:tiny", server_.url(), more);
  }
  [[nodiscard]] json served() const {
    const Ran ran = test::tensorwright(repository_.path(), "status quick --json");
    return json::parse(ran.out).at("served");
  }

  TempDirectory models_{TempDirectory::make("/tmp", "wright-models-").value()};
  Loopback server_{
      [](const Request& request) { return test::model_answer(test::quick_script(), request); },
      [this](const Request& request) { return props(request); }};
  Repository repository_;
};

TEST_F(LocalModelTest, WhatItsServerTellsAndTheDigestOfItsFileAreInTheEvidence) {
  weigh("weights");
  const std::string digest = "sha256:" + sha256_hex("weights");

  const Ran ran = run();
  const Ran evidence =
      test::tensorwright(repository_.path(), "evidence list campaign/quick~1 --json");

  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(holds(ran.out, "reads tiny.gguf once for its digest")) << ran.out;
  EXPECT_EQ(served().at("digest"), digest);
  const json told = json::parse(served().at("told").get<std::string>());
  EXPECT_EQ(told.at("context"), "4096");
  EXPECT_EQ(told.at("file"), "tiny.gguf");
  EXPECT_FALSE(holds(told.at("build").get<std::string>(), "\x1b")) << "it is escaped";
  EXPECT_TRUE(holds(evidence.out, digest)) << evidence.out;
  EXPECT_FALSE(holds(test::journal(repository_), models_.path().string())) << "no folder of ours";
}

TEST_F(LocalModelTest, AnotherFileIsToldAsAFindingAndTheSameOneIsReadOnce) {
  weigh("weights");
  run("--budget-tokens 1");
  const Ran same = run("--budget-tokens 2");
  weigh("other weights");

  const Ran other = run("--budget-tokens 0");

  EXPECT_FALSE(holds(same.out, "once for its digest")) << same.out;
  EXPECT_EQ(other.exit_code, 0) << other.out;
  EXPECT_TRUE(holds(other.out, "finding: tiny is another model than before: it was sha256:" +
                                   sha256_hex("weights") +
                                   " and is sha256:" + sha256_hex("other weights")))
      << other.out;
}

TEST_F(LocalModelTest, AReplayHasTheSameEvidence) {
  weigh("weights");
  ASSERT_EQ(run().exit_code, 0);
  ASSERT_EQ(test::tensorwright(repository_.path(), "record quick").exit_code, 0);

  const Ran replayed =
      test::tensorwright(repository_.path(), "run quick --again --no-selftest --tuner-seconds 0");

  EXPECT_EQ(replayed.exit_code, 0) << replayed.out;
  EXPECT_EQ(served().at("digest"), "sha256:" + sha256_hex("weights"));
}

}  // namespace
}  // namespace wright
