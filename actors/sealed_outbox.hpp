#pragma once

#include "actors/background.hpp"
#include "actors/event_outbox.hpp"
#include "actors/published.hpp"
#include "events/core/time.hpp"
#include "storage/crypto/vault.hpp"
#include "storage/journal.hpp"
#include "storage/view_table.hpp"

#include <atomic>

namespace gatehouse {

class io_loop;

/// The outbox in the data folder, sealed with the data keys of the users, or of the orgs where a
/// session is nobody's; written by the background thread. What a key is destroyed for cannot be
/// told again.
///
/// Ownership: everything it is made with must outlive it, and it the tasks of `chores`.
class sealed_outbox final : public event_outbox {
public:
  sealed_outbox(view_table& table, vault& keys, const published& current, background& chores,
                io_loop& loop, clock_source now)
      : keys_(keys), current_(current), chores_(chores), loop_(loop), now_(std::move(now)),
        kept_(table, keys) {}

  outcome<digest256> sign(const org_id& org, std::string_view text) override;
  bool keep(const stream& of, kept_message one) override;
  void read(const stream& of, std::uint64_t after, messages done) override;
  void drop(const session_id& session) override;

private:
  outbox_stream place_of(const stream& of) const;
  void sweep_if_due();

  vault& keys_;
  const published& current_;
  background& chores_;
  io_loop& loop_;
  clock_source now_;
  std::atomic<std::size_t> waiting_bytes_{0};
  outbox kept_;        ///< on the background thread only
  unix_us last_sweep_; ///< there, too
};

} // namespace gatehouse
