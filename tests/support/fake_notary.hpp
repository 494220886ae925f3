#pragma once

#include "actors/notary.hpp"
#include "actors/upstream/io_loop.hpp"

#include <string>
#include <utility>
#include <vector>

namespace gatehouse {

/// A notary that says what a test wants and keeps what it was asked.
///
/// Thread rule: notary on the loop; the members before the first request and after the last.
class fake_notary final : public notary {
public:
  explicit fake_notary(io_loop& loop) : loop_(loop) {}

  std::vector<std::string> cosigned;
  std::vector<std::string> proven; ///< "org call record"
  std::string checkpoint = "a checkpoint\n";
  std::string failing; ///< why no checkpoint can be signed

  outcome<std::string> newest_checkpoint() const override {
    if (checkpoint.empty())
      return failure{errc::not_found, "There is no checkpoint yet."};
    return checkpoint;
  }

  void cosign(std::string note, answer<nothing> done) override {
    cosigned.push_back(note);
    const bool good = note == checkpoint;
    loop_.post([done = std::move(done), good] {
      done(good ? outcome<nothing>{nothing{}} : failure{errc::checkpoint_invalid, "no"});
    });
  }

  void prove(org_id org, call_id call, call_record which, answer<std::string> done) override {
    proven.push_back(org.value + " " + call.value +
                     (which == call_record::end ? " end" : " decision"));
    loop_.post([done = std::move(done)] { done(std::string{"a proof\n"}); });
  }

  void prove_consistency(std::uint64_t size, answer<std::string> done) override {
    proven.push_back("from " + std::to_string(size));
    loop_.post([done = std::move(done)] { done(std::string{"old 1\n"}); });
  }

  std::string trouble() const override { return failing; }

  void change_key(principal_id by, bool without_old, answer<std::string> done) override {
    loop_.post([done = std::move(done), by, without_old] {
      done("log+1+" + by.value + (without_old ? "+alone" : ""));
    });
  }

private:
  io_loop& loop_;
};

} // namespace gatehouse
