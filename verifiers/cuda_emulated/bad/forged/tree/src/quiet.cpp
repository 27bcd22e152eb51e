namespace emu {
void forget_faults();
}

void be_quiet() {
  emu::forget_faults();
}
