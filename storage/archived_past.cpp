#include "storage/archived_past.hpp"

#include "storage/codec.hpp"
#include "storage/json/rfc3339.hpp"

namespace gatehouse {

namespace {

constexpr std::string_view archived_key = "archived";

/// Programs that know schema 1 alone would take an archived record for a damaged one.
constexpr std::string_view archived_schema = "2";

} // namespace

journal_position archived_past::last() const noexcept {
  return {parts.empty() ? 0 : parts.back().last};
}

bool archived_past::covers(const found_entry& one) const noexcept {
  return one.bytes.empty() && one.position <= last() && one.leaf != digest256{};
}

failure archived_past::refusal(journal_position position) const {
  for (const auto& one : parts)
    if (position.value >= one.first && position.value <= one.last)
      return {errc::gone, "The record at position " + std::to_string(position.value) +
                              " is archived: positions " + std::to_string(one.first) + " to " +
                              std::to_string(one.last) + " lie in the segment '" + one.segment +
                              "' of " + to_rfc3339(one.made_at) +
                              "; give its folder with --archive."};
  return {errc::journal_damaged,
          "position " + std::to_string(position.value) + " is archived in no segment"};
}

outcome<archived_past> read_archived_past(const log_store& log) {
  auto bytes = log.meta(archived_key);
  if (!bytes)
    return bytes.error();
  return *bytes ? decode_fields<archived_past>(**bytes) : archived_past{};
}

outcome<nothing> refuse_archived(const log_store& log) {
  const auto past = read_archived_past(log);
  if (!past || past->parts.empty())
    return past ? outcome<nothing>{nothing{}} : past.error();
  outcome<nothing> complete = nothing{};
  auto read = log.read({1}, [&](const stored_record& one) {
    if (one.bytes.empty())
      complete = past->refusal(one.position);
    return complete && one.position < past->last();
  });
  return read ? complete : read;
}

std::vector<std::pair<std::string, std::string>> meta_of(const archived_past& past) {
  return {{"schema", std::string{archived_schema}},
          {std::string{archived_key}, encode_fields(past)}};
}

} // namespace gatehouse
