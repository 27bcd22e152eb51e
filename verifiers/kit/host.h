// A host: serves the protocol of docs/host-protocol.md for one library.
//
//   #include "host.h"
//   namespace host = wright::host;
//
//   struct Library {
//     using Tensor = std::shared_ptr<my::Tensor>;    // Copies must share the storage.
//     using Value = host::Value<Tensor>;
//     Tensor make(const host::TensorData& data) {    // Any dtype, strides and offset.
//       if (data.dtype != "f32") throw std::invalid_argument("only f32");
//       return std::make_shared<my::Tensor>(data.sizes, host::elements<float>(data));
//     }
//     host::TensorData read(const Tensor& tensor) {  // Contiguous; an oracle returns
//     host::exact(...).
//       return host::contiguous("f32", tensor->sizes(), tensor->data(), tensor->count());
//     }
//     std::vector<Value> call(const std::string& op, const std::vector<Value>& args) {
//       if (op == "add") return {my::add(host::as<Tensor>(args.at(0)),
//       host::as<Tensor>(args.at(1)))}; throw host::Unsupported{};
//     }
//   };
//   int main() { return wright::host::serve(Library{}); }
//
// Optional members, `K unsupported` without them: `Sizes strides(const Tensor&)`,
// `bool shares_storage(const Tensor&, const Tensor&)`, `void requires_grad(Tensor&)`,
// `void backward(const Tensor&, const Tensor& cotangent)`, `Tensor grad(const Tensor&)`,
// `Tensor derivative(const Tensor& of, const Tensor& cotangent, const Tensor& by)`: recorded, so
// that `backward` goes on through it. What the members throw is answered as `K threw`.  A library
// without tensors uses `using Tensor = host::NoTensor;` and defines call alone.
#pragma once

#include <concepts>
#include <exception>
#include <map>
#include <type_traits>
#include <variant>

#include "tensor_data.h"
#include "wire.h"

namespace wright::host {

// The message of `threw` is cut here.
constexpr std::size_t kMessageBytesMax = 4096;

struct NoTensor {
  bool operator==(const NoTensor&) const = default;
};

template <class Tensor>
using Value = std::variant<std::monostate, std::int64_t, double, bool, std::string,
                           std::vector<std::int64_t>, std::vector<double>, Tensor>;

// Thrown by `call` for an op or a form of it that this host does not have.
struct Unsupported {};

template <class A>
concept HasTensors = requires(A adapter, const typename A::Tensor& tensor, const TensorData& data) {
  { adapter.make(data) } -> std::convertible_to<typename A::Tensor>;
  { adapter.read(tensor) } -> std::same_as<TensorData>;
};

template <class A>
concept Adapter = requires(A adapter, const std::string& op,
                           const std::vector<Value<typename A::Tensor>>& args) {
  { adapter.call(op, args) } -> std::same_as<std::vector<Value<typename A::Tensor>>>;
}
&&(std::same_as<typename A::Tensor, NoTensor> || HasTensors<A>);

// The argument as a T; an integer also as a double, an empty list as either
// kind of list.  Throws std::invalid_argument.
template <class T, class Tensor>
T as(const Value<Tensor>& value) {
  if (const T* held = std::get_if<T>(&value)) return *held;
  if constexpr (std::is_same_v<T, double>) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  }
  if constexpr (std::is_same_v<T, std::vector<double>>) {
    if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&value)) {
      return T(whole->begin(), whole->end());
    }
  }
  throw std::invalid_argument("[host] an argument is of another kind");
}

namespace detail {

template <Adapter A>
class Server {
 public:
  using Tensor = typename A::Tensor;
  using Val = Value<Tensor>;

  explicit Server(A adapter) : adapter_(std::move(adapter)) {}

  int serve() {
    std::string line;
    while (wire_.read_line(line)) {
      const std::vector<std::string_view> words = split(line, ' ');
      if (words.size() < 2) return kProtocolExit;
      number_ = words[0];
      if (words[1] == "bye") {
        reply("bye " + nonce_);
        return 0;
      }
      answer(words[1], {words.begin() + 2, words.end()});
    }
    return kProtocolExit;
  }

