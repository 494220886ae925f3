#pragma once

#include "events/core/bytes.hpp"
#include "events/core/ids.hpp"
#include "events/core/time.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace gatehouse {

/// Who and what an appended batch belongs to; set at the edge, the same for all its events.
struct record_context {
  org_id org;
  session_id session;
  principal_id principal;
  token_id credential;
  correlation_id correlation;
  journal_position causation; ///< the event that led to this one, 0 if none
  data_key_id data_key;       ///< the key of the sealed fields, empty if none

  friend bool operator==(const record_context&, const record_context&) = default;
};

/// One event as the journal holds it. The grammar of its bytes is docs/formats/journal.md.
struct record {
  journal_position position;
  stream_id stream;
  stream_version version;
  unix_us at; ///< stamped by the committer, never decreasing along the journal
  record_context context;
  std::uint32_t event_number = 0; ///< event_type::number
  std::uint32_t event_version = 0;
  std::string payload;

  friend bool operator==(const record&, const record&) = default;
};

/// An encoded event that has no place in the journal yet.
struct new_event {
  std::uint32_t event_number = 0;
  std::uint32_t event_version = 0;
  std::string payload;
};

/// Events for one stream, to be appended only if it still ends at `expected`.
struct stream_append {
  stream_id stream;
  stream_version expected;
  std::vector<new_event> events;
};

/// A stream a decision was based on, as it was then.
struct stream_read {
  stream_id stream;
  stream_version version;
};

/// What is appended whole or not at all.
struct append_batch {
  std::vector<stream_append> streams;
  std::vector<stream_read> reads; ///< the read-set: each must still be at its version
  record_context context;
};

/// Where an appended batch went.
struct append_receipt {
  journal_position first;
  journal_position last;
  unix_us at;
};

} // namespace gatehouse
