#pragma once

#include <cstdint>

namespace gatehouse {

/// Returns the bytes of all blocks below one page that operator new has given out and not got back.
/// Actors and their states live in such blocks; RocksDB's memtables and caches take larger ones, so
/// they do not blur the figure. Link small_blocks.cpp, which replaces operator new.
std::int64_t small_block_bytes();

} // namespace gatehouse
