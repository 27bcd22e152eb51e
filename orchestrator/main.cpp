// The program `tensorwright`: parse, dispatch, exit code.
#include "cli/commands.h"

int main(int argc, char** argv) {
  return wright::run_command_line(argc, argv);
}
