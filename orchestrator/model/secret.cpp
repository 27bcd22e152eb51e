#include "model/secret.h"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "base/text.h"
#include "core/json.h"

namespace wright {
namespace {

constexpr std::size_t kKeyBytesMin = 6;  // Less is no secret, and may be part of any word.
constexpr std::int64_t kKeyFileBytesMax = 4096;
constexpr const char* kMark = "[key]";

void replace_all(std::string& text, const std::string& part);

}  // namespace

Secret::~Secret() {
  ::explicit_bzero(value_.data(), value_.size());
}

Secret take_from_environment(const char* name) {
  char* value = std::getenv(name);
  if (value == nullptr) return {};
  Secret secret{std::string(value)};
  ::explicit_bzero(value, std::strlen(value));  // /proc/<pid>/environ shows these bytes.
  ::unsetenv(name);
  return secret;
}

// Programs that we start are dumpable again, so the limit, which they inherit, is for them: a
// core of one byte is none, and unlike 0 it is not piped to a collector either.
void keep_memory_private() {
  ::prctl(PR_SET_DUMPABLE, 0);  // NOLINT(*-vararg)
  const rlimit one_byte{1, 1};
  const rlimit none{0, 0};  // Where not even a byte is allowed.
  if (::setrlimit(RLIMIT_CORE, &one_byte) != 0) ::setrlimit(RLIMIT_CORE, &none);
}

Result<Secret> read_key_file(const std::filesystem::path& file) {
  struct stat status {};
  if (::lstat(file.c_str(), &status) != 0) {
    return Error{ErrorKind::usage, fmt::format("{}: cannot be read", file.string())};
  }
  if ((status.st_mode & 077U) != 0 || status.st_uid != ::geteuid()) {
    return Error{ErrorKind::usage,
                 fmt::format("{0}: a key file must be yours alone: chmod 600 {0}", file.string())};
  }
  const std::string text = TRY(read_file(file, kKeyFileBytesMax));
  const std::string_view key = trim(text);
  if (key.empty() || key.find_first_of(" \t\r\n") != std::string_view::npos) {
    return Error{ErrorKind::usage, fmt::format("{}: holds no key on one line", file.string())};
  }
  return Secret{std::string(key)};
}

std::string redacted(std::string text, const Secret& key) {
  if (key.reveal().size() < kKeyBytesMin) return text;
  replace_all(text, key.reveal());
  const std::string spelt = canonical(key.reveal());
  replace_all(text, spelt.substr(1, spelt.size() - 2));
  return text;
}

Reply redacted(Reply reply, const Secret& key) {
  for (std::string* text : {&reply.detail, &reply.text, &reply.stop, &reply.model}) {
    *text = redacted(std::move(*text), key);
  }
  for (std::string& block : reply.content) block = redacted(std::move(block), key);
  for (ToolCall& call : reply.calls) {
    for (std::string* text : {&call.id, &call.name, &call.arguments}) {
      *text = redacted(std::move(*text), key);
    }
  }
  return reply;
}

namespace {

void replace_all(std::string& text, const std::string& part) {
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos;) {
    text.replace(at, part.size(), kMark);
    at += std::strlen(kMark);
  }
}

}  // namespace
}  // namespace wright
