#include "campaign/shared_login.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/files.h"
#include "base/text.h"
#include "core/json.h"
#include "exec/runner.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kLoginBytesMax = 64 << 10;
constexpr std::size_t kWordBytesMin = 16;  // What is shorter may be part of anything.

Result<void> lay_down(const SharedLogin& login, const fs::path& home, const std::string& bytes);
void add_texts(const nlohmann::json& value, std::vector<std::string>& words);
std::vector<std::string> runs_in(const std::string& text);

}  // namespace

Result<SharedLogin> shared_login_at(const fs::path& given) {
  std::error_code fault;
  const fs::path from = fs::canonical(given, fault);
  if (fault || !fs::is_regular_file(from, fault)) {
    return Error{ErrorKind::usage,
                 fmt::format("--share-login {}: is no file: name the one that holds the login, "
                             "such as ~/.codex/auth.json",
                             escape_for_terminal(given.string()))};
  }
  TRY(read_file(from, kLoginBytesMax));
  const char* home = std::getenv("HOME");
  const fs::path relative =
      home == nullptr ? fs::path() : from.lexically_relative(fs::weakly_canonical(home, fault));
  const bool is_below = !relative.empty() && relative.begin()->string() != "..";
  return SharedLogin{from, is_below ? relative.string() : from.filename().string()};
}

Result<LentLogin> LentLogin::lend(const std::vector<SharedLogin>& logins, const fs::path& home) {
  LentLogin lent;
  if (logins.empty()) return lent;
  TRY(remove_tree(home));
  TRY(make_private_directory(home));
  lent.home_ = home;
  for (const SharedLogin& login : logins) {
    const std::string bytes = TRY(read_file(login.from, kLoginBytesMax));
    TRY(lay_down(login, home, bytes));
    for (Secret& word : words_of_login(bytes)) lent.words_.push_back(std::move(word));
  }
  return lent;
}

LentLogin::~LentLogin() {
  if (!home_.empty()) (void)remove_tree(home_);
}

LentLogin::LentLogin(LentLogin&& other) noexcept
    : home_(std::exchange(other.home_, {})), words_(std::move(other.words_)) {}

std::string LentLogin::cut_from(std::string text) const {
  for (const Secret& word : words_) text = redacted(std::move(text), word);
  return text;
}

Exchange LentLogin::cut_from(Exchange exchange) const {
  exchange.request = cut_from(std::move(exchange.request));
  if (!exchange.reply) return exchange;
  exchange.reply->raw = cut_from(std::move(exchange.reply->raw));
  for (const Secret& word : words_) {
    exchange.reply->reply = redacted(std::move(exchange.reply->reply), word);
  }
  return exchange;
}

bool LentLogin::is_in(const Patch& patch) const {
  return std::any_of(patch.blobs.begin(), patch.blobs.end(), [this](const auto& blob) {
    return std::any_of(words_.begin(), words_.end(), [&blob](const Secret& word) {
      return blob.second.find(word.reveal()) != std::string::npos;
    });
  });
}

std::vector<Secret> words_of_login(const std::string& text) {
  std::vector<std::string> words;
  if (const Result<nlohmann::json> value = parse_json(text, kLoginBytesMax)) {
    add_texts(*value, words);
  } else {
    words = runs_in(text);
  }
  std::vector<Secret> secrets;
  for (std::string& word : words) {
    const bool is_address = word.rfind("https://", 0) == 0;
    if (word.size() >= kWordBytesMin && !is_address) secrets.emplace_back(std::move(word));
  }
  // The longer ones first, so that none leaves a piece of another.
  std::stable_sort(secrets.begin(), secrets.end(), [](const Secret& left, const Secret& right) {
    return left.reveal().size() > right.reveal().size();
  });
  return secrets;
}

namespace {

Result<void> lay_down(const SharedLogin& login, const fs::path& home, const std::string& bytes) {
  fs::path folder = home;
  for (const fs::path& name : fs::path(login.at).parent_path()) {
    folder /= name;
    TRY(make_private_directory(folder));
  }
  return write_private_file(home / login.at, bytes);
}

void add_texts(const nlohmann::json& value, std::vector<std::string>& words) {
  if (value.is_string()) words.push_back(value.get<std::string>());
  if (!value.is_structured()) return;
  for (const auto& item : value) add_texts(item, words);
}

// Of the characters that tokens are made of.
std::vector<std::string> runs_in(const std::string& text) {
  std::vector<std::string> runs(1);
  for (const char c : text) {
    const bool is_token = std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                          std::string_view("._~+/-").find(c) != std::string_view::npos;
    if (is_token) {
      runs.back() += c;
    } else if (!runs.back().empty()) {
      runs.emplace_back();
    }
  }
  return runs;
}

}  // namespace
}  // namespace wright
