#pragma once

#include "events/all_events.hpp"

#include <rapidcheck.h>

#include <array>
#include <optional>
#include <string>

/// Choices from small sets, for use inside rc::gen::exec.
namespace gatehouse {

inline std::string any_of(std::initializer_list<std::string> texts) {
  return *rc::gen::elementOf(std::vector<std::string>{texts});
}

/// Returns one of three ids; the instance of this suite never needs more.
template <class Id> Id any_id() {
  return {any_of({"id_1", "id_2", "id_3"})};
}

template <class E> E any_enum() {
  return static_cast<E>(*rc::gen::inRange<int>(0, static_cast<int>(enum_names<E>::names.size())));
}

inline unix_us any_time() {
  return {*rc::gen::inRange<std::int64_t>(1, 1'000'000)};
}

inline digest256 any_digest() {
  return {{*rc::gen::inRange<std::uint8_t>(0, 3)}};
}

inline std::string any_slug() {
  return any_of({"support", "sales", " Support ", "", "mcp", "a"});
}

inline std::string any_pattern() {
  return any_of({"*", "github.*", "slack.org.main.post", "*.bad", ""});
}

inline std::string any_position() {
  return any_of({"a0", "a1", "Zz", "a0V", "not one"});
}

template <class Make> auto any_optional(Make make) {
  return *rc::gen::arbitrary<bool>() ? std::optional{make()} : std::nullopt;
}

inline rule_change any_rule_change() {
  return {any_optional(any_pattern), any_optional(any_enum<policy_action>),
          any_optional(any_position), any_optional(any_id<policy_id>)};
}

/// Returns the result of one of `makers`.
template <class Result, class... Make> rc::Gen<Result> one_of(Make... makers) {
  return rc::gen::oneOf(rc::gen::exec([makers]() -> Result { return makers(); })...);
}

} // namespace gatehouse
