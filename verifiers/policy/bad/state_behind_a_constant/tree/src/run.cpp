std::vector<float>& kept() {
  static auto* const all = new std::vector<float>();
  return *all;
}
