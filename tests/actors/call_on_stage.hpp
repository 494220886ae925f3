#pragma once

#include "tests/actors/small_org.hpp"

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace gatehouse {

/// Calls in one session of the small org, whose catalog is known.
class call_on_stage : public testing::Test {
protected:
  call_on_stage() { acme.list_catalog(); }

  stage::started_call start(const std::string& name, const std::string& arguments = "{}") {
    auto one = set.call(acme.session, acme.at(), tool_request(name, arguments));
    set.run();
    return one;
  }

  void commit() {
    set.log.commit();
    set.run();
  }

  /// Starts a call and brings it to its upstream.
  stage::started_call dispatch(const std::string& name = "github__echo") {
    auto one = start(name);
    commit();
    return one;
  }

  void reply(upstream_reply reply) {
    set.reply(set.dispatched().back().call, std::move(reply));
    set.run();
  }

  static errc code_of(const stage::started_call& one) {
    EXPECT_TRUE(one.answer->has_value());
    return one.answer->value().error().code;
  }

  /// The events of the session, oldest first.
  std::vector<session::event> events() const {
    std::vector<session::event> all;
    for (const auto& one : set.log.records())
      if (one.stream == acme.stream())
        all.push_back(*decode_event<session>(one.event_number, one.event_version, one.payload));
    return all;
  }

  template <class Event> Event last() const { return std::get<Event>(events().back()); }

  static inline const upstream_reply result{upstream_reply::kind::result, R"({"content":[]})", "",
                                            false};

  stage set;
  small_org acme{set};
};

} // namespace gatehouse