 private:
  using Words = std::vector<std::string_view>;

  void reply(std::string_view text, std::string_view payload = {}) {
    std::string bytes = number_;
    bytes.append(" ").append(text).append("\n").append(payload);
    wire_.write(bytes);
  }

  void answer(std::string_view verb, const Words& words) {
    try {
      if (!answered(verb, words)) reply("unsupported");
    } catch (const Unsupported&) {
      reply("unsupported");
    } catch (const std::exception& fault) {
      reply("threw " + to_hex(std::string_view(fault.what()).substr(0, kMessageBytesMax)));
    } catch (...) {
      reply("threw " + to_hex("something that is no std::exception"));
    }
  }

  bool answered(std::string_view verb, const Words& words) {
    if (verb == "hello") {
      nonce_ = words.at(0);
      reply("hello " + nonce_ + " 1");
      return true;
    }
    if (verb == "drop") {
      registers_.erase(std::string(words.at(0)));
      reply("ok");
      return true;
    }
    if (verb == "call") return call(words);
    if (verb == "chain") return chain(words);
    if (verb == "read") return read(at(words.at(0)));
    if (verb == "new") return make(words);
    if constexpr (HasTensors<A>) return asked_of_tensors(verb, words);
    return false;
  }

  bool asked_of_tensors(std::string_view verb, const Words& words) {
    if constexpr (requires(const Tensor& t) { Sizes(adapter_.strides(t)); }) {
      if (verb == "strides") return reply_ints(adapter_.strides(tensor(words.at(0))));
    }
    if constexpr (requires(const Tensor& t) { bool(adapter_.shares_storage(t, t)); }) {
      if (verb == "shares") {
        const bool shares = adapter_.shares_storage(tensor(words.at(0)), tensor(words.at(1)));
        reply(shares ? "bool 1" : "bool 0");
        return true;
      }
    }
    if constexpr (requires(Tensor & t) { adapter_.requires_grad(t); }) {
      if (verb == "requires_grad") {
        adapter_.requires_grad(tensor(words.at(0)));
        return reply_ok();
      }
    }
    if constexpr (requires(Tensor & t) { adapter_.backward(t, t); }) {
      if (verb == "backward") {
        adapter_.backward(tensor(words.at(0)), tensor(words.at(1)));
        return reply_ok();
      }
    }
    if constexpr (requires(Tensor & t) { Tensor(adapter_.grad(t)); }) {
      if (verb == "grad") {
        Tensor gradient = adapter_.grad(tensor(words.at(0)));
        registers_.insert_or_assign(std::string(words.at(1)), Val(std::move(gradient)));
        return reply_ok();
      }
    }
    if constexpr (requires(const Tensor& t) { Tensor(adapter_.derivative(t, t, t)); }) {
      if (verb == "derivative") {
        Tensor found =
            adapter_.derivative(tensor(words.at(1)), tensor(words.at(2)), tensor(words.at(3)));
        registers_.insert_or_assign(std::string(words.at(0)), Val(std::move(found)));
        return reply_ok();
      }
    }
    return false;
  }

  bool reply_ok() {
    reply("ok");
    return true;
  }

  bool reply_ints(const Sizes& values) {
    reply("ints " + joined(values, ',', [](std::int64_t v) { return std::to_string(v); }));
    return true;
  }

  // new REG DTYPE SIZES STRIDES OFFSET ELEMENTS BYTES
  bool make(const Words& words) {
    TensorData data;
    data.dtype = words.at(1);
    data.sizes = unjoined<std::int64_t>(words.at(2), 'x', to_int);
    data.strides = unjoined<std::int64_t>(words.at(3), 'x', to_int);
    data.offset = to_int(words.at(4));
    data.storage = wire_.read_bytes(static_cast<std::size_t>(to_int(words.at(6))));
    if constexpr (HasTensors<A>) {
      registers_.insert_or_assign(std::string(words.at(0)), Val(Tensor(adapter_.make(data))));
      return reply_ok();
    }
    return false;
  }

