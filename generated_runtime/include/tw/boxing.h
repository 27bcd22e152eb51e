// The templates of tw/dispatch.h: how values of C++ types go into and come out of a Value.
// Included by tw/dispatch.h at its end; include that one.
#pragma once

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

struct OpEntry {
  Schema schema;
  std::vector<Type> takes;  // The types of the kernel, to be those of the schema.
  std::vector<Type> returns;
  const std::type_info* signature;  // Of the kernel.
  void (*kernel)();                 // Cast back to its signature wherever it is called.
  // Calls the kernel, or the recorder, with one value of the right type for each parameter.
  std::vector<Value> (*call)(void (*kernel)(), const std::vector<Value>& values);
  void (*recorder)();  // Of the kernel's signature; null where there is none.
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

// Whether something is attached to a tensor among the arguments.
template <class T>
bool attached([[maybe_unused]] const T& argument) noexcept {
  if constexpr (std::is_same_v<T, Tensor>) {
    return argument.defined() && argument.attachment() != nullptr;
  } else if constexpr (std::is_same_v<T, std::span<const Tensor>>) {
    for (const Tensor& x : argument)
      if (attached(x)) return true;
    return false;
  } else if constexpr (std::is_same_v<T, std::optional<Tensor>> ||
                       std::is_same_v<T, std::optional<std::span<const Tensor>>>) {
    return argument && attached(*argument);
  } else {
    return false;
  }
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
  void (*function)() = entry_->kernel;
  if (entry_->recorder != nullptr && recording && (boxing::attached(arguments) || ...))
    function = entry_->recorder;
  return reinterpret_cast<Return (*)(Arguments...)>(function)(
      std::forward<Arguments>(arguments)...);
}

template <class Return, class... Arguments>
Op Library::define(std::string_view schema, Return (*kernel)(Arguments...)) {
  return insert(std::make_unique<OpEntry>(OpEntry{
      parse_schema(schema),
      {boxing::Argument<Arguments>::type...},
      boxing::Return<Return>::types(),
      &typeid(Return(Arguments...)),
      reinterpret_cast<void (*)()>(kernel),
      &boxing::call<Return, Arguments...>,
      nullptr,
  }));
}

template <class Return, class... Arguments>
void Library::record(std::string_view name, Return (*recorder)(Arguments...)) {
  // An entry without a kernel brings the recorder of the op of its name.
  (void)insert(std::make_unique<OpEntry>(OpEntry{
      Schema{std::string(name), {}, {}},
      {},
      {},
      &typeid(Return(Arguments...)),
      nullptr,
      nullptr,
      reinterpret_cast<void (*)()>(recorder),
  }));
}

}  // namespace tw
