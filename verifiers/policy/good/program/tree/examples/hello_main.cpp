int main(int count, char**) {
  return count == 1 ? 0 : 2;
}
