// The templates of tw/dispatch.h: how values of C++ types go into and come out of a Value.
// Included by tw/dispatch.h at its end; include that one.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <variant>
#include <vector>

namespace tw {

// Whether this process had a tensor on a CUDA device, or made one current: until then calls need
// not ask where their tensors live.  Who has such a tensor sees it.
extern constinit std::atomic<bool> devices_in_use;

struct OpEntry {
  Schema schema;
  std::vector<Type> takes;  // The types of the kernel, to be those of the schema.
  std::vector<Type> returns;
  const std::type_info* signature = nullptr;  // Of the kernels and the recorder.
  // These are cast back to their signature wherever they are called; null where there is none.
  void (*kernel)() = nullptr;  // For the CPU.
  void (*recorder)() = nullptr;
  void (*cuda)() = nullptr;    // The kernel for CUDA devices.
  void (*across)() = nullptr;  // The kernel for tensors of several devices.
  bool for_all = false;        // The kernel for the CPU serves every device.
  // Calls one of them with one value of the right type for each parameter.  Null in what only
  // brings parts of an op that is defined apart.
  std::vector<Value> (*call)(void (*function)(), const std::vector<Value>& values) = nullptr;
};

namespace boxing {

// The types that a Value holds, which are those that a kernel returns.
template <class T, Type::Kind kKind, bool kList = false>
struct Held {
  static constexpr Type type{kKind, kList, false};
  static const T& take(const Value& value) { return std::get<T>(value); }
};

template <class T>
struct Boxed;
template <>
struct Boxed<Tensor> : Held<Tensor, Type::Kind::tensor> {};
template <>
struct Boxed<std::int64_t> : Held<std::int64_t, Type::Kind::integer> {};
template <>
struct Boxed<double> : Held<double, Type::Kind::floating> {};
template <>
struct Boxed<bool> : Held<bool, Type::Kind::boolean> {};
template <>
struct Boxed<std::string> : Held<std::string, Type::Kind::string> {};
template <>
struct Boxed<Dtype> : Held<Dtype, Type::Kind::dtype> {};
template <class T>
struct Boxed<std::vector<T>> : Held<std::vector<T>, Boxed<T>::type.kind, true> {};

template <class T, class Inner>
struct Optional {
  static constexpr Type type{Inner::type.kind, Inner::type.list, true};
  static std::optional<T> take(const Value& value) {
    if (std::holds_alternative<None>(value)) return std::nullopt;
    return std::optional<T>(std::in_place, Inner::take(value));
  }
};

// The types that a kernel takes.  Any other type does not compile.
template <class T>
struct Argument;
template <>
struct Argument<const Tensor&> : Boxed<Tensor> {};
template <>
struct Argument<std::int64_t> : Boxed<std::int64_t> {};
template <>
struct Argument<double> : Boxed<double> {};
template <>
struct Argument<bool> : Boxed<bool> {};
template <>
struct Argument<std::string_view> : Boxed<std::string> {};
template <>
struct Argument<Dtype> : Boxed<Dtype> {};
template <>
struct Argument<IntSpan> : Boxed<std::vector<std::int64_t>> {};
template <>
struct Argument<std::span<const double>> : Boxed<std::vector<double>> {};
template <>
struct Argument<std::span<const Tensor>> : Boxed<std::vector<Tensor>> {};
template <class T>
struct Argument<std::optional<T>> : Optional<T, Argument<T>> {};
template <>
struct Argument<const std::optional<Tensor>&> : Optional<Tensor, Boxed<Tensor>> {};

template <class... T>
struct Results {
  static std::vector<Type> types() { return {Boxed<T>::type...}; }
  static std::vector<Value> box(T... results) {
    std::vector<Value> values;
    values.reserve(sizeof...(T));
    (values.emplace_back(std::in_place_type<T>, std::move(results)), ...);
    return values;
  }
};

template <class T>
struct Return : Results<T> {};
template <class... T>
struct Return<std::tuple<T...>> : Results<T...> {
  static std::vector<Value> box(std::tuple<T...> results) {
    return std::apply(Results<T...>::box, std::move(results));
  }
};

template <class Result, class... Arguments>
std::vector<Value> call(void (*kernel)(), [[maybe_unused]] const std::vector<Value>& values) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return Return<Result>::box(reinterpret_cast<Result (*)(Arguments...)>(kernel)(
        Argument<Arguments>::take(values[I])...));
  }(std::index_sequence_for<Arguments...>{});
}

// The tensors of an argument, which may be one, a list or none.
template <class T>
std::span<const Tensor> tensors_of([[maybe_unused]] const T& argument) noexcept {
  if constexpr (std::is_same_v<T, Tensor>) {
    return {&argument, 1};
  } else if constexpr (std::is_same_v<T, std::span<const Tensor>>) {
    return argument;
  } else if constexpr (std::is_same_v<T, std::optional<Tensor>> ||
                       std::is_same_v<T, std::optional<std::span<const Tensor>>>) {
    return argument ? tensors_of(*argument) : std::span<const Tensor>();
  } else {
    return {};
  }
}