  bool call(const Words& words) {
    const std::vector<std::string_view> outs = split(words.at(0), ',');
    std::vector<Val> results = adapter_.call(std::string(words.at(1)), arguments(words, 2));
    if (results.size() != outs.size()) {
      throw std::invalid_argument("[host] the op returned " + std::to_string(results.size()) +
                                  " values, not " + std::to_string(outs.size()));
    }
    for (std::size_t i = 0; i < outs.size(); ++i) {
      registers_.insert_or_assign(std::string(outs[i]), std::move(results[i]));
    }
    return reply_ok();
  }

  // chain OUT N OP ARG...
  bool chain(const Words& words) {
    const std::string op(words.at(2));
    std::vector<Val> args = arguments(words, 3);
    for (std::int64_t left = to_int(words.at(1)); left > 0; --left) {
      std::vector<Val> results = adapter_.call(op, args);
      args.at(0) = std::move(results.at(0));
    }
    registers_.insert_or_assign(std::string(words.at(0)), std::move(args.at(0)));
    return reply_ok();
  }

  bool read(const Val& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
      reply("int " + std::to_string(*whole));
    } else if (const auto* real = std::get_if<double>(&value)) {
      reply("float " + from_float(*real));
    } else if (const auto* truth = std::get_if<bool>(&value)) {
      reply(*truth ? "bool 1" : "bool 0");
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      reply("string " + to_hex(*text));
    } else if (const auto* ints = std::get_if<Sizes>(&value)) {
      reply_ints(*ints);
    } else if (const auto* floats = std::get_if<std::vector<double>>(&value)) {
      reply("floats " + joined(*floats, ',', from_float));
    } else if (const auto* held = std::get_if<Tensor>(&value)) {
      read_tensor(*held);
    } else {
      reply("none");
    }
    return true;
  }

  void read_tensor(const Tensor& held) {
    if constexpr (HasTensors<A>) {
      const TensorData data = adapter_.read(held);
      const auto size = [](std::int64_t v) { return std::to_string(v); };
      reply((data.wide ? "wide " : "tensor ") + data.dtype + " " + joined(data.sizes, 'x', size) +
                " " + std::to_string(data.storage.size()),
            data.storage);
    } else {
      static_cast<void>(held);
      reply("none");
    }
  }

  std::vector<Val> arguments(const Words& words, std::size_t first) {
    std::vector<Val> args;
    for (std::size_t i = first; i < words.size(); ++i) args.push_back(argument(words[i]));
    return args;
  }

  Val argument(std::string_view word) {
    if (word == "none") return std::monostate{};
    if (!word.empty() && word.front() == '%') return at(word);
    const std::size_t colon = word.find(':');
    const std::string_view kind = word.substr(0, colon);
    const std::string_view rest = word.substr(colon == std::string_view::npos ? 0 : colon + 1);
    if (kind == "i") return to_int(rest);
    if (kind == "f") return to_float(rest);
    if (kind == "b") return rest == "1";
    if (kind == "s") return from_hex(rest);
    if (kind == "il") return unjoined<std::int64_t>(rest, ',', to_int);
    if (kind == "fl") return unjoined<double>(rest, ',', to_float);
    throw std::invalid_argument("[host] unknown argument " + std::string(word));
  }

  Val& at(std::string_view name) {
    const auto found = registers_.find(std::string(name));
    if (found == registers_.end()) {
      throw std::invalid_argument("[host] no register " + std::string(name));
    }
    return found->second;
  }

  Tensor& tensor(std::string_view name) {
    Tensor* held = std::get_if<Tensor>(&at(name));
    if (held == nullptr)
      throw std::invalid_argument("[host] " + std::string(name) + " is no tensor");
    return *held;
  }

  A adapter_;
  Wire wire_;
  std::map<std::string, Val> registers_;
  std::string number_;
  std::string nonce_;
};

}  // namespace detail

// Serves until `bye` (0) or until the other side is gone (70).  Call it first
// in main: it takes standard input and output for the protocol.
template <Adapter A>
int serve(A adapter) {
  return detail::Server<A>(std::move(adapter)).serve();
}

}  // namespace wright::host
