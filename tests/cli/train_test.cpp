// `runtime bench --train` runs a tree's programs and believes only what it sees from outside.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/files.h"
#include "support/program.h"

namespace wright {
namespace {

using test::Ran;

// Counts steps, as training would; a file holds how many were done.
constexpr const char* kTrainProgram = R"cpp(
#include <cstdio>
#include <cstdlib>
#include <cstring>
  int main(int count, char** words) {
    const int steps = std::atoi(words[1]);
    int done = 0;
    bool loaded = false;
    const char* save = nullptr;
    for (int i = 2; i + 1 < count; i += 2) {
      if (std::strcmp(words[i], "--save") == 0) save = words[i + 1];
      if (std::strcmp(words[i], "--load") == 0) {
        FILE* file = std::fopen(words[i + 1], "r");
        if (std::fscanf(file, "%d", &done) != 1) return 1;
        std::fclose(file);
        loaded = true;
      }
    }
    std::printf("step 3 of %d\naccuracy of 16: %d.0 %%\n", steps, steps > 50 ? 99 : 10);
    if (save == nullptr) return 0;
    FILE* file = std::fopen(save, "w");
    std::fprintf(file, "%d %d", steps, FORGETS && loaded ? done : 0);
    return std::fclose(file);
  }
)cpp";

class TrainTest : public ::testing::Test {
 protected:
  // The one program of a tree; `steps` of the whole run.
  nlohmann::json train(int steps, bool forgets, const std::string& peer = "") {
    const std::string build =
        "cmake_minimum_required(VERSION 3.22)\nproject(t CXX)\nadd_executable(count count.cpp)\n"
        "target_compile_definitions(count PRIVATE FORGETS=" +
        std::string(forgets ? "1" : "0") + ")\n";
    put("generated_runtime/CMakeLists.txt", build);
    put("generated_runtime/count.cpp", kTrainProgram);
    put("train.yaml",
        "programs:\n  - {name: count, arguments: [STEPS], steps: " + std::to_string(steps) +
            ", short: [1, 2], says: accuracy, at_least: 99, seconds_max: 60,\n"
            "     resume: {at: 3, save: --save, load: --load}" +
            peer + "}\n");
    const Ran ran = test::tensorwright(repository_.path(),
                                       "runtime bench --train train.yaml --json 2>/dev/null");
    nlohmann::json record = nlohmann::json::parse(ran.out, nullptr, false);
    EXPECT_EQ(ran.exit_code, record.value("holds", false) ? 0 : 1) << ran.out;
    return record.at("programs").at(0);
  }

  void put(const std::string& name, const std::string& text) {
    const std::filesystem::path file = repository_.path() / name;
    EXPECT_TRUE(make_directories(file.parent_path()));
    EXPECT_TRUE(write_file(file, text));
  }

  test::Repository repository_;
};

TEST_F(TrainTest, AProgramThatReachesItsNumberAndGoesOnHolds) {
  const nlohmann::json trained = train(100, false);

  EXPECT_EQ(trained.at("failed"), "");
  EXPECT_EQ(trained.at("reached"), 99.0);
  EXPECT_EQ(trained.at("resumed"), "same bytes");
  EXPECT_TRUE(trained.at("holds"));
}

TEST_F(TrainTest, TooLittleDoesNotHold) {
  const nlohmann::json trained = train(20, false);

  EXPECT_EQ(trained.at("reached"), 10.0);
  EXPECT_FALSE(trained.at("holds"));
}

TEST_F(TrainTest, OtherBytesAfterALoadDoNotHold) {
  const nlohmann::json trained = train(100, true);

  EXPECT_EQ(trained.at("resumed"), "other bytes");
  EXPECT_FALSE(trained.at("holds"));
}

TEST_F(TrainTest, APeerThatCannotRunIsUnavailable) {
  put("peer.py", "import sys\nprint('no such library', file=sys.stderr)\nsys.exit(77)\n");

  const nlohmann::json trained = train(100, false, ", peer: peer.py");

  EXPECT_EQ(trained.at("peer"), "unavailable: no such library");
  EXPECT_TRUE(trained.at("holds"));
}

}  // namespace
}  // namespace wright
