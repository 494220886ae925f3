#pragma once

#include "storage/crypto/merkle.hpp"
#include "storage/log_store.hpp"

#include <string_view>

namespace gatehouse {

/// The meta key under which every group commit leaves the Merkle frontier that it ends at.
inline constexpr std::string_view frontier_key = "merkle_frontier";

/// Reads the Merkle frontier that the last commit to `log` left; also while it is written.
/// Errors: `journal_damaged`, `io_failed`.
outcome<merkle_frontier> stored_frontier(const log_store& log);

/// Reads the Merkle frontier of `log` and checks that it stands at the last record.
///
/// Both are written in one batch, so a difference means that records were lost or added outside.
/// Errors: `journal_damaged`, `io_failed`.
outcome<merkle_frontier> read_frontier(const log_store& log);

} // namespace gatehouse
