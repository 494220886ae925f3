#pragma once

#include "actors/background.hpp"
#include "actors/queries.hpp"
#include "actors/upstream/io_loop.hpp"
#include "storage/journal.hpp"
#include "storage/projector.hpp"
#include "storage/view_store.hpp"

namespace gatehouse {

/// Puts a query on the record; calls back once it is durable.
using query_recorder =
    std::function<void(const caller& by, const org_id& org, const std::string& text,
                       std::function<void(outcome<nothing>)> recorded)>;

/// The reads of the record over the projections.
///
/// Ownership: all references must outlive it. The destructor ends the reads that take long.
class record_queries final : public queries {
public:
  record_queries(const journal& log, projector& follower, const view_store& views,
                 background& chores, io_loop& loop, query_recorder recorder)
      : log_(log), follower_(follower), views_(views), chores_(chores), loop_(loop),
        recorder_(std::move(recorder)) {}

  ~record_queries() override { *ending_ = true; }

  void audit(audit_filter filter, page_request page_wanted,
             answer<page<audit_entry>> done) override;
  void audit_call(org_id org, call_id id, answer<audit_entry> done) override;
  void session(session_id id, answer<session_row> done) override;
  void sessions(org_id org, page_request page_wanted, answer<page<session_row>> done) override;
  void audit_news(audit_filter filter, journal_position after,
                  answer<gatehouse::audit_news> done) override;
  void audit_summary(audit_filter filter, give_up_flag given_up,
                     answer<gatehouse::audit_summary> done) override;
  void query(const caller& by, org_id org, std::string text, give_up_flag given_up,
             answer<query_result> done) override;
  void dump(const caller& by, org_id org, journal_position after, give_up_flag given_up,
            answer<dump_part> done) override;

private:
  /// Held by a read that takes long, until it is answered.
  class slot;

  /// Waits for the head seen now, reads on a thread of `where`, answers on the loop.
  template <class T> void read(background& where, std::function<outcome<T>()> find, answer<T> done);
  /// Puts `text` on the record as a query, then reads on a thread for searches.
  template <class T>
  void search(const caller& by, const org_id& org, const std::string& text,
              std::function<outcome<T>(query_scope)> find, answer<T> done);
  template <class T> void refuse(failure why, answer<T> done);
  /// Returns a slot, null if all are held.
  std::shared_ptr<slot> take_slot();
  std::function<bool()> ends_with(give_up_flag given_up) const;
  record_reader records() const;

  const journal& log_;
  projector& follower_;
  const view_store& views_;
  background& chores_;
  io_loop& loop_;
  query_recorder recorder_;
  std::shared_ptr<std::atomic<std::size_t>> running_ =
      std::make_shared<std::atomic<std::size_t>>(0);
  std::shared_ptr<std::atomic<bool>> ending_ = std::make_shared<std::atomic<bool>>(false);
  background searches_{"searches", limits::queries_running_max};
};

} // namespace gatehouse
