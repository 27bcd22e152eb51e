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

#include "core/current_device.h"
#include "core/fail.h"
#include "core/tensor_impl.h"

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

std::span<const Tensor> tensors_of(const Value& value) noexcept {
  if (const auto* tensor = std::get_if<Tensor>(&value)) return boxing::tensors_of(*tensor);
  if (const auto* list = std::get_if<std::vector<Tensor>>(&value)) return *list;
  return {};
}

using Function = void (*)();

// Throws where an entry has such a function and is to get another one.
void check_free(const OpEntry& entry, Function had, Function given, std::string_view what) {
  if (had == nullptr || given == nullptr) return;
  fail(entry.schema.name, "the op has a " + std::string(what) + " already");
}

// Gives the parts that one entry brings to another, all or, where it throws, none.
void add_parts(OpEntry& entry, const OpEntry& part) {
  check_free(entry, entry.kernel, part.kernel, "kernel for cpu");
  check_free(entry, entry.cuda, part.cuda, "kernel for cuda");
  check_free(entry, entry.across, part.across, "kernel across devices");
  check_free(entry, entry.recorder, part.recorder, "recorder");
  if (entry.signature != nullptr && part.signature != nullptr &&
      *entry.signature != *part.signature)
    fail(entry.schema.name,
         part.recorder != nullptr
             ? "the recorder has another signature than the kernel of " + to_text(entry.schema)
             : "the kernels have different signatures");
  if ((entry.for_all || part.for_all) &&
      (entry.cuda != nullptr || part.cuda != nullptr || entry.across != nullptr ||
       part.across != nullptr))
    fail(entry.schema.name, "the op has one kernel for every device, and another");
  const auto add = [](Function& to, Function given) {
    if (given != nullptr) to = given;
  };
  add(entry.kernel, part.kernel);
  add(entry.cuda, part.cuda);
  add(entry.across, part.across);
  add(entry.recorder, part.recorder);
  entry.for_all = entry.for_all || part.for_all;
  if (entry.signature == nullptr) entry.signature = part.signature;
}

}  // namespace

void boxing::Places::add(std::size_t parameter, std::span<const Tensor> tensors) noexcept {
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    if (!tensors[i].defined()) continue;
    const TensorImpl& x = *tensors[i].impl();
    attached_ = attached_ || x.attachment() != nullptr;
    if (!first_.found)
      first_ = {true, x.device(), parameter, i};
    else if (!other_.found && x.device() != first_.device)
      other_ = {true, x.device(), parameter, i};
  }
}

std::string boxing::Places::name_of(const Place& place, const Schema& schema) {
  const Parameter& parameter = schema.parameters[place.parameter];
  return parameter.type.list ? parameter.name + "[" + std::to_string(place.index) + "]"
                             : parameter.name;
}

boxing::Places::Choice boxing::Places::choose(const OpEntry& entry) const {
  const Schema& schema = entry.schema;
  const bool records = entry.recorder != nullptr && recording && attached_;
  if (entry.for_all) return {records ? entry.recorder : entry.kernel, device_of_thread};
  const Device device = first_.found ? first_.device : device_of_thread;
  if (other_.found) {
    if (entry.across != nullptr) return {entry.across, device};
    fail(schema.name, name_of(other_, schema) + " is on " + tw::name_of(other_.device) + ", " +
                          name_of(first_, schema) + " on " + tw::name_of(device));
  }
  const Function kernel = device.is_cuda() ? entry.cuda : entry.kernel;
  if (kernel == nullptr) fail(schema.name, "has no kernel for " + tw::name_of(device));
  return {records ? entry.recorder : kernel, device};
}

boxing::Here::Here(Device device) noexcept : before_(std::exchange(device_of_thread, device)) {}

boxing::Here::~Here() {
  device_of_thread = before_;
}

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
  boxing::Places places;
  for (std::size_t i = 0; i < arguments.size(); ++i) places.add(i, tensors_of(arguments[i]));
  const boxing::Places::Choice choice = places.choose(*entry_);
  const boxing::Here here(choice.device);
  return entry_->call(choice.function, arguments);
}

struct Library::State {
  mutable std::shared_mutex mutex;
  using Entries = std::map<std::string, std::unique_ptr<OpEntry>, std::less<>>;
  Entries ops;
  Entries parts;  // Of ops that are to be defined yet.
};

Library::Library() : state_(std::make_unique<State>()) {}
Library::~Library() = default;

Op Library::insert(std::unique_ptr<OpEntry> entry) {
  const Schema& schema = entry->schema;
  if (entry->call == nullptr) {
    const std::unique_lock lock(state_->mutex);
    auto found = state_->ops.find(schema.name);
    if (found == state_->ops.end()) {
      if (entry->recorder != nullptr) fail(schema.name, "no op of this name is defined");
      const auto [place, is_first] = state_->parts.try_emplace(schema.name, nullptr);
      if (is_first) {
        place->second = std::move(entry);
        return Op(place->second.get());
      }
      found = place;
    }
    add_parts(*found->second, *entry);
    return Op(found->second.get());
  }
  const bool fits =
      entry->returns == schema.returns &&
      std::equal(entry->takes.begin(), entry->takes.end(), schema.parameters.begin(),
                 schema.parameters.end(),
                 [](const Type& type, const Parameter& parameter) { return type == parameter.type; });
  if (!fits) fail(schema.name, "the kernel does not fit the schema " + to_text(schema));
  const std::unique_lock lock(state_->mutex);
  if (state_->ops.contains(schema.name)) fail(schema.name, "an op of this name is defined already");
  const auto parts = state_->parts.find(schema.name);
  if (parts != state_->parts.end()) {
    add_parts(*entry, *parts->second);
    state_->parts.erase(parts);
  }
  const auto place = state_->ops.try_emplace(schema.name, std::move(entry)).first;
  return Op(place->second.get());
}

void Library::define_for_all(std::string_view name) {
  auto part = std::make_unique<OpEntry>();
  part->schema.name = name;
  part->for_all = true;
  (void)insert(std::move(part));
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
  // Who asks for all of them takes the library for full.
  if (!state_->parts.empty())
    fail(state_->parts.begin()->first, "has a kernel for a device, but is not defined");
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
    (void)made->names();  // Throws for an op that has a kernel and is not defined.
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
