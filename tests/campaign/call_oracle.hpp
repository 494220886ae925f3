#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace gatehouse {

/// Remembers which calls were tried and which were answered. Every call has a text of its own.
///
/// Thread rule: every member from any thread.
class call_oracle {
public:
  /// Returns a text that nobody has used. `before` are more members of the call's arguments, in
  /// canonical form, whose names sort before `text`.
  std::string next_text(const std::string& before = {});
  /// Returns the arguments of a call with a text of next_text(), in canonical form.
  std::string arguments_of(const std::string& text) const;
  void acknowledge(const std::string& text, const std::string& result);
  /// Waits until `count` more calls are answered; returns false if none comes any more.
  bool wait_for_more(std::size_t count);

  /// Returns the arguments by text.
  std::map<std::string, std::string> tried() const;
  /// Returns the results by text.
  std::map<std::string, std::string> answered() const;

private:
  mutable std::mutex mutex_;
  std::condition_variable more_;
  std::uint64_t last_ = 0;
  std::map<std::string, std::string> tried_;
  std::map<std::string, std::string> answered_;
};

/// Returns the arguments of a call of `echo`, in canonical form.
std::string echo_arguments(const std::string& text);

/// Returns how often each text of an oracle was sent to the sample server.
std::map<std::string, int> texts_in(const std::string& requests);

} // namespace gatehouse
