#include "plan/op_table.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/files.h"

namespace wright {
namespace {

class OpTableTest : public testing::Test {
 protected:
  Result<OpTable> load(const std::string& text) {
    file_ = scratch_.path() / "ops.yaml";
    EXPECT_TRUE(write_file(file_, text));
    return load_op_table(file_);
  }

  // The fault without the path before it.
  std::string fault(const std::string& text) {
    const Result<OpTable> loaded = load(text);
    return loaded ? "no fault" : loaded.error().message.substr(file_.string().size());
  }

  TempDirectory scratch_ = TempDirectory::make("/tmp", "wright-ops-").value();
  std::filesystem::path file_;
};

// The calls of one check, and whether any is refused.
nlohmann::json config_of(const std::vector<CoverageCheck>& checks, const std::string& check,
                         const std::string& call) {
  for (const CoverageCheck& one : checks) {
    const nlohmann::json config = nlohmann::json::parse(one.check.config);
    const nlohmann::json calls = config.value("calls", nlohmann::json::array());
    const bool has = std::find(calls.begin(), calls.end(), call) != calls.end();
    if (one.check.check == check && has) return config;
  }
  return nullptr;
}

constexpr const char* kTable = R"yaml(
errors:
  functions: {f64: {ulp_max: 5}, halves: {ulp_max: 1}, why: "four units"}
ops:
  tanh: {calls: ["tanh(T[3]@L)"], dtypes: floats, error: functions, derivative: [0], source: "tanh"}
  argmax: {calls: ["argmax(T[3]@L)"], dtypes: numbers, no_derivative: "gives indices", source: "x"}
)yaml";

TEST_F(OpTableTest, ARowIsCheckedInEachDtypeAndLayout) {
  const Result<OpTable> table = load(kTable);
  ASSERT_TRUE(table) << table.error().message;

  const std::vector<CoverageCheck> checks = coverage_checks(*table);

  EXPECT_EQ(config_of(checks, "differential", "tanh(f64[3]@contiguous)").at("ulp_max"), 5);
  EXPECT_EQ(config_of(checks, "differential", "tanh(bf16[3]@sliced)").at("ulp_max"), 1);
  EXPECT_FALSE(config_of(checks, "differential", "tanh(f32[3]@expanded)").contains("ulp_max"));
  EXPECT_TRUE(config_of(checks, "differential", "argmax(u8[3]@transposed)").is_object());
}

TEST_F(OpTableTest, ADtypeThatIsNotTakenMustBeRefused) {
  const Result<OpTable> table = load(kTable);
  ASSERT_TRUE(table) << table.error().message;

  const nlohmann::json config =
      config_of(coverage_checks(*table), "differential", "argmax(u8[3]@transposed)");

  EXPECT_EQ(config.at("throws").at("argmax(bool[3]@contiguous)"), "[argmax]");
  EXPECT_EQ(config.at("throws").at("tanh(i32[3]@contiguous)"), "[tanh]");
  EXPECT_FALSE(config.at("throws").contains("argmax(u8[3]@contiguous)"));
}

TEST_F(OpTableTest, DerivativesAreCheckedInEveryFloatAndTheSecondInDouble) {
  const Result<OpTable> table = load(kTable);
  ASSERT_TRUE(table) << table.error().message;
  const std::vector<CoverageCheck> checks = coverage_checks(*table);

  for (const char* dtype : {"f16", "bf16", "f32", "f64"}) {
    const std::string call = std::string("gradient(\"tanh\", 0, ") + dtype + "[3]@contiguous)";
    EXPECT_TRUE(config_of(checks, "differential", call).contains("rel_max")) << call;
    EXPECT_EQ(config_of(checks, "gradcheck", call).is_object(), dtype == std::string("f64"));
  }
}

TEST_F(OpTableTest, FaultsNameTheirLine) {
  const std::string row = "ops:\n  f: {calls: [\"f(T[3])\"], source: x, ";

  EXPECT_EQ(fault(row + "dtypes: all}\n"), ":2: f: either `derivative` or `no_derivative`");
  EXPECT_EQ(fault(row + "dtypes: some, derivative: [0]}\n"),
            ":2: dtypes is a list, or all, numbers, floats or integers");
  EXPECT_EQ(fault(row + "dtypes: [f8], derivative: [0]}\n"), ":2: unknown dtype f8");
  EXPECT_EQ(fault(row + "dtypes: all, derivative: [x]}\n"),
            ":2: derivative lists arguments, from 0 to 9");
  EXPECT_EQ(fault(row + "dtypes: all, derivative: [0], error: none}\n"),
            ":2: f: no error model none");
  EXPECT_EQ(fault("errors: {}\n"), ":1: a table of ops needs the key `ops`");
}

}  // namespace
}  // namespace wright
