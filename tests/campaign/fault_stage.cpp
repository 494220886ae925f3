#include "tests/campaign/fault_stage.hpp"

#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <new>
#include <sys/mman.h>
#include <unistd.h>

namespace gatehouse {

fault_stage::fault_stage() {
  std::filesystem::create_directory(facts_file() + ".held");
  std::ofstream{facts_file()}.flush();
  const int file = ::open(board_file().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0 || ::ftruncate(file, sizeof(fault_board)) != 0)
    std::abort();
  void* page = ::mmap(nullptr, sizeof(fault_board), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  ::close(file);
  if (page == MAP_FAILED)
    std::abort();
  board_ = new (page) fault_board{};
  heal();
}

fault_stage::~fault_stage() {
  ::munmap(board_, sizeof(fault_board));
}

std::map<std::string, std::string> fault_stage::environment(const std::string& data,
                                                            const std::string& keys) const {
  return {{"LD_PRELOAD", GATEHOUSE_DISK_SHIM},
          {board_variable, board_file()},
          {facts_variable, facts_file()},
          {data_variable, data},
          {keys_variable, keys}};
}

void fault_stage::arm(const disk_fault& fault) {
  board_->armed = 0;
  board_->fault = fault;
  board_->fitting = 0;
  board_->fired = 0;
  board_->armed.store(1, std::memory_order_release);
}

bool fault_stage::call_off() {
  constexpr std::uint32_t too_many = 1u << 30;
  return board_->fitting.fetch_add(too_many) > board_->fault.passed;
}

void fault_stage::heal() {
  board_->armed = 0;
  board_->fired = 0;
  delay_syncs(0);
  leave_space(-1);
}

} // namespace gatehouse
