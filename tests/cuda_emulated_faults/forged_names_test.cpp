#include "forged_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wright {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

TEST(ForgedNamesTest, WordsOfTheEmulatorAreFoundWithTheirLine) {
  for (const char* text :
       {"emu::forget_faults();", "namespace emu { void forget_faults(); }",
        "EMU_VARIABLE(int, n, true);", "void __tsan_read4(void*) {}",
        "auto f = asm(\"_ZN3emu13forget_faultsEv\");", "const char* at = getenv(\"EMU_REPORT\");",
        "__attribute__((no_sanitize(\"thread\"))) void f();",
        "__attribute__((no_sanitize_thread)) void f();", "#include <emu/typed_api.h>",
        "#include \"core/report.h\"", "#ifdef __SANITIZE_THREAD__\n#endif"}) {
    const std::vector<Finding> findings =
        forged_names_in("src/a.cpp", "\n" + std::string(text) + "\n");

    ASSERT_FALSE(findings.empty()) << text;
    EXPECT_EQ(findings[0].rule, "cuda_emulated.forged");
    EXPECT_EQ(findings[0].file, "src/a.cpp");
    EXPECT_EQ(findings[0].line, 2);
  }
}

TEST(ForgedNamesTest, OtherWordsCommentsAndTheContractsOwnAreNot) {
  EXPECT_THAT(forged_names_in("src/a.cu",
                              "#include \"tw/cuda.h\"\n"
                              "// emu::forget_faults() and EMU_REPORT\n"
                              "TW_DEVICE_VAR(int, emulated);\n"
                              "const char* name = \"an emu\";\n"
                              "int demu = 0, emus = 1;\n"),
              IsEmpty());
}

TEST(ForgedNamesTest, EachIsToldOnItsLine) {
  EXPECT_THAT(forged_names_in("a.cpp", "emu::a();\nemu::b();\n"), SizeIs(2));
}

}  // namespace
}  // namespace wright
