#pragma once

#include "actors/queries.hpp"
#include "actors/upstream/deadline.hpp"
#include "http/exchange.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace gatehouse {

class io_loop;

/// One client that follows the audit: looks at the record now and then, and sends what is new.
///
/// Thread rule: on the I/O loop only. Ownership: `gate` and `loop` must outlive it.
/// Bounds: limits::watches_max together with all other event streams; a client that takes too
/// little is disconnected.
class audit_follower : public std::enable_shared_from_this<audit_follower> {
public:
  audit_follower(gateway& gate, io_loop& loop, audit_filter filter, journal_position seen,
                 std::string token)
      : gate_(gate), loop_(loop), filter_(std::move(filter)), seen_(seen),
        token_(std::move(token)) {}

  void start(const exchange_ptr& x);

private:
  void look();
  void tell(outcome<audit_news> found);
  void rest();
  bool may_go_on() const;
  void end();

  gateway& gate_;
  io_loop& loop_;
  audit_filter filter_;
  journal_position seen_;
  std::string token_;
  std::shared_ptr<response_stream> out_;
  std::optional<deadline> timer_;
  std::chrono::milliseconds silent_{0};
};

} // namespace gatehouse
