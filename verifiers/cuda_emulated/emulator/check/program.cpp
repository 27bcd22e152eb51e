#include "check/program.h"

#include <cxxabi.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace emu {
namespace {

struct Layout {
  Range image, tls;
};

int visit_program(dl_phdr_info* info, std::size_t size, void* layout);
std::vector<TlsVariable> read_tls_variables();
void add_variables(const char* file, std::size_t bytes, std::vector<TlsVariable>& found);
std::string readable(const char* symbol);

// The first object that is listed is the program.
Layout layout_of_program() {
  Layout layout;
  dl_iterate_phdr(visit_program, &layout);
  return layout;
}

}  // namespace

const Range& program_image() {
  static const Range range = layout_of_program().image;
  return range;
}

Range program_tls() {
  return layout_of_program().tls;
}

const std::vector<TlsVariable>& tls_variables() {
  static const auto& all = *new std::vector<TlsVariable>(read_tls_variables());
  return all;
}

std::uint32_t site_of(const void* return_address) {
  const Range& image = program_image();
  if (!image.has(return_address)) return 0;
  return static_cast<std::uint32_t>(static_cast<const char*>(return_address) - image.begin);
}

namespace {

int visit_program(dl_phdr_info* info, std::size_t size, void* layout) {
  auto& found = *static_cast<Layout*>(layout);
  std::uintptr_t low = UINTPTR_MAX;
  std::uintptr_t high = 0;
  for (int at = 0; at < info->dlpi_phnum; ++at) {
    const ElfW(Phdr)& part = info->dlpi_phdr[at];
    if (part.p_type == PT_LOAD) {
      low = std::min<std::uintptr_t>(low, info->dlpi_addr + part.p_vaddr);
      high = std::max<std::uintptr_t>(high, info->dlpi_addr + part.p_vaddr + part.p_memsz);
    }
    if (part.p_type == PT_TLS && size > offsetof(dl_phdr_info, dlpi_tls_data))
      found.tls = {static_cast<const char*>(info->dlpi_tls_data), part.p_memsz};
  }
  found.image = {reinterpret_cast<const char*>(low), high - low};
  return 1;
}

std::vector<TlsVariable> read_tls_variables() {
  std::vector<TlsVariable> found;
  const int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  if (file < 0) return found;
  struct stat about {};
  fstat(file, &about);
  const auto bytes = static_cast<std::size_t>(about.st_size);
  void* at = mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, file, 0);
  close(file);
  if (at == MAP_FAILED) return found;
  add_variables(static_cast<const char*>(at), bytes, found);
  munmap(at, bytes);
  std::sort(found.begin(), found.end(), [](const TlsVariable& one, const TlsVariable& other) {
    return one.offset < other.offset;
  });
  return found;
}

// The kernel runs this file, so its headers are in order.
void add_variables(const char* file, std::size_t bytes, std::vector<TlsVariable>& found) {
  const auto* head = reinterpret_cast<const ElfW(Ehdr)*>(file);
  if (head->e_shoff + head->e_shnum * sizeof(ElfW(Shdr)) > bytes) return;
  const auto* sections = reinterpret_cast<const ElfW(Shdr)*>(file + head->e_shoff);
  for (int at = 0; at < head->e_shnum; ++at) {
    const ElfW(Shdr)& section = sections[at];
    if (section.sh_type != SHT_SYMTAB || section.sh_link >= head->e_shnum) continue;
    const ElfW(Shdr)& names = sections[section.sh_link];
    if (section.sh_offset + section.sh_size > bytes || names.sh_offset + names.sh_size > bytes)
      return;
    const auto* symbols = reinterpret_cast<const ElfW(Sym)*>(file + section.sh_offset);
    for (std::size_t one = 0; one < section.sh_size / sizeof(ElfW(Sym)); ++one) {
      const ElfW(Sym)& symbol = symbols[one];
      const char* name = file + names.sh_offset + symbol.st_name;
      const bool ours =
          std::strncmp(name, "_ZN3emu", 7) == 0 || std::strstr(name, "N3emu12_GLOBAL");
      if (ELF64_ST_TYPE(symbol.st_info) != STT_TLS || symbol.st_size == 0 || ours) continue;
      const bool guard = std::strncmp(name, "_ZGV", 4) == 0;
      found.push_back({symbol.st_value, symbol.st_size, readable(name), guard});
    }
  }
}

std::string readable(const char* symbol) {
  int status = 0;
  char* text = abi::__cxa_demangle(symbol, nullptr, nullptr, &status);
  const std::string name = text != nullptr ? text : symbol;
  std::free(text);
  return name;
}

}  // namespace
}  // namespace emu
