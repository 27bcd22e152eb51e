// What the ten dtypes hold and how values turn into them.
#pragma once

#include <cstdint>
#include <string>

namespace oracle {

bool is_float(const std::string& dtype);
bool is_integer(const std::string& dtype);  // Not bool.

// The dtype that both are taken as.
std::string promoted(const std::string& a, const std::string& b);

// 0 for bool, 1 for integers, 2 for floats.
int category(const std::string& dtype);

// To the nearest value of the dtype, ties to even.
double rounded_to(const std::string& dtype, double value);

// An element of dtype `from` as one of dtype `to`.
double cast_to(const std::string& to, const std::string& from, double value);

// Modulo 2^n; and an element of an integer dtype as a number of 64 bits.
double wrap_to(const std::string& dtype, std::int64_t value);
std::int64_t whole(double value);

}  // namespace oracle
