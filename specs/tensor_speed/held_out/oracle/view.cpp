// Views and copies.  Cases about errors say what they expect; here a wrong argument must only do no
// harm.
#include <algorithm>
#include <map>

#include "array.h"

namespace oracle {

namespace {

namespace host = wright::host;

Array first(const Args& args) {
  return array(args, 0);
}
std::int64_t integer(const Args& args, std::size_t i) {
  return host::as<std::int64_t>(args.at(i));
}
Sizes list(const Args& args, std::size_t i) {
  return host::as<Sizes>(args.at(i));
}

std::int64_t integer_or(const Args& args, std::size_t i, std::int64_t otherwise) {
  return is_given(args, i) ? integer(args, i) : otherwise;
}

Array transpose(const Args& args) {
  const Array x = first(args);
  return transposed(x, wrapped(integer(args, 1), x.sizes.size()),
                    wrapped(integer(args, 2), x.sizes.size()));
}

Array permute(const Args& args) {
  const Array x = first(args);
  Array result = x;
  const Sizes dims = list(args, 1);
  for (std::size_t i = 0; i < dims.size(); ++i) {
    const std::size_t d = wrapped(dims[i], dims.size());
    result.sizes[i] = x.sizes[d];
    result.strides[i] = x.strides[d];
  }
  return result;
}

// A view of what is contiguous, else a copy: where it could be a view is for cases to say.
Array reshape(const Args& args) {
  const Array x = first(args);
  Sizes sizes = list(args, 1);
  std::int64_t known = 1;
  for (const std::int64_t size : sizes) known *= size == -1 ? 1 : size;
  for (std::int64_t& size : sizes) {
    if (size == -1 && known > 0) size = count(x.sizes) / known;
  }
  if (count(sizes) != count(x.sizes)) throw std::invalid_argument("sizes hold other elements");
  if (!is_contiguous(x)) return make(sizes, elements(x), x.dtype);
  Array result = x;
  result.strides = host::contiguous_strides(sizes);
  result.sizes = std::move(sizes);
  return result;
}

Array taken(Array x, std::size_t d, std::int64_t start, std::int64_t length, std::int64_t step) {
  if (length > 0) x.offset += start * x.strides[d];
  x.sizes[d] = length;
  x.strides[d] *= step;
  return x;
}

Array narrow(const Args& args) {
  const Array x = first(args);
  return taken(x, wrapped(integer(args, 1), x.sizes.size()), integer(args, 2), integer(args, 3), 1);
}

Array slice(const Args& args) {
  const Array x = first(args);
  const std::size_t d = wrapped(integer(args, 1), x.sizes.size());
  const std::int64_t size = x.sizes[d];
  const std::int64_t step = integer_or(args, 4, 1);
  if (step < 1) throw std::invalid_argument("step below 1");
  std::int64_t start = integer_or(args, 2, 0);
  std::int64_t end = integer_or(args, 3, size);
  if (start < 0) start += size;
  if (end < 0) end += size;
  start = std::clamp<std::int64_t>(start, 0, size);
  end = std::clamp<std::int64_t>(end, start, size);
  return taken(x, d, start, end > start ? (end - start - 1) / step + 1 : 0, step);
}

Array without(Array x, std::size_t d) {
  x.sizes.erase(x.sizes.begin() + static_cast<std::ptrdiff_t>(d));
  x.strides.erase(x.strides.begin() + static_cast<std::ptrdiff_t>(d));
  return x;
}

Array select(const Args& args) {
  const Array x = first(args);
  const std::size_t d = wrapped(integer(args, 1), x.sizes.size());
  const std::int64_t index = integer(args, 2);
  return without(taken(x, d, index < 0 ? index + x.sizes[d] : index, 1, 1), d);
}

Array squeeze(const Args& args) {
  const Array x = first(args);
  if (x.sizes.empty()) return x;
  const std::size_t d = wrapped(integer(args, 1), x.sizes.size());
  return x.sizes[d] == 1 ? without(x, d) : x;
}

Array unsqueeze(const Args& args) {
  Array x = first(args);
  const auto d = static_cast<std::ptrdiff_t>(wrapped(integer(args, 1), x.sizes.size() + 1));
  x.sizes.insert(x.sizes.begin() + d, 1);
  x.strides.insert(x.strides.begin() + d, 1);
  return x;
}

Array as_strided(const Args& args) {
  Array x = first(args);
  x.sizes = list(args, 1);
  x.strides = list(args, 2);
  x.offset = integer(args, 3);
  return x;
}

Array copied(const Args& args) {
  const Array x = first(args);
  return make(x.sizes, elements(x), x.dtype);
}

}  // namespace

std::optional<Array> call_view(const std::string& op, const Args& args) {
  static const std::map<std::string, Array (*)(const Args&)> views = {
      {"transpose", transpose},
      {"permute", permute},
      {"reshape", reshape},
      {"expand", [](const Args& a) { return expanded(first(a), list(a, 1)); }},
      {"narrow", narrow},
      {"slice", slice},
      {"select", select},
      {"squeeze", squeeze},
      {"unsqueeze", unsqueeze},
      {"as_strided", as_strided},
      {"contiguous", [](const Args& a) { return is_contiguous(first(a)) ? first(a) : copied(a); }},
      {"clone", copied},
      {"detach", first},
  };
  const auto found = views.find(op);
  if (found == views.end()) return std::nullopt;
  return found->second(args);
}

}  // namespace oracle
