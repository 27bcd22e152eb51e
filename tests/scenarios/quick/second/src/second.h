#pragma once

constexpr int kSecond = 2;
