#include "storage/log_frontier.hpp"

namespace gatehouse {

outcome<merkle_frontier> read_frontier(const log_store& log) {
  auto bytes = log.meta(frontier_key);
  if (!bytes)
    return bytes.error();
  merkle_frontier frontier;
  if (bytes->has_value()) {
    auto decoded = merkle_frontier::decode(**bytes);
    if (!decoded)
      return decoded.error();
    frontier = std::move(*decoded);
  }
  auto last = log.last().value;
  if (frontier.size() != last)
    return failure{errc::journal_damaged, "the Merkle tree has " + std::to_string(frontier.size()) +
                                              " records but the log ends at position " +
                                              std::to_string(last)};
  return frontier;
}

} // namespace gatehouse
