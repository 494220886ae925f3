#include "benchmarks/load/allocated_bytes.hpp"

#include <atomic>
#include <cstddef>

namespace {

std::atomic<std::uint64_t> asked{0};

std::size_t counted(std::size_t bytes) {
  asked.fetch_add(bytes, std::memory_order_relaxed);
  return bytes;
}

} // namespace

// The C library's own names for what stands behind its malloc; operator new calls malloc.
extern "C" {

void* __libc_malloc(std::size_t bytes);
void* __libc_calloc(std::size_t count, std::size_t bytes);
void* __libc_realloc(void* block, std::size_t bytes);
void* __libc_memalign(std::size_t alignment, std::size_t bytes);

void* malloc(std::size_t bytes) {
  return __libc_malloc(counted(bytes));
}

void* calloc(std::size_t count, std::size_t bytes) {
  counted(count * bytes);
  return __libc_calloc(count, bytes);
}

void* realloc(void* block, std::size_t bytes) {
  return __libc_realloc(block, counted(bytes));
}

void* aligned_alloc(std::size_t alignment, std::size_t bytes) {
  return __libc_memalign(alignment, counted(bytes));
}
}

namespace gatehouse {

std::uint64_t allocated_bytes() {
  return asked.load(std::memory_order_relaxed);
}

} // namespace gatehouse
