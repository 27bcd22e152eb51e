// How the settings come together.
#pragma once

#include <string>

#include "settings.h"

namespace wright {

class Menu {
 public:
  Menu(const CheckRequest& request, const Plan& plan) : request_(request), plan_(plan) {}
  Result<Settings> run();

 private:
  void add(Dimension dimension, const std::string& told, HostSetting setting = {});
  [[nodiscard]] bool wants(Dimension dimension) const {
    return plan_.dimensions.count(dimension) > 0;
  }
  void add_who_and_where();
  void add_environments();
  void add_processors();
  void add_calls();
  // What this machine may not be able to do; see tried.cpp.
  Result<bool> works(const Command& command) const;
  Result<void> add_dates();
  Result<void> add_locales();
  Result<void> add_addresses();

  const CheckRequest& request_;
  const Plan& plan_;
  Settings settings_;
};

}  // namespace wright
