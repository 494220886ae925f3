#pragma once

#include "storage/event_codec.hpp"
#include "storage/json/fields_json.hpp"

#include <gtest/gtest.h>

#include <source_location>
#include <string>
#include <utility>

namespace gatehouse {

/// Returns events as a reader compares them, one a line: their names and all their fields.
template <aggregate A> std::string text_of(const events_of<A>& events) {
  std::string text;
  for (const auto& event : events) {
    json_writer out;
    std::visit([&](const auto& one) { write_json(out, one); }, event);
    text += std::visit([](const auto& one) { return std::string{one.type.name}; }, event);
    text += ' ' + out.take() + '\n';
  }
  return text;
}

/// Returns the bytes the journal would hold: equal bytes are equal events.
template <aggregate A> std::string bytes_of(const events_of<A>& events) {
  std::string bytes;
  for (const auto& event : events) {
    auto encoded = encode_event<A>(event);
    append_varint(bytes, encoded.event_number);
    append_varint(bytes, encoded.event_version);
    append_bytes(bytes, encoded.payload);
  }
  return bytes;
}

/// Returns the state that `events` lead to.
template <aggregate A>
typename A::state state_after(const events_of<A>& events, typename A::state state = {}) {
  for (const auto& event : events)
    evolve<A>(state, event);
  return state;
}

/// What a command led to. Failures are reported at the line of the `then`.
template <aggregate A> class decided {
public:
  explicit decided(decision_of<A> what) : what_(std::move(what)) {}

  void then(const events_of<A>& expected,
            std::source_location at = std::source_location::current()) const {
    if (!what_)
      fail(at) << "refused: " << what_.error().detail << "\nbut expected:\n"
               << text_of<A>(expected);
    else if (bytes_of<A>(*what_) != bytes_of<A>(expected))
      fail(at) << "led to:\n" << text_of<A>(*what_) << "but expected:\n" << text_of<A>(expected);
  }

  void then_nothing(std::source_location at = std::source_location::current()) const {
    then({}, at);
  }

  /// `says` is what the detail must contain.
  void then_refused(errc code, std::string_view says = {},
                    std::source_location at = std::source_location::current()) const {
    if (what_)
      fail(at) << "led to:\n" << text_of<A>(*what_) << "but expected " << to_string(code);
    else if (what_.error().code != code || what_.error().detail.find(says) == std::string::npos)
      fail(at) << "refused as " << to_string(what_.error().code) << ": " << what_.error().detail
               << "\nbut expected " << to_string(code) << ": " << says;
  }

  /// For what depends on the events, like the state after them.
  const decision_of<A>& outcome() const { return what_; }

private:
  /// Collects a message and reports it when the statement ends.
  class fail {
  public:
    explicit fail(std::source_location at) : at_(at) {}

    ~fail() { ADD_FAILURE_AT(at_.file_name(), static_cast<int>(at_.line())) << message_; }

    template <class T> fail& operator<<(const T& part) {
      message_ << part;
      return *this;
    }

  private:
    std::source_location at_;
    testing::Message message_;
  };

  decision_of<A> what_;
};

/// The tests of an aggregate read as sentences:
///
///   given<session>({opened}).when(use_session{stranger}).then_refused(errc::session_foreign);
///
/// What has happened is given as events, or where it would take too many, as the state itself.
template <aggregate A> class given {
public:
  given() = default;

  given(const events_of<A>& past) : state_(state_after<A>(past)) {}

  explicit given(typename A::state state) : state_(std::move(state)) {}

  decided<A> when(const typename A::command& command) const {
    return decided<A>{decide<A>(state_, command)};
  }

  const typename A::state& state() const { return state_; }

private:
  typename A::state state_;
};

} // namespace gatehouse
