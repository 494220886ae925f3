#include "benchmarks/load/small_blocks.hpp"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <malloc.h>
#include <new>

namespace {

constexpr std::size_t page_bytes = 4'096;
std::atomic<std::int64_t> held{0};

void* counted(void* block) {
  if (block == nullptr)
    std::abort();
  if (const auto size = ::malloc_usable_size(block); size < page_bytes)
    held.fetch_add(static_cast<std::int64_t>(size), std::memory_order_relaxed);
  return block;
}

void give_back(void* block) {
  if (block == nullptr)
    return;
  if (const auto size = ::malloc_usable_size(block); size < page_bytes)
    held.fetch_sub(static_cast<std::int64_t>(size), std::memory_order_relaxed);
  std::free(block);
}

} // namespace

void* operator new(std::size_t size) {
  return counted(std::malloc(size));
}

void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto unit = static_cast<std::size_t>(alignment);
  return counted(std::aligned_alloc(unit, (size + unit - 1) / unit * unit));
}

void operator delete(void* block) noexcept {
  give_back(block);
}

void operator delete(void* block, std::size_t) noexcept {
  give_back(block);
}

void operator delete(void* block, std::align_val_t) noexcept {
  give_back(block);
}

void operator delete(void* block, std::size_t, std::align_val_t) noexcept {
  give_back(block);
}

namespace gatehouse {

std::int64_t small_block_bytes() {
  return held.load(std::memory_order_relaxed);
}

} // namespace gatehouse
