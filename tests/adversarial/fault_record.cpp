#include "adversarial/fault_record.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "core/json.h"

namespace wright::adversarial {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

RoomRecord record_of(const std::vector<Judged>& judged, const std::string& room);
std::string row_of(const std::string& room, const RoomRecord* record, bool is_of_today);
std::string list_of(const std::string& head, const std::vector<std::string>& places);
Result<bool> is_of_today(const std::string& room, const FaultRecord& record);
std::set<std::string> rooms_of_today();

}  // namespace

int RoomRecord::faults() const {
  return noticed + static_cast<int>(unnoticed.size());
}

Result<FaultRecord> load_record(const fs::path& file) {
  FaultRecord record;
  if (!fs::exists(file)) return record;
  const std::string text = TRY(read_file(file));
  const json rooms = TRY(parse_json(text));
  try {
    for (const auto& [room, one] : rooms.items()) {
      RoomRecord& kept = record[room];
      one.at("digest").get_to(kept.digest);
      one.at("rules").get_to(kept.rules);
      one.at("noticed").get_to(kept.noticed);
      one.at("unnoticed").get_to(kept.unnoticed);
      one.at("equivalent").get_to(kept.equivalent);
    }
  } catch (const json::exception& fault) {
    return Error{ErrorKind::spec, fmt::format("{}: {}", file.string(), fault.what())};
  }
  return record;
}

Result<void> save_record(const fs::path& file, const FaultRecord& record) {
  json rooms = json::object();
  for (const auto& [room, one] : record) {
    rooms[room] = {{"digest", one.digest},
                   {"rules", one.rules},
                   {"noticed", one.noticed},
                   {"unnoticed", one.unnoticed},
                   {"equivalent", one.equivalent}};
  }
  return write_file(file, rooms.dump(1) + "\n");
}

Result<std::string> digest_of_room(const std::string& room) {
  const fs::path verifiers = fs::path(WRIGHT_SOURCE_DIR) / "verifiers";
  std::string all;
  const auto add = [&](const fs::path& folder) -> Result<void> {
    if (!fs::exists(folder)) return {};
    for (const std::string& file : TRY(list_files(folder))) {
      const std::string digest = TRY(sha256_of_file(folder / file));
      all += file + " " + digest + "\n";
    }
    return {};
  };
  TRY(add(verifiers / room));
  for (const std::string& check : checks_of(room)) {
    for (const char* folder : {"good", "bad", "toy"}) TRY(add(verifiers / check / folder));
  }
  return sha256_hex(all);
}

Result<void> take_over(FaultRecord& record, const std::vector<Judged>& judged) {
  std::map<std::string, std::size_t> tried;
  std::map<std::string, std::size_t> there;
  for (const Judged& one : judged) ++tried[one.fault.room()];
  for (const Fault& fault : all_faults(fs::path(WRIGHT_SOURCE_DIR) / "verifiers")) {
    ++there[fault.room()];
  }
  for (const auto& [room, count] : tried) {
    if (count != there[room]) continue;
    record[room] = record_of(judged, room);
    record[room].digest = TRY(digest_of_room(room));
  }
  return {};
}

Result<std::string> markdown_of(const FaultRecord& record) {
  std::string page =
      "| room | faults | noticed | not noticed | equivalent | rules, and how many faults each |\n"
      "|---|---|---|---|---|---|\n";
  std::vector<std::string> unnoticed;
  std::vector<std::string> equivalent;
  for (const std::string& room : rooms_of_today()) {
    const auto found = record.find(room);
    const RoomRecord* one = found == record.end() ? nullptr : &found->second;
    const bool is_current = TRY(is_of_today(room, record));
    page += row_of(room, one, is_current);
    if (one == nullptr) continue;
    unnoticed.insert(unnoticed.end(), one->unnoticed.begin(), one->unnoticed.end());
    equivalent.insert(equivalent.end(), one->equivalent.begin(), one->equivalent.end());
  }
  return page + list_of("Not noticed", unnoticed) + list_of("Equivalent", equivalent);
}

Result<bool> is_whole(const FaultRecord& record) {
  for (const std::string& room : rooms_of_today()) {
    const bool is_current = TRY(is_of_today(room, record));
    if (!is_current || !record.at(room).unnoticed.empty()) return false;
  }
  return true;
}

namespace {

RoomRecord record_of(const std::vector<Judged>& judged, const std::string& room) {
  RoomRecord record;
  for (const Judged& one : judged) {
    if (one.fault.room() != room || !one.is_viable) continue;
    ++record.rules[one.fault.rule];
    const std::string place = fmt::format("{}:{} `{}`, {}", one.fault.place(), one.fault.line,
                                          one.fault.rule, escape_for_terminal(one.fault.what));
    if (one.is_noticed) {
      ++record.noticed;
    } else if (one.because.empty()) {
      record.unnoticed.push_back(place);
    } else {
      record.equivalent.push_back(place + ": " + one.because);
    }
  }
  return record;
}

std::string row_of(const std::string& room, const RoomRecord* record, bool is_of_today) {
  if (record == nullptr) return fmt::format("| {} | not tried | | | | |\n", room);
  std::vector<std::string> rules;
  for (const auto& [rule, count] : record->rules) {
    rules.push_back(fmt::format("`{}` {}", rule, count));
  }
  return fmt::format("| {}{} | {} | {} | {} | {} | {} |\n", room,
                     is_of_today ? "" : " (as it was before a change)", record->faults(),
                     record->noticed, record->unnoticed.size(), record->equivalent.size(),
                     join(rules, ", "));
}

std::string list_of(const std::string& head, const std::vector<std::string>& places) {
  if (places.empty()) return "";
  std::string list = fmt::format("\n{}:\n\n", head);
  for (const std::string& place : places) list += fmt::format("- {}\n", place);
  return list;
}

Result<bool> is_of_today(const std::string& room, const FaultRecord& record) {
  const auto found = record.find(room);
  if (found == record.end()) return false;
  const std::string digest = TRY(digest_of_room(room));
  return digest == found->second.digest;
}

// Those in which a fault can be made.
std::set<std::string> rooms_of_today() {
  std::set<std::string> rooms;
  for (const Fault& fault : all_faults(fs::path(WRIGHT_SOURCE_DIR) / "verifiers")) {
    rooms.insert(fault.room());
  }
  return rooms;
}

}  // namespace
}  // namespace wright::adversarial
