// base: what every room may use and no noun of the domain.
//
// result.h: an Error is returned, never thrown.  Result<T> has the member names
// of std::expected, which clang-tidy 14 and nvcc 13 cannot take yet.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace wright {

// Why something could not be done.  The kind decides the exit code.
enum class ErrorKind {
  usage,        // The caller asked for something that makes no sense: exit 2.
  spec,         // A spec cannot be used as it is: exit 2.
  io,           // A file or the disk: exit 3.
  git,          // The object database: exit 3.
  sandbox,      // Isolation broke or is missing: exit 3.
  journal,      // A log does not add up: exit 3.
  protocol,     // A program of ours spoke out of turn: exit 3.
  busy,         // Somebody else holds the lock: exit 3.
  unsupported,  // A known limit of ours: exit 3.
  budget,       // Nothing left to spend: exit 4.
  interrupted,  // Ctrl-C: exit 130.
};

struct Error {
  ErrorKind kind = ErrorKind::io;
  std::string message;  // One lower-case line that names the thing.

  bool operator==(const Error&) const = default;
};

template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Result(Error error)
      : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  [[nodiscard]] const Error& error() const& { return std::get<1>(state_); }
  [[nodiscard]] Error&& error() && { return std::get<1>(std::move(state_)); }

  template <class U>
  [[nodiscard]] T value_or(U&& other) const& {
    return has_value() ? value() : static_cast<T>(std::forward<U>(other));
  }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;

  Result() = default;
  Result(Error error)
      : error_(std::move(error)), failed_(true) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool has_value() const { return !failed_; }
  explicit operator bool() const { return has_value(); }
  void value() const {}
  [[nodiscard]] const Error& error() const& { return error_; }
  [[nodiscard]] Error&& error() && { return std::move(error_); }

 private:
  Error error_;
  bool failed_ = false;
};

// `T x = TRY(f());` takes the value of a Result or returns its Error from the
// enclosing function, which must return a Result itself.  It comes first in its
// expression: temporaries that were made before it would never be destroyed.
#define TRY(...)                                                       \
  (__extension__({                                                     \
    auto try_result = (__VA_ARGS__);                                   \
    if (!try_result.has_value()) return std::move(try_result).error(); \
    std::move(try_result).value();                                     \
  }))

}  // namespace wright
