#pragma once

#include "events/core/ids.hpp"
#include "storage/journal.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace gatehouse {

/// Writes what sessions did in former days straight into the log of a data folder that no server
/// has open: the same records as of real calls, but without waiting for any.
///
/// Errors: a log that cannot be written ends the program.
class past_writer {
public:
  past_writer(const std::string& data_folder, org_id org, toolkit_id toolkit);
  ~past_writer();
  past_writer(const past_writer&) = delete;
  past_writer& operator=(const past_writer&) = delete;

  /// Adds sessions that are still open, each with so many finished calls: one event, and two for
  /// each call.
  void add_sessions(std::uint64_t count, std::uint64_t calls_each);
  /// Adds the rules with the numbers from `first` on to the toolkit; none is about the connection
  /// `up`, and all stand before those that do.
  void add_rules(std::uint64_t first, std::uint64_t count);

  /// Returns the number of events in the log.
  std::uint64_t events() const { return journal_->head().value; }

private:
  class window;

  void append(append_batch batch);

  org_id org_;
  toolkit_id toolkit_;
  std::unique_ptr<log_store> log_;
  std::unique_ptr<journal> journal_;
  std::unique_ptr<window> window_;
};

} // namespace gatehouse
