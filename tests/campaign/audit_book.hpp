#pragma once

#include "storage/crypto/vault.hpp"
#include "tests/campaign/call_oracle.hpp"
#include "tests/campaign/rest_client.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace gatehouse {

/// What the audit says of a call, as REST answers it.
struct audit_line {
  std::uint64_t position = 0;
  std::string call;
  std::string session;
  std::string tool;
  std::string outcome;
  std::string reason;
  std::string key; ///< that the arguments are sealed with
  std::string arguments_digest;
  std::string result_digest;

  auto operator<=>(const audit_line&) const = default;
};

/// Returns the audit of `acme` beyond a position, oldest first, read page by page.
std::vector<audit_line> read_audit(test_rest_client& rest, std::uint64_t after = 0);

/// The audit as it was read while no call was running, held against an oracle: a line that has been
/// read must never change.
class audit_book {
public:
  /// `keys` is the keys folder of the instance: digests are keyed.
  explicit audit_book(const std::string& keys);

  /// Reads on and returns what contradicts the oracle: a call that was answered and is not there
  /// as ok with its very result, a call that is there twice, a call that nobody made, a call that
  /// is still open.
  std::vector<std::string> check(test_rest_client& rest, const call_oracle& oracle);

  const std::vector<audit_line>& lines() const noexcept { return lines_; }

  /// Returns which of `texts` have no line.
  std::set<std::string> unrecorded(const std::set<std::string>& texts);

private:
  std::string digest_of(const std::string& content);

  std::unique_ptr<vault> keys_;
  data_key_id key_;
  std::vector<audit_line> lines_;
  std::map<std::string, std::size_t> by_digest_; ///< place in lines_ by digest of the arguments
  std::map<std::string, std::string> digests_;   ///< digest by text, of all that was tried
  std::map<std::string, std::string> texts_;     ///< text by digest
  std::set<std::string> settled_;                ///< answered texts that were found good
};

} // namespace gatehouse
