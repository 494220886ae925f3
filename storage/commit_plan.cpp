#include "storage/commit_plan.hpp"

#include "events/core/limits.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace gatehouse {

namespace {

/// What a record weighs beside its texts: numbers, lengths, its leaf hash.
constexpr std::size_t record_overhead_bytes = 128;

std::size_t context_bytes(const record_context& context) {
  return context.org.value.size() + context.session.value.size() + context.principal.value.size() +
         context.credential.value.size() + context.correlation.value.size() +
         context.data_key.value.size();
}

outcome<nothing> check_name(const stream_id& stream) {
  // In the keys of the views a zero byte ends the name, and no name sorts behind 0xff.
  auto printable = [](char c) { return c > ' ' && c <= '~'; };
  if (!stream.value.empty() && stream.value.size() <= limits::stream_name_bytes_max &&
      std::all_of(stream.value.begin(), stream.value.end(), printable))
    return nothing{};
  return failure{errc::invalid_argument, "a stream's name is 1 to " +
                                             std::to_string(limits::stream_name_bytes_max) +
                                             " printable ASCII characters"};
}

bool names_a_stream_twice(const append_batch& batch) {
  std::vector<std::string_view> names;
  for (const auto& part : batch.streams)
    names.push_back(part.stream.value);
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) != names.end();
}

/// The versions during one group: those of the journal, and what the group has added so far.
class group_versions {
public:
  explicit group_versions(const version_lookup& version_of) : version_of_(version_of) {}

  outcome<nothing> check(const stream_id& stream, stream_version expected) const {
    auto added = added_.find(stream.value);
    auto current =
        added != added_.end() ? outcome<stream_version>{added->second} : version_of_(stream);
    if (!current)
      return current.error();
    if (*current == expected)
      return nothing{};
    return failure{errc::conflict, stream.value + " is at version " +
                                       std::to_string(current->value) + ", not " +
                                       std::to_string(expected.value)};
  }

  void advance(const stream_id& stream, stream_version version) {
    added_.insert_or_assign(stream.value, version);
  }

private:
  const version_lookup& version_of_;
  std::unordered_map<std::string_view, stream_version> added_; ///< names live in the batches
};

outcome<nothing> check_versions(const append_batch& batch, const group_versions& versions) {
  for (const auto& part : batch.streams)
    if (auto same = versions.check(part.stream, part.expected); !same)
      return same;
  for (const auto& read : batch.reads)
    if (auto same = versions.check(read.stream, read.version); !same)
      return same;
  return nothing{};
}

} // namespace

outcome<std::size_t> measure(const append_batch& batch) {
  std::size_t events = 0;
  std::size_t bytes = 0;
  for (const auto& part : batch.streams) {
    if (auto named = check_name(part.stream); !named)
      return named.error();
    if (part.events.empty())
      return failure{errc::invalid_argument, "nothing to append to " + part.stream.value};
    for (const auto& one : part.events) {
      if (one.payload.size() > limits::event_bytes_max)
        return failure{errc::too_large, "an event of " + part.stream.value + " is too large"};
      bytes += one.payload.size() + part.stream.value.size();
    }
    events += part.events.size();
  }
  if (events == 0)
    return failure{errc::invalid_argument, "an empty batch"};
  if (names_a_stream_twice(batch))
    return failure{errc::invalid_argument, "a batch names a stream twice"};
  if (events > limits::batch_events_max)
    return failure{errc::too_large, "a batch has too many events"};
  if (batch.reads.size() > limits::read_set_max)
    return failure{errc::too_large, "a batch has read too many streams"};
  for (const auto& read : batch.reads)
    if (auto named = check_name(read.stream); !named)
      return named.error();
  bytes += events * (record_overhead_bytes + context_bytes(batch.context));
  if (bytes > limits::commit_bytes_max)
    return failure{errc::too_large, "a batch is larger than one commit"};
  return bytes;
}

commit_plan plan_commit(std::span<append_batch> batches, journal_end end, unix_us now,
                        const version_lookup& version_of) {
  commit_plan plan;
  group_versions versions{version_of};
  auto at = std::max(end.at, now);
  auto next = end.last.value + 1;
  for (auto& batch : batches) {
    if (auto fits = check_versions(batch, versions); !fits) {
      plan.results.emplace_back(fits.error());
      continue;
    }
    append_receipt receipt{.first = {next}, .last = {}, .at = at};
    for (auto& part : batch.streams) {
      auto version = part.expected.value;
      for (auto& one : part.events)
        plan.records.push_back({.position = {next++},
                                .stream = part.stream,
                                .version = {++version},
                                .at = at,
                                .context = batch.context,
                                .event_number = one.event_number,
                                .event_version = one.event_version,
                                .payload = std::move(one.payload)});
      versions.advance(part.stream, {version});
    }
    receipt.last = {next - 1};
    plan.results.emplace_back(receipt);
  }
  return plan;
}

} // namespace gatehouse
