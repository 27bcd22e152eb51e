#include "exec/ssh_keygen.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <vector>

#include "base/base64.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "exec/program.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNamespace = "tensorwright";
constexpr std::string_view kBegin = "-----BEGIN SSH SIGNATURE-----\n";
constexpr std::string_view kEnd = "-----END SSH SIGNATURE-----\n";
constexpr std::chrono::seconds kKeygenTimeMax{10};
constexpr std::int64_t kOutputBytesMax = 64 << 10;

Result<ProgramReport> run_keygen(std::vector<std::string> arguments, std::string_view input);
std::string complaint_of(const ProgramReport& report);
Result<bool> is_public(const fs::path& key);
std::string way_out_of(const fs::path& key);
std::string armoured(std::string_view signature);
std::string raw_of(const std::string& hex);

}  // namespace

Result<std::string> ssh_sign(std::string_view bytes, const fs::path& key) {
  const auto refuse = [&](const std::string& why) {
    return Error{ErrorKind::usage, fmt::format("{}: {}", escape_for_terminal(key.string()), why)};
  };
  std::error_code failed;
  if (!fs::is_regular_file(key, failed)) return refuse("is no file with a key");
  const ProgramReport report =
      TRY(run_keygen({"-Y", "sign", "-f", key.string(), "-n", kNamespace}, bytes));
  if (report.timed_out) return refuse("ssh-keygen did not answer within 10 s");
  const std::string_view out = report.out;
  const std::size_t end = out.find(kEnd);
  if (report.exit_code != 0 || !out.starts_with(kBegin) || end == std::string_view::npos) {
    const std::string complaint = "ssh-keygen cannot sign with it: " + complaint_of(report);
    return refuse(complaint + (TRY(is_public(key)) ? way_out_of(key) : ""));
  }
  std::string text;
  for (const std::string& line : split(out.substr(kBegin.size(), end - kBegin.size()), '\n')) {
    text += line;
  }
  return from_base64(text);
}

// "SSHSIG", a version and the key, which has its size in front.
Result<std::string> ssh_key_of(std::string_view signature) {
  constexpr std::size_t kHeader = 6 + 4;
  const Error none{ErrorKind::protocol, "no SSH signature"};
  if (!signature.starts_with("SSHSIG") || signature.size() < kHeader + 4) return none;
  std::size_t size = 0;
  for (const char byte : signature.substr(kHeader, 4)) {
    size = size << 8U | static_cast<unsigned char>(byte);
  }
  if (signature.size() - kHeader - 4 < size) return none;
  const std::string digest = base64(raw_of(sha256_hex(signature.substr(kHeader + 4, size))));
  return "SHA256:" + digest.substr(0, digest.find('='));
}

Result<std::string> ssh_signer_of(std::string_view bytes, std::string_view signature,
                                  const fs::path& allowed_signers) {
  const TempDirectory scratch =
      TRY(TempDirectory::make(fs::temp_directory_path(), "tensorwright-signature-"));
  const fs::path file = scratch.path() / "signature";
  TRY(place_file(file, armoured(signature)));
  const auto ask = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"-s", file.string(), "-n", kNamespace});
    return run_keygen(std::move(words), bytes);
  };
  const ProgramReport valid = TRY(ask({"-Y", "check-novalidate"}));
  if (valid.exit_code != 0) return std::string();
  if (allowed_signers.empty()) return ssh_key_of(signature);
  const std::string list = fs::absolute(allowed_signers).string();
  const ProgramReport found = TRY(ask({"-Y", "find-principals", "-f", list}));
  const std::string who = found.out.substr(0, found.out.find_first_of(",\n"));
  if (found.exit_code != 0 || who.empty()) return std::string();
  const ProgramReport verified = TRY(ask({"-Y", "verify", "-f", list, "-I", who}));
  return verified.exit_code == 0 ? who : std::string();
}

namespace {

Result<ProgramReport> run_keygen(std::vector<std::string> arguments, std::string_view input) {
  const char* path = std::getenv("PATH");
  for (const std::string& directory : split(path != nullptr ? path : "/usr/bin:/bin", ':')) {
    const fs::path program = fs::path(directory) / "ssh-keygen";
    if (directory.empty() || ::access(program.c_str(), X_OK) != 0) continue;
    arguments.insert(arguments.begin(), program.string());
    ProgramRequest request;
    request.argv = std::move(arguments);
    request.input = std::string(input);
    const char* agent = std::getenv("SSH_AUTH_SOCK");
    if (agent != nullptr) request.variables.push_back(std::string("SSH_AUTH_SOCK=") + agent);
    request.wall = kKeygenTimeMax;
    request.output_bytes_max = kOutputBytesMax;
    return run_program(request);
  }
  return Error{ErrorKind::usage, "signatures need ssh-keygen: apt-get install openssh-client"};
}

std::string complaint_of(const ProgramReport& report) {
  for (const std::string& line : split(report.err, '\n')) {
    const bool is_news = line.empty() || line[0] == '@' || line.rfind("Signing data on", 0) == 0;
    if (!is_news) return escape_for_terminal(line.substr(0, 200));
  }
  return fmt::format("exit {}", report.exit_code);
}

// A key at least, of which only the private half is out of reach.
Result<bool> is_public(const fs::path& key) {
  const ProgramReport shown = TRY(run_keygen({"-l", "-f", key.string()}, ""));
  return shown.exit_code == 0;
}

std::string way_out_of(const fs::path& key) {
  std::string name = key.string();
  if (name.ends_with(".pub")) name.resize(name.size() - std::string_view(".pub").size());
  return fmt::format(
      "; a key with a passphrase signs from an agent: `ssh-add {}`, then again with that agent's "
      "SSH_AUTH_SOCK",
      escape_for_terminal(name));
}

std::string armoured(std::string_view signature) {
  constexpr std::size_t kWidth = 70;
  const std::string text = base64(signature);
  std::string lines(kBegin);
  for (std::size_t at = 0; at < text.size(); at += kWidth) lines += text.substr(at, kWidth) + "\n";
  return lines.append(kEnd);
}

std::string raw_of(const std::string& hex) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < hex.size(); at += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(at, 2), nullptr, 16));
  }
  return bytes;
}

}  // namespace
}  // namespace wright
