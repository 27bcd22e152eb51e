#include "auditor/signature.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <vector>

#include "auditor/bytes.h"

namespace auditor {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNamespace = "tensorwright";
constexpr std::chrono::seconds kTimeMax{10};
constexpr int kNotFound = 127;

// A directory of this process's own, gone with the value.
struct Scratch {
  fs::path path;
  Scratch() {
    std::string name = (fs::temp_directory_path() / "tensorwright-audit-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path = name;
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code failed;
    if (!path.empty()) fs::remove_all(path, failed);
  }
};

// The exit code, or -1: it was stopped.
int run(const std::vector<std::string>& argv, const fs::path& input, const fs::path& output);
int wait_for(pid_t child);
std::string armoured(const std::string& signature);
void write(const fs::path& file, const std::string& bytes);

}  // namespace

std::string key_of(const std::string& signature) {
  const std::size_t header = 6 + 4;  // "SSHSIG" and the version.
  if (signature.rfind("SSHSIG", 0) != 0 || signature.size() < header + 4) return "";
  std::size_t size = 0;
  for (std::size_t i = header; i < header + 4; ++i) {
    size = size * 256 + static_cast<unsigned char>(signature[i]);
  }
  if (signature.size() - header - 4 < size) return "";
  std::string digest;
  const std::string hex = sha256(std::string_view(signature).substr(header + 4, size));
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    digest += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  const std::string text = base64(digest);
  return "SHA256:" + text.substr(0, text.find('='));
}

Signature check_signature(const std::string& body, const std::string& signature,
                          const std::string& allowed_signers) {
  const Scratch scratch;
  const fs::path file = scratch.path / "signature";
  const fs::path told = scratch.path / "told";
  write(file, armoured(signature));
  write(scratch.path / "body", body);
  const std::vector<std::string> keygen{"ssh-keygen", "-q", "-s", file.string(), "-n", kNamespace};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), keygen.begin(), keygen.end());
    return run(more, scratch.path / "body", told);
  };
  int code = with({"-Y", "check-novalidate"});
  if (code == kNotFound) return {Signature::State::unknown, "ssh-keygen is not installed"};
  if (code != 0) return {Signature::State::bad, "its signature is bad"};
  if (allowed_signers.empty()) return {Signature::State::good, ""};
  code = with({"-Y", "find-principals", "-f", allowed_signers});
  const std::string who = read_file(told).value_or("");
  const std::string first = who.substr(0, who.find_first_of(",\n"));
  if (code != 0 || first.empty()) {
    return {Signature::State::bad, "its key " + key_of(signature) + " is none that may sign"};
  }
  code = with({"-Y", "verify", "-f", allowed_signers, "-I", first});
  if (code != 0) return {Signature::State::bad, "its signer may not sign this"};
  return {Signature::State::good, ""};
}

namespace {

int run(const std::vector<std::string>& argv, const fs::path& input, const fs::path& output) {
  std::vector<char*> words;
  for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, input.c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int failed = ::posix_spawnp(&child, words[0], &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return failed != 0 ? kNotFound : wait_for(child);
}

int wait_for(pid_t child) {
  const auto until = std::chrono::steady_clock::now() + kTimeMax;
  int status = 0;
  while (::waitpid(child, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > until) {
      ::kill(child, SIGKILL);
      ::waitpid(child, &status, 0);
      return -1;
    }
    ::poll(nullptr, 0, 2);
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string armoured(const std::string& signature) {
  constexpr std::size_t kWidth = 70;
  const std::string text = base64(signature);
  std::string lines = "-----BEGIN SSH SIGNATURE-----\n";
  for (std::size_t at = 0; at < text.size(); at += kWidth) lines += text.substr(at, kWidth) + "\n";
  return lines + "-----END SSH SIGNATURE-----\n";
}

void write(const fs::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

}  // namespace
}  // namespace auditor
