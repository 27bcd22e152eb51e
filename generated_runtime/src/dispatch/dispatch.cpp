#include "tw/dispatch.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <span>
#include <type_traits>
#include <utility>
#include <variant>

#include "core/fail.h"

namespace tw {
namespace {

// Whether the value is one of this type, after the conversions that a call makes.
bool fit(Value& value, const Type& type) {
  return std::visit(
      [&]<class T>(const T& held) {
        if constexpr (std::is_same_v<T, None>) {
          return type.optional;
        } else {
          constexpr Type kGot = boxing::Boxed<T>::type;
          if (kGot.list != type.list) return false;
          if (kGot.kind == type.kind) return true;
          if constexpr (kGot.list) {
            if (!held.empty()) return false;
            if (type.kind == Type::Kind::integer) value = std::vector<std::int64_t>();
            if (type.kind == Type::Kind::floating) value = std::vector<double>();
            if (type.kind == Type::Kind::tensor) value = std::vector<Tensor>();
            return true;
          } else if constexpr (std::is_same_v<T, std::int64_t>) {
            if (type.kind != Type::Kind::floating) return false;
            value = static_cast<double>(held);
            return true;
          } else if constexpr (std::is_same_v<T, std::string>) {
            if (type.kind != Type::Kind::dtype) return false;
            const std::optional<Dtype> dtype = dtype_named(held);
            if (dtype) value = *dtype;
            return dtype.has_value();
          } else {
            return false;
          }
        }
      },
      value);
}

std::string type_text(const Value& value) {
  return std::visit(
      []<class T>(const T&) -> std::string {
        if constexpr (std::is_same_v<T, None>)
          return "None";
        else
          return to_text(boxing::Boxed<T>::type);
      },
      value);
}

bool attached(const Value& value) noexcept {
  if (const auto* tensor = std::get_if<Tensor>(&value)) return boxing::attached(*tensor);
  if (const auto* list = std::get_if<std::vector<Tensor>>(&value))
    return boxing::attached(std::span<const Tensor>(*list));
  return false;
}

// Gives the recorder of one entry to another.
void take_recorder(OpEntry& entry, const OpEntry& from) {
  if (entry.recorder != nullptr) fail(entry.schema.name, "the op has a recorder already");
  if (*entry.signature != *from.signature)
    fail(entry.schema.name,
         "the recorder has another signature than the kernel of " + to_text(entry.schema));
  entry.recorder = from.recorder;
}

}  // namespace

void boxing::throw_other_signature(const OpEntry& entry) {
  fail(entry.schema.name, "the typed handle has another signature than the kernel of " +
                              to_text(entry.schema));
}

const Schema& Op::schema() const noexcept {
  return entry_->schema;
}

std::vector<Value> Op::call(std::vector<Value> arguments) const {
  const std::string& name = schema().name;
  const std::vector<Parameter>& parameters = schema().parameters;
  const std::size_t given = arguments.size();
  if (given > parameters.size())
    fail(name, "takes " + std::to_string(parameters.size()) +
                   (parameters.size() == 1 ? " argument" : " arguments") + ", got " +
                   std::to_string(given));
  arguments.reserve(parameters.size());
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Parameter& parameter = parameters[i];
    if (i >= given) {
      if (!parameter.has_default) fail(name, "argument " + parameter.name + " is missing");
      arguments.push_back(parameter.default_value);
    } else if (!fit(arguments[i], parameter.type)) {
      fail(name, "argument " + parameter.name + " must be " + to_text(parameter.type) + ", got " +
                     type_text(arguments[i]));
    }
  }
  const bool records = entry_->recorder != nullptr && recording &&
                       std::any_of(arguments.begin(), arguments.end(), attached);
  return entry_->call(records ? entry_->recorder : entry_->kernel, arguments);
}

struct Library::State {
  mutable std::shared_mutex mutex;
  std::map<std::string, std::unique_ptr<OpEntry>, std::less<>> ops;
};

Library::Library() : state_(std::make_unique<State>()) {}
Library::~Library() = default;

Op Library::insert(std::unique_ptr<OpEntry> entry) {
  const Schema& schema = entry->schema;
  if (entry->kernel == nullptr && entry->recorder != nullptr) {
    const std::unique_lock lock(state_->mutex);
    const auto found = state_->ops.find(schema.name);
    if (found == state_->ops.end()) fail(schema.name, "no op of this name is defined");
    take_recorder(*found->second, *entry);
    return Op(found->second.get());
  }
  const bool fits =
      entry->returns == schema.returns &&
      std::equal(entry->takes.begin(), entry->takes.end(), schema.parameters.begin(),
                 schema.parameters.end(),
                 [](const Type& type, const Parameter& parameter) { return type == parameter.type; });
  if (!fits) fail(schema.name, "the kernel does not fit the schema " + to_text(schema));
  const std::unique_lock lock(state_->mutex);
  const auto [place, added] = state_->ops.try_emplace(schema.name, std::move(entry));
  if (!added) fail(place->first, "an op of this name is defined already");
  return Op(place->second.get());
}

Op Library::find(std::string_view name) const {
  const std::shared_lock lock(state_->mutex);
  const auto found = state_->ops.find(name);
  if (found == state_->ops.end()) fail("call", "no op is called " + std::string(name));
  return Op(found->second.get());
}

bool Library::has(std::string_view name) const {
  const std::shared_lock lock(state_->mutex);
  return state_->ops.find(name) != state_->ops.end();
}

std::vector<std::string> Library::names() const {
  const std::shared_lock lock(state_->mutex);
  std::vector<std::string> names;
  names.reserve(state_->ops.size());
  for (const auto& [name, entry] : state_->ops) names.push_back(name);
  return names;
}

Library& library() {
  // Never destroyed, since handles are valid as long as the process.
  static Library* const instance = [] {
    auto made = std::make_unique<Library>();
    ops::register_all(*made);
    return made.release();
  }();
  return *instance;
}

Op find_op(std::string_view name) {
  return library().find(name);
}

std::vector<Value> call(std::string_view name, std::vector<Value> arguments) {
  return find_op(name).call(std::move(arguments));
}

}  // namespace tw
