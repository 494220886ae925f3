#pragma once

#include "actors/event_outbox.hpp"
#include "actors/upstream/io_loop.hpp"
#include "storage/crypto/vault.hpp"
#include "storage/view_table.hpp"

#include <memory>
#include <utility>

namespace gatehouse {

/// The real outbox over memory, written at once; one key for all orgs, time as the test says.
///
/// Thread rule: on the loop, but for `full`, which is set before.
class fake_outbox final : public event_outbox {
public:
  explicit fake_outbox(io_loop& loop) : loop_(loop) {}

  bool full = false; ///< refuses to keep anything

  outcome<digest256> sign(const org_id& org, std::string_view text) override {
    return keys_->argument_digest(key_, org.value + " " + std::string{text});
  }

  bool keep(const stream& of, kept_message one) override {
    if (!full)
      static_cast<void>(kept_.keep(place_of(of), one, {1}));
    return !full;
  }

  void read(const stream& of, std::uint64_t after, messages done) override {
    loop_.post([found = kept_.read(place_of(of), after), done = std::move(done)]() mutable {
      done(std::move(found));
    });
  }

  void drop(const session_id& session) override { static_cast<void>(kept_.drop(session)); }

private:
  outbox_stream place_of(const stream& of) const { return {key_, of.session, of.name}; }

  io_loop& loop_;
  std::unique_ptr<view_table> table_ = make_memory_table();
  std::unique_ptr<vault> keys_ = vault::in_memory();
  data_key_id key_ = *keys_->create_data_key();
  outbox kept_{*table_, *keys_};
};

} // namespace gatehouse
