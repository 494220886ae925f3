#pragma once

#include <cstdint>

namespace gatehouse {

/// Returns the bytes that this process has asked malloc for so far, whatever became of them; what
/// is made larger counts as asked for anew. Link allocated_bytes.cpp, which stands before the C
/// library's malloc.
std::uint64_t allocated_bytes();

} // namespace gatehouse
