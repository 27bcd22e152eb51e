// Keys: where they come from, and that they do not come out.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <type_traits>

#include "base/files.h"
#include "model/choice.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

template <class T, class = void>
struct IsPrinted : std::false_type {};
template <class T>
struct IsPrinted<T, std::void_t<decltype(std::declval<std::ostream&>() << std::declval<T>())>>
    : std::true_type {};
static_assert(!IsPrinted<Secret>::value);
static_assert(!std::is_convertible_v<Secret, std::string>);

class SecretTest : public ::testing::Test {
 protected:
  SecretTest() : scratch_(TempDirectory::make(testing::TempDir(), "key").value()) {}
  ~SecretTest() override {
    for (const char* name : {"ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "OPENAI_API_KEY",
                             "ANTHROPIC_BASE_URL", "OPENAI_BASE_URL"}) {
      ::unsetenv(name);
    }
  }
  fs::path key_file(const std::string& text, mode_t mode) const {
    fs::path file = scratch_.path() / "key";
    EXPECT_TRUE(write_file(file, text));
    ::chmod(file.c_str(), mode);
    return file;
  }
  static ModelChoice choice(const std::string& kind) {
    ModelChoice choice{kind, "m", "", {}, false};
    choice.table = fs::path(WRIGHT_SOURCE_DIR) / "orchestrator/model/models.yaml";
    return choice;
  }

  TempDirectory scratch_;
};

TEST_F(SecretTest, AKeyFileIsOursAlone) {
  EXPECT_EQ(read_key_file(key_file("sk-123456\n", 0600)).value().reveal(), "sk-123456");
  EXPECT_FALSE(read_key_file(key_file("sk-123456\n", 0640)));
  EXPECT_FALSE(read_key_file(key_file("sk-123456\nsk-2\n", 0600)));
  EXPECT_FALSE(read_key_file(key_file("\n", 0600)));
  EXPECT_FALSE(read_key_file(scratch_.path()));
  EXPECT_FALSE(read_key_file(scratch_.path() / "none"));
}

TEST_F(SecretTest, TakingAKeyLeavesNothingInTheEnvironment) {
  ::setenv("OPENAI_API_KEY", "sk-canary", 1);
  const char* place = ::getenv("OPENAI_API_KEY");

  const Secret key = take_from_environment("OPENAI_API_KEY");

  EXPECT_EQ(key.reveal(), "sk-canary");
  EXPECT_EQ(::getenv("OPENAI_API_KEY"), nullptr);
  EXPECT_EQ(*place, '\0');
}

TEST_F(SecretTest, AKeyIsCutOutOfTextInBothSpellings) {
  const Secret key{"sk-\"quoted\""};

  EXPECT_EQ(redacted(R"(a sk-"quoted" b sk-\"quoted\" c)", key), "a [key] b [key] c");
  EXPECT_EQ(redacted("nothing here", key), "nothing here");
  EXPECT_EQ(redacted("a b a", Secret{"a"}), "a b a");
}

TEST_F(SecretTest, EachKindTakesItsOwnKeyAndAllAreTakenAway) {
  ::setenv("ANTHROPIC_API_KEY", "sk-anthropic", 1);
  ::setenv("OPENAI_API_KEY", "sk-openai", 1);

  const auto settings = settings_of(choice("openai"));

  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->key.reveal(), "sk-openai");
  EXPECT_EQ(settings->url, "https://api.openai.com/v1/chat/completions");
  EXPECT_EQ(::getenv("ANTHROPIC_API_KEY"), nullptr);
}

TEST_F(SecretTest, ATokenIsABearersOne) {
  ::setenv("ANTHROPIC_AUTH_TOKEN", "token-1", 1);
  ::setenv("ANTHROPIC_BASE_URL", "https://gateway.example", 1);

  const auto settings = settings_of(choice("anthropic"));

  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->dialect.key_header, "authorization: Bearer ");
  EXPECT_EQ(settings->url, "https://gateway.example/v1/messages");
}

TEST_F(SecretTest, TheProviderItselfWantsAKeyAndALocalServerDoesNot) {
  ModelChoice local = choice("openai");
  local.base_url = "http://127.0.0.1:8080";

  EXPECT_FALSE(settings_of(choice("openai")));
  EXPECT_FALSE(settings_of(choice("anthropic")));
  EXPECT_TRUE(settings_of(local));
}

TEST_F(SecretTest, AKeyDoesNotTravelInPlainText) {
  const Secret key{"sk-123456"};

  EXPECT_TRUE(check_key_is_safe("https://a.example/v1", key));
  EXPECT_TRUE(check_key_is_safe("http://127.0.0.1:8080/v1", key));
  EXPECT_TRUE(check_key_is_safe("http://[::1]:8080/v1", key));
  EXPECT_TRUE(check_key_is_safe("http://a.example/v1", Secret{}));
  for (const char* url : {"http://a.example/v1", "http://localhost.example/", "http://10.0.0.1:1/",
                          "http://127.0.0.1:x@a.example/", "http://localhost@a.example"}) {
    EXPECT_FALSE(check_key_is_safe(url, key)) << url;
  }
}

}  // namespace
}  // namespace wright