// Whether something is attached to a tensor among the arguments.
template <class T>
bool attached(const T& argument) noexcept {
  for (const Tensor& x : tensors_of(argument))
    if (x.defined() && x.attachment() != nullptr) return true;
  return false;
}

// What there is to know of the tensors of a call, which are looked at once, in order.
class Places {
 public:
  void add(std::size_t parameter, std::span<const Tensor> tensors) noexcept;

  // What is called and where: throws for devices that differ, and where there is no kernel.  A
  // recorder is asked before the kernel, but not before the one across devices, whose own calls are
  // recorded.
  struct Choice {
    void (*function)();
    Device device;
  };
  [[nodiscard]] Choice choose(const OpEntry& entry) const;

 private:
  struct Place {
    bool found = false;
    Device device;
    std::size_t parameter = 0;
    std::size_t index = 0;  // In a list.
  };
  [[nodiscard]] static std::string name_of(const Place& place, const Schema& schema);

  Place first_;
  Place other_;  // The first that differs from it.
  bool attached_ = false;
};

// Makes the device of the tensors the current one while an op runs.
class Here {
 public:
  explicit Here(Device device) noexcept;
  Here(const Here&) = delete;
  Here& operator=(const Here&) = delete;
  ~Here();

 private:
  Device before_;
};

// A call where devices are in use.
template <class Return, class... Arguments>
Return call_somewhere(const OpEntry& entry, Arguments... arguments) {
  Places places;
  [[maybe_unused]] std::size_t parameter = 0;
  (places.add(parameter++, tensors_of(arguments)), ...);
  const Places::Choice choice = places.choose(entry);
  const Here here(choice.device);
  return reinterpret_cast<Return (*)(Arguments...)>(choice.function)(
      std::forward<Arguments>(arguments)...);
}

// What brings parts of the op of this name.
template <class Signature>
std::unique_ptr<OpEntry> part_of(std::string_view name) {
  auto part = std::make_unique<OpEntry>();
  part->schema.name = name;
  part->signature = &typeid(Signature);
  return part;
}

[[noreturn]] void throw_other_signature(const OpEntry& entry);

}  // namespace boxing

template <class Signature>
TypedOp<Signature> Op::typed() const {
  if (*entry_->signature != typeid(Signature)) boxing::throw_other_signature(*entry_);
  return TypedOp<Signature>(entry_);
}

template <class Return, class... Arguments>
Return TypedOp<Return(Arguments...)>::operator()(Arguments... arguments) const {
  if (devices_in_use.load(std::memory_order_relaxed)) [[unlikely]]
    return boxing::call_somewhere<Return, Arguments...>(*entry_,
                                                        std::forward<Arguments>(arguments)...);
  void (*function)() = entry_->kernel;
  if (entry_->recorder != nullptr && recording && (boxing::attached(arguments) || ...))
    function = entry_->recorder;
  return reinterpret_cast<Return (*)(Arguments...)>(function)(
      std::forward<Arguments>(arguments)...);
}

template <class Return, class... Arguments>
Op Library::define(std::string_view schema, Return (*kernel)(Arguments...)) {
  auto entry = std::make_unique<OpEntry>();
  entry->schema = parse_schema(schema);
  entry->takes = {boxing::Argument<Arguments>::type...};
  entry->returns = boxing::Return<Return>::types();
  entry->signature = &typeid(Return(Arguments...));
  entry->kernel = reinterpret_cast<void (*)()>(kernel);
  entry->call = &boxing::call<Return, Arguments...>;
  return insert(std::move(entry));
}

template <class Return, class... Arguments>
void Library::define_for(Device::Kind kind, std::string_view name, Return (*kernel)(Arguments...)) {
  auto part = boxing::part_of<Return(Arguments...)>(name);
  (kind == Device::Kind::cuda ? part->cuda : part->kernel) = reinterpret_cast<void (*)()>(kernel);
  (void)insert(std::move(part));
}

template <class Return, class... Arguments>
void Library::define_across(std::string_view name, Return (*kernel)(Arguments...)) {
  auto part = boxing::part_of<Return(Arguments...)>(name);
  part->across = reinterpret_cast<void (*)()>(kernel);
  (void)insert(std::move(part));
}

template <class Return, class... Arguments>
void Library::record(std::string_view name, Return (*recorder)(Arguments...)) {
  auto part = boxing::part_of<Return(Arguments...)>(name);
  part->recorder = reinterpret_cast<void (*)()>(recorder);
  (void)insert(std::move(part));
}

}  // namespace tw
