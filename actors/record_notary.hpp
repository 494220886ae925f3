#pragma once

#include "actors/notary.hpp"
#include "actors/operator_log.hpp"
#include "actors/startup.hpp"
#include "actors/upstream/io_loop.hpp"
#include "events/instance/instance.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace gatehouse {

/// The notary over an opened folder, with a thread of its own: signing waits for the disk, and a
/// proof reads the whole log.
///
/// Ownership: all references must outlive it. The destructor does what is queued, signs for what is
/// left and joins the thread; nothing may be appended to the log by then.
class record_notary final : public notary {
public:
  /// Has the instance name a key; `done` is called on any thread, when it is in force.
  using key_naming =
      std::function<void(name_checkpoint_key what, std::function<void(outcome<nothing>)> done)>;

  record_notary(
      const opened_folder& folder, const published& current, io_loop& loop, clock_source now,
      key_naming name_key, operator_log tell = [](const std::string&) {});
  ~record_notary() override;

  outcome<std::string> newest_checkpoint() const override;
  void cosign(std::string note, answer<nothing> done) override;
  void prove(org_id org, call_id call, call_record which, answer<std::string> done) override;
  void prove_consistency(std::uint64_t size, answer<std::string> done) override;
  std::string trouble() const override;
  void change_key(principal_id by, bool without_old, answer<std::string> done) override;

  /// Waits for what is queued. Called while the actors that name keys are there.
  void drain();

  /// Returns how many checkpoints could not be written.
  std::uint64_t failures() const noexcept { return failures_; }

private:
  using task = std::function<void()>;

  void run();
  bool take(task& next);
  bool post(task one);
  checkpoint_signers signers() const;
  void note(const outcome<nothing>& written);
  outcome<std::string> make_proof(const org_id& org, const call_id& call, call_record which);
  outcome<std::string> make_consistency_proof(std::uint64_t size) const;
  outcome<nothing> may_change_key(bool without_old) const;
  outcome<std::string> new_key();
  void settle_key(const std::string& key, const outcome<nothing>& named,
                  const answer<std::string>& done);

  /// Answers on the loop.
  template <class T> void reply(const answer<T>& done, outcome<T> result) const {
    loop_.post([done, result = std::move(result)]() mutable { done(std::move(result)); });
  }

  const opened_folder& folder_;
  const published& current_;
  io_loop& loop_;
  clock_source now_;
  key_naming name_key_;
  operator_log tell_;
  bool changing_key_ = false; ///< of the thread: nothing is signed until it is known which is named

  std::atomic<std::uint64_t> failures_ = 0;

  mutable std::mutex mutex_; ///< guards what follows
  std::string trouble_;
  std::condition_variable wake_;
  std::deque<task> tasks_;
  bool ending_ = false;
  std::thread thread_;
};

} // namespace gatehouse
