#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <set>

#include "plan/op_table.h"

namespace wright {
namespace {

using Layouts = std::vector<std::string>;

// An op that changes its first argument refuses one whose elements overlap.
Layouts layouts_of(const OpRow& row) {
  if (row.op.ends_with('_')) return {"transposed", "sliced"};
  return {"transposed", "sliced", "expanded"};
}

// How far a derivative may be from a difference quotient of the exact function, by dtype: the first
// derivative of what is rounded to so many bits.
const std::map<std::string, std::string>& derivative_bounds() {
  static const std::map<std::string, std::string> bounds{
      {"f16", R"({"rel_max":2e-2,"abs_max":2e-2})"},
      {"bf16", R"({"rel_max":1e-1,"abs_max":1e-1})"},
      {"f32", R"({"rel_max":1e-4,"abs_max":1e-4})"},
      {"f64", R"({"rel_max":1e-8,"abs_max":1e-8})"}};
  return bounds;
}

class Planner {
 public:
  explicit Planner(const OpTable& table) : table_(table) {}
  std::vector<CoverageCheck> plan();

 private:
  void plan_row(std::size_t number);
  void plan_dtype(std::size_t number, const std::string& dtype);
  void plan_derivatives(std::size_t number, const std::string& dtype);
  void add(const std::string& check, const std::string& bounds, CoverageCall call);

  const OpTable& table_;
  std::vector<CoverageCheck> checks_;
  std::map<std::string, std::size_t> places_;  // Of check and bounds in `checks_`.
};

std::string with_word(const std::string& text, char word, const std::string& value);
std::string gradient_of(const std::string& call, int input);

}  // namespace

std::vector<CoverageCheck> coverage_checks(const OpTable& table) {
  return Planner(table).plan();
}

namespace {

std::vector<CoverageCheck> Planner::plan() {
  for (std::size_t number = 0; number < table_.rows.size(); ++number) plan_row(number);
  for (CoverageCheck& one : checks_) {
    nlohmann::json config = nlohmann::json::parse(one.check.config);
    config["why"] = "the table of ops says so";
    for (const CoverageCall& call : one.calls) {
      if (call.facet == Facet::refused) {
        config["throws"][call.call] = fmt::format("[{}]", table_.rows[call.row].op);
      } else {
        config["calls"].push_back(call.call);
      }
    }
    one.check.config = config.dump();
  }
  return std::move(checks_);
}

void Planner::plan_row(std::size_t number) {
  const OpRow& row = table_.rows[number];
  for (const std::string& dtype : dtype_names()) {
    const bool taken = std::find(row.dtypes.begin(), row.dtypes.end(), dtype) != row.dtypes.end();
    const bool chosen = row.calls.front().find('T') != std::string::npos;
    if (taken) plan_dtype(number, dtype);
    if (taken || !chosen) continue;
    const std::string call = with_word(with_word(row.calls.front(), 'T', dtype), 'L', "contiguous");
    add("differential", "{}", {number, dtype, Facet::refused, call});
  }
}

void Planner::plan_dtype(std::size_t number, const std::string& dtype) {
  const OpRow& row = table_.rows[number];
  std::string bounds = "{}";
  if (!row.error.empty()) {
    const auto& model = table_.errors.at(row.error);
    if (const auto bound = model.find(dtype); bound != model.end()) bounds = bound->second;
  }
  const auto add_all = [&](const std::vector<std::string>& calls, Facet facet,
                           const Layouts& layouts) {
    for (const std::string& text : calls) {
      const std::string typed = with_word(text, 'T', dtype);
      std::set<std::string> laid_out;  // One where the call names no layout.
      for (const std::string& layout : layouts) laid_out.insert(with_word(typed, 'L', layout));
      for (const std::string& call : laid_out) {
        add("differential", bounds, {number, dtype, facet, call});
      }
    }
  };
  add_all(row.calls, Facet::forward, {"contiguous"});
  add_all(row.in_place, Facet::in_place, {"contiguous", "transposed", "sliced"});
  if (row.no_strides.empty()) add_all(row.calls, Facet::strided, layouts_of(row));
  if (derivative_bounds().count(dtype) > 0) plan_derivatives(number, dtype);
}

// The first derivative beside the difference quotients of the oracle, in every float dtype; the
// second in double, where differences of differences still say something.
void Planner::plan_derivatives(std::size_t number, const std::string& dtype) {
  const OpRow& row = table_.rows[number];
  for (const std::string& text : row.derivative_calls) {
    for (const int input : row.derivative) {
      const std::string call =
          gradient_of(with_word(with_word(text, 'T', dtype), 'L', "contiguous"), input);
      add("differential", derivative_bounds().at(dtype), {number, dtype, Facet::backward, call});
      if (dtype != "f64" || !row.no_second.empty()) continue;
      add("gradcheck", R"({"rel_max":1e-4,"abs_max":1e-6})", {number, dtype, Facet::second, call});
    }
  }
}

void Planner::add(const std::string& check, const std::string& bounds, CoverageCall call) {
  const auto [place, is_new] = places_.emplace(check + bounds, checks_.size());
  if (is_new) checks_.push_back({CheckConfig{check, bounds}, {}});
  checks_[place->second].calls.push_back(std::move(call));
}

// The text with the letter replaced where it stands alone: before `[` or `"` for a dtype, after `@`
// for a layout.
std::string with_word(const std::string& text, char word, const std::string& value) {
  const auto is_part = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  };
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = i == 0 || !is_part(text[i - 1]);
    const bool ends = i + 1 == text.size() || !is_part(text[i + 1]);
    if (text[i] == word && begins && ends) {
      result += value;
    } else {
      result += text[i];
    }
  }
  return result;
}

// tanh(x) becomes gradient("tanh", 0, x).
std::string gradient_of(const std::string& call, int input) {
  const std::size_t open = call.find('(');
  const std::string op = call.substr(0, open);
  return fmt::format("gradient(\"{}\", {}, {}", op, input, call.substr(open + 1));
}

}  // namespace
}  // namespace wright
