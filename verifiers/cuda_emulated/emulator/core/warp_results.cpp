#include "core/warp_results.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace emu {
namespace {

std::optional<Misread> fill_shuffle(Warp& warp, std::uint32_t present);
std::uint32_t source_of(const WarpRequest& request, std::uint32_t lane);
void fill_match(Warp& warp, std::uint32_t present);
std::uint64_t common_result(const Warp& warp, std::uint32_t present, WarpCall call);
std::uint64_t fold(WarpCall call, std::uint64_t one, std::uint64_t other);

template <class Visit>
void each_lane(std::uint32_t mask, Visit visit) {
  for (; mask != 0; mask &= mask - 1) visit(static_cast<std::uint32_t>(__builtin_ctz(mask)));
}

}  // namespace

std::optional<Misread> fill_results(Warp& warp, std::uint32_t present) {
  const WarpCall call = warp.lanes[static_cast<std::size_t>(__builtin_ctz(present))].request.call;
  if (call == WarpCall::sync) return std::nullopt;
  if (call >= WarpCall::shuffle && call <= WarpCall::shuffle_xor)
    return fill_shuffle(warp, present);
  if (call == WarpCall::match_any) {
    fill_match(warp, present);
    return std::nullopt;
  }
  const std::uint64_t result = common_result(warp, present, call);
  each_lane(present, [&](std::uint32_t lane) { warp.lanes[lane].result = result; });
  return std::nullopt;
}

const char* name_of(WarpCall call) {
  static constexpr std::array<const char*, 18> kNames{
      "__syncwarp",        "__shfl_sync",       "__shfl_up_sync",    "__shfl_down_sync",
      "__shfl_xor_sync",   "__any_sync",        "__all_sync",        "__ballot_sync",
      "__match_any_sync",  "__match_all_sync",  "__reduce_add_sync", "__reduce_min_sync",
      "__reduce_min_sync", "__reduce_max_sync", "__reduce_max_sync", "__reduce_and_sync",
      "__reduce_or_sync",  "__reduce_xor_sync"};
  return kNames[static_cast<std::size_t>(call)];
}

std::string hex(std::uint32_t mask) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "0x%08x", mask);
  return text.data();
}

namespace {

std::optional<Misread> fill_shuffle(Warp& warp, std::uint32_t present) {
  std::optional<Misread> misread;
  each_lane(present, [&](std::uint32_t lane) {
    const WarpRequest& request = warp.lanes[lane].request;
    const std::uint32_t source = source_of(request, lane);
    warp.lanes[lane].result = warp.lanes[source].request.value;
    if ((present >> source & 1) != 0 || misread) return;
    const bool exited = (request.mask >> source & 1) != 0;
    misread = Misread{lane, exited ? "shuffle-exited-lane" : "shuffle-outside-mask",
                      "lane " + std::to_string(lane) + " reads lane " + std::to_string(source) +
                          (exited ? ", which has left the kernel"
                                  : ", which the mask " + hex(request.mask) + " does not name")};
  });
  return misread;
}

// As the programming guide has it: a source beyond the segment is the lane itself.
std::uint32_t source_of(const WarpRequest& request, std::uint32_t lane) {
  const auto width = static_cast<std::uint32_t>(request.width);
  const std::uint32_t begin = lane & ~(width - 1);
  switch (request.call) {
    case WarpCall::shuffle:
      return begin + (request.operand & (width - 1));
    case WarpCall::shuffle_up:
      return lane - begin < request.operand ? lane : lane - request.operand;
    case WarpCall::shuffle_down:
      return request.operand >= width - (lane - begin) ? lane : lane + request.operand;
    default: {
      // Of the segments before its own a lane may read, of those behind it not.
      const std::uint32_t source = lane ^ (request.operand & 31U);
      return source >= begin + width ? lane : source;
    }
  }
}

void fill_match(Warp& warp, std::uint32_t present) {
  each_lane(present, [&](std::uint32_t lane) {
    std::uint32_t equal = 0;
    each_lane(present, [&](std::uint32_t other) {
      if (warp.lanes[other].request.value == warp.lanes[lane].request.value) equal |= 1U << other;
    });
    warp.lanes[lane].result = equal;
  });
}

std::uint64_t common_result(const Warp& warp, std::uint32_t present, WarpCall call) {
  const auto first = static_cast<std::uint32_t>(__builtin_ctz(present));
  std::uint64_t result = warp.lanes[first].request.value;
  if (call == WarpCall::ballot) result <<= first;
  bool equal = true;
  each_lane(present & (present - 1), [&](std::uint32_t lane) {
    const std::uint64_t value = warp.lanes[lane].request.value;
    equal = equal && value == warp.lanes[first].request.value;
    result = fold(call, result, call == WarpCall::ballot ? value << lane : value);
  });
  if (call == WarpCall::match_all) return equal ? present : 0;
  return result;
}

std::uint64_t fold(WarpCall call, std::uint64_t one, std::uint64_t other) {
  const auto a = static_cast<std::uint32_t>(one);
  const auto b = static_cast<std::uint32_t>(other);
  switch (call) {
    case WarpCall::any:
    case WarpCall::ballot:
    case WarpCall::bits_or:
      return one | other;
    case WarpCall::all:
    case WarpCall::bits_and:
      return one & other;
    case WarpCall::bits_xor:
      return one ^ other;
    case WarpCall::add:
      return a + b;
    case WarpCall::min_unsigned:
      return std::min(a, b);
    case WarpCall::max_unsigned:
      return std::max(a, b);
    case WarpCall::min_signed:
      return static_cast<std::uint32_t>(
          std::min(static_cast<std::int32_t>(a), static_cast<std::int32_t>(b)));
    case WarpCall::max_signed:
      return static_cast<std::uint32_t>(
          std::max(static_cast<std::int32_t>(a), static_cast<std::int32_t>(b)));
    default:
      return one;
  }
}

}  // namespace
}  // namespace emu
