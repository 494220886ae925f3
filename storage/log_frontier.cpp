#include "storage/log_frontier.hpp"

namespace gatehouse {

outcome<merkle_frontier> stored_frontier(const log_store& log) {
  auto bytes = log.meta(frontier_key);
  if (!bytes)
    return bytes.error();
  return *bytes ? merkle_frontier::decode(**bytes) : merkle_frontier{};
}

outcome<merkle_frontier> read_frontier(const log_store& log) {
  auto read = stored_frontier(log);
  if (!read)
    return read;
  auto frontier = *std::move(read);
  auto last = log.last().value;
  if (frontier.size() != last)
    return failure{errc::journal_damaged, "the Merkle tree has " + std::to_string(frontier.size()) +
                                              " records but the log ends at position " +
                                              std::to_string(last)};
  return frontier;
}

} // namespace gatehouse
