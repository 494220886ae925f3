#pragma once

#include "actors/background.hpp"
#include "actors/queries.hpp"
#include "actors/upstream/io_loop.hpp"
#include "storage/journal.hpp"
#include "storage/projector.hpp"
#include "storage/view_store.hpp"

namespace gatehouse {

/// The reads of the record over the projections.
///
/// Ownership: all references must outlive it.
class record_queries final : public queries {
public:
  record_queries(const journal& log, projector& follower, const view_store& views,
                 background& chores, io_loop& loop)
      : log_(log), follower_(follower), views_(views), chores_(chores), loop_(loop) {}

  void audit(audit_filter filter, page_request page_wanted,
             answer<page<audit_entry>> done) override;
  void audit_call(org_id org, call_id id, answer<audit_entry> done) override;
  void session(session_id id, answer<session_row> done) override;
  void sessions(org_id org, page_request page_wanted, answer<page<session_row>> done) override;

private:
  /// Waits for the head seen now, reads on the background thread, answers on the loop.
  template <class T> void read(std::function<outcome<T>()> find, answer<T> done);

  const journal& log_;
  projector& follower_;
  const view_store& views_;
  background& chores_;
  io_loop& loop_;
};

} // namespace gatehouse
