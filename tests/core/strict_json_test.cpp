// JSON comes from programs and disks that may lie: what does not fit exactly is
// an Error of one line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/nouns.h"

namespace wright {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

// A noun's JSON and the error of reading it, or "".
struct Noun {
  std::string name;
  json good;
  std::function<std::string(const json&)> fault;
};

template <class FromJson>
Noun noun(const std::string& name, json good, FromJson from_json) {
  return {name, std::move(good), [from_json](const json& value) {
            const auto read = from_json(value);
            return read ? "" : read.error().message;
          }};
}

std::vector<Noun> all_nouns() {
  std::vector<Noun> nouns{
      noun("check request", to_json(test::some_check_request()), check_request_from_json),
      noun("check report", to_json(test::some_check_report()), check_report_from_json),
      noun("verdict", to_json(test::some_verdict()), verdict_from_json),
      noun("patch", to_json(test::some_patch()), patch_from_json),
      noun("spec files", to_json(test::some_spec_files()), spec_files_from_json)};
  for (const EventBody& body : test::some_event_bodies()) {
    nouns.push_back(noun("event", to_json(test::some_event(body)), event_from_json));
  }
  return nouns;
}

// Every place in `value`, itself included.
void collect(const json& value, const json::json_pointer& at,
             std::vector<json::json_pointer>& places) {
  places.push_back(at);
  if (value.is_object()) {
    for (const auto& [name, item] : value.items()) collect(item, at / name, places);
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) collect(value[i], at / i, places);
  }
}

std::vector<json::json_pointer> places_in(const json& value) {
  std::vector<json::json_pointer> places;
  collect(value, json::json_pointer(), places);
  return places;
}

void expect_refused(const Noun& noun, const json& bad, const std::string& why) {
  const std::string fault = noun.fault(bad);
  EXPECT_THAT(fault, StartsWith(noun.name + ": ")) << why;
  EXPECT_EQ(fault.find('\n'), std::string::npos) << fault;
  EXPECT_LT(fault.size(), 300U) << fault;
}

// Values of other types than `value`, and numbers that it cannot hold.
std::vector<json> misfits(const json& value) {
  switch (value.type()) {
    case json::value_t::string:
      return {7, json(), json::array(), json::object(), true};
    case json::value_t::boolean:
      return {1, "true", json(), json::array()};
    case json::value_t::number_float:
      return {"0.5", json(), true};
    case json::value_t::number_integer:
    case json::value_t::number_unsigned:
      return {"7", json(), true, 1.5, 1e300, 18446744073709551615U};
    case json::value_t::null:  // A blob that is absent.
      return {7, true, json::array()};
    default:
      return {json(), 7, "", value.is_array() ? json::object() : json::array()};
  }
}

TEST(StrictJsonTest, AValueOfAnotherTypeIsRefusedAtEveryPlace) {
  for (const Noun& noun : all_nouns()) {
    for (const json::json_pointer& place : places_in(noun.good)) {
      for (const json& misfit : misfits(noun.good[place])) {
        const bool is_deletion = misfit.is_null() && place.to_string().ends_with("/blob");
        if (is_deletion) continue;
        json bad = noun.good;
        bad[place] = misfit;
        expect_refused(noun, bad, place.to_string() + " as " + misfit.dump());
      }
    }
  }
}

TEST(StrictJsonTest, AMissingFieldIsRefusedAndNamed) {
  for (const Noun& noun : all_nouns()) {
    for (const json::json_pointer& place : places_in(noun.good)) {
      if (place.empty() || !noun.good[place.parent_pointer()].is_object()) continue;
      if (place.parent_pointer().to_string().ends_with("/metrics")) continue;  // Any names.
      json bad = noun.good;
      bad[place.parent_pointer()].erase(place.back());
      expect_refused(noun, bad, "without " + place.to_string());
      EXPECT_THAT(noun.fault(bad), HasSubstr("lacks \"" + place.back() + "\""));
    }
  }
}

TEST(StrictJsonTest, AnUnknownFieldIsRefusedAndNamed) {
  for (const Noun& noun : all_nouns()) {
    for (const json::json_pointer& place : places_in(noun.good)) {
      if (!noun.good[place].is_object()) continue;
      json bad = noun.good;
      bad[place]["surplus\n"] = 1;
      expect_refused(noun, bad, "surplus at " + place.to_string());
      if (place.to_string().ends_with("/metrics")) continue;  // It names a metric there.
      EXPECT_THAT(noun.fault(bad),
                  HasSubstr("has the unknown field \"" + place.to_string() + "/surplus\\n\""));
    }
  }
}

TEST(StrictJsonTest, AnUnknownWordIsShownOnOneLine) {
  json bad = to_json(test::some_check_report());
  bad["status"] = "pass\n\x1b[2J" + std::string(10000, 'x');

  const Result<CheckReport> read = check_report_from_json(bad);

  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message,
              StartsWith("check report: \"status\" has the unknown word \"pass\\n\\u001b[2Jxxx"));
  EXPECT_LT(read.error().message.size(), 200U);
}

TEST(StrictJsonTest, AnEventOfAnotherKindOrVersionIsRefused) {
  json unknown = to_json(test::some_event(NonceDrawn{}));
  unknown["kind"] = "nonce_guessed";
  json newer = to_json(test::some_event(NonceDrawn{}));
  newer["v"] = 2;

  EXPECT_EQ(event_from_json(unknown).error().message,
            "event: has the unknown kind \"nonce_guessed\"");
  EXPECT_EQ(event_from_json(newer).error().message, "event: is of version 2");
}

TEST(StrictJsonTest, APatchIsSortedAndNamesNoPathTwice) {
  json swapped = to_json(test::some_patch());
  std::swap(swapped["entries"][0], swapped["entries"][1]);
  json doubled = to_json(test::some_patch());
  doubled["entries"][1] = doubled["entries"][0];

  EXPECT_EQ(patch_from_json(swapped).error().message, "patch: its entries are not sorted");
  EXPECT_EQ(patch_from_json(doubled).error().message, "patch: its entries are not sorted");
}

}  // namespace
}  // namespace wright
