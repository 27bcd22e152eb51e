// Files on the disk, each in a fresh directory under /tmp.
//
//   saved_and_loaded(x)       through save and load
//   saved_relative(x)         the same, by a name without a directory
//   saved_over(x, y)          y, saved where x lay; throws where other files lie beside it
//   not_there()               what loading throws
//   reason_given()            whether that is path, colon and a reason, on one line
//   loaded_from(what)         what loading a directory or a wrong file throws
//   saved_nowhere(x)          what saving into a directory that does not exist throws
//   saved_on_directory(x)     what saving on a directory throws
//   refused_when_full(x)      what saving throws when a file may not grow that large
//   kept_when_refused(x, y)   x, saved before, after y did not fit
//   left_beside(x)            the files that lie there after that
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "asked.h"
#include "directory.h"
#include "tw/error.h"
#include "tw/ops.h"
#include "tw/safetensors.h"

namespace {

using tw::Tensor;

void save(const std::string& path, const Tensor& x) {
  tw::save_safetensors(path, {{{"x", x}}, {}});
}

Tensor load(const std::string& path) {
  const tw::TensorFile file = tw::load_safetensors(path);
  return file.tensors.at("x");
}

Value saved_and_loaded(const Args& args) {
  const Directory directory;
  save(directory.file(), tensor(args, 0));
  return load(directory.file());
}

Value saved_relative(const Args& args) {
  const Directory directory;
  const struct Back {
    std::filesystem::path before = std::filesystem::current_path();
    ~Back() {
      std::error_code ignored;
      std::filesystem::current_path(before, ignored);
    }
  } back;
  std::filesystem::current_path(directory.path());
  save("y.safetensors", tensor(args, 0));
  const Tensor read = load((directory.path() / "y.safetensors").string());
  return directory.listed() == "y.safetensors" ? Value(read) : Value(directory.listed());
}

Value saved_over(const Args& args) {
  const Directory directory;
  save(directory.file(), tensor(args, 0));
  save(directory.file(), tensor(args, 1));
  if (directory.listed() != "x.safetensors")
    throw std::runtime_error("[host] there lie " + directory.listed());
  return load(directory.file());
}

Value not_there(const Args&) {
  const Directory directory;
  return load(directory.file());
}

Value loaded_from(const Args& args) {
  const Directory directory;
  const std::string what = text(args, 0);
  if (what == "directory") return load(directory.path().string());
  std::ofstream file(directory.file(), std::ios::binary);
  if (what == "cut") file << "\x02";
  if (what == "trailing") file << std::string("\x02\0\0\0\0\0\0\0{}x", 11);
  file.close();
  return load(directory.file());
}

Value saved_nowhere(const Args& args) {
  const Directory directory;
  save((directory.path() / "none" / "x.safetensors").string(), tensor(args, 0));
  return std::string("not refused");
}

Value saved_on_directory(const Args& args) {
  const Directory directory;
  std::filesystem::create_directory(directory.file());
  try {
    save(directory.file(), tensor(args, 0));
  } catch (const tw::Error&) {
    if (directory.listed() == "x.safetensors") throw;
    return directory.listed();
  }
  return std::string("not refused");
}

Value reason_given(const Args&) {
  const Directory directory;
  const std::string start = "[safetensors] cannot open " + directory.file() + ": ";
  try {
    static_cast<void>(load(directory.file()));
  } catch (const tw::Error& error) {
    const std::string message = error.what();
    return message.rfind(start, 0) == 0 && message.size() > start.size() &&
           message.find('\n') == std::string::npos;
  }
  return false;
}

// While it lives, no file of this process may grow beyond some bytes, as if the disk were full. The
// signal that comes of it stays blocked.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGXFSZ);
    pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{std::min(bytes, before_.rlim_max), before_.rlim_max};
    if (setrlimit(RLIMIT_FSIZE, &small) != 0) throw std::runtime_error("[host] no limit");
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

void save_on_full_disk(const std::string& path, const Tensor& x) {
  const FullDisk full(256);
  save(path, x);
}

Value refused_when_full(const Args& args) {
  const Directory directory;
  save_on_full_disk(directory.file(), tensor(args, 0));
  return std::string("not refused");
}

Value kept_when_refused(const Args& args) {
  const Directory directory;
  save(directory.file(), tensor(args, 0));
  try {
    save_on_full_disk(directory.file(), tensor(args, 1));
  } catch (const tw::Error&) {
    return load(directory.file());
  }
  return std::string("not refused");
}

Value left_beside(const Args& args) {
  const Directory directory;
  save(directory.file(), tw::full({1}, 1));
  try {
    save_on_full_disk(directory.file(), tensor(args, 0));
  } catch (const tw::Error&) {
    return directory.listed();
  }
  return std::string("not refused");
}

const Asks kAsks{
    {"saved_and_loaded", saved_and_loaded},
    {"saved_relative", saved_relative},
    {"saved_over", saved_over},
    {"not_there", not_there},
    {"loaded_from", loaded_from},
    {"saved_nowhere", saved_nowhere},
    {"saved_on_directory", saved_on_directory},
    {"reason_given", reason_given},
    {"kept_when_refused", kept_when_refused},
    {"refused_when_full", refused_when_full},
    {"left_beside", left_beside},
};

}  // namespace
