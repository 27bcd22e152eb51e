// logs/FORMAT.md says of every kind exactly the fields that its lines have.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/files.h"
#include "base/text.h"
#include "core/json.h"
#include "core/nouns.h"

namespace wright {
namespace {

using Names = std::set<std::string>;

// The words in backquotes, but those in parentheses.
std::vector<std::string> names_in(const std::string& text) {
  std::string outside;
  int depth = 0;
  for (const char c : text) {
    if (c == '(') ++depth;
    if (depth == 0) outside += c;
    if (c == ')') --depth;
  }
  std::vector<std::string> names;
  const std::vector<std::string> parts = split(outside, '`');
  for (std::size_t i = 1; i < parts.size(); i += 2) names.push_back(parts[i]);
  return names;
}

// The table of the section, by what stands in its first column.
std::map<std::string, Names> table_of(const std::string& section) {
  const std::string page =
      read_file(std::filesystem::path(WRIGHT_SOURCE_DIR) / "logs" / "FORMAT.md").value();
  std::map<std::string, Names> rows;
  bool inside = false;
  for (const std::string& line : split(page, '\n')) {
    if (line.rfind("## ", 0) == 0) inside = line == "## " + section;
    if (!inside || line.rfind("| `", 0) != 0) continue;
    const std::vector<std::string> names = names_in(line);
    rows[names.at(0)] = Names(names.begin() + 1, names.end());
  }
  return rows;
}

Names fields_of(const EventBody& body) {
  Names names;
  const nlohmann::json line = to_json(test::some_event(body));
  for (const auto& [name, value] : line.items()) names.insert(name);
  return names;
}

Names common_fields() {
  Names names;
  for (const auto& [name, more] : table_of("A line")) names.insert(name);
  return names;
}

TEST(FormatTest, TheSamplesHaveEveryKindOfEventOnce) {
  const std::vector<EventBody> bodies = test::some_event_bodies();

  ASSERT_EQ(bodies.size(), std::variant_size_v<EventBody>);
  for (std::size_t i = 0; i < bodies.size(); ++i) EXPECT_EQ(bodies[i].index(), i);
}

TEST(FormatTest, ThePageAndTheCodeKnowTheSameKindsWithTheSameFields) {
  std::map<std::string, Names> written;
  for (const EventBody& body : test::some_event_bodies()) {
    for (const std::string& name : fields_of(body)) {
      if (common_fields().count(name) == 0) written[kind_of(body)].insert(name);
    }
  }

  EXPECT_THAT(table_of("Kinds"), testing::ContainerEq(written));
}

TEST(FormatTest, EveryLineHasTheCommonFieldsOfThePage) {
  const Names common = common_fields();

  EXPECT_THAT(common, testing::ElementsAre("kind", "previous", "seq", "time_ms", "v"));
  for (const EventBody& body : test::some_event_bodies()) {
    EXPECT_THAT(fields_of(body), testing::IsSupersetOf(common)) << kind_of(body);
  }
}

TEST(EventTest, AnEventNamesItsAttemptIfItHasOne) {
  for (const EventBody& body : test::some_event_bodies()) {
    const bool has_one = fields_of(body).count("attempt") > 0;
    EXPECT_EQ(attempt_of(body).value, has_one ? "small.sum.2" : "") << kind_of(body);
  }
}

}  // namespace
}  // namespace wright
