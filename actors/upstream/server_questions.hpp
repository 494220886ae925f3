#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// The requests of a server that wait for our answer, each under a handle of ours: ids of servers
/// mean nothing outside their connection.
///
/// Bounds: limits::server_requests_max.
class server_questions {
public:
  struct question {
    std::uint64_t handle = 0;
    std::string id;                      ///< the server's, raw
    std::optional<std::uint64_t> during; ///< our request it belongs to
  };

  bool full() const noexcept;

  bool knows(std::string_view id) const { return find(id) != open_.end(); }

  /// Notes a request that is neither known nor one too many; returns its handle.
  std::uint64_t add(std::string id, std::optional<std::uint64_t> during);

  /// Forgets a request because it is answered. Returns the server's id.
  std::optional<std::string> answer(std::uint64_t handle);

  /// Forgets a request because the server gave it up.
  std::optional<question> withdraw(std::string_view id);

private:
  using table = std::map<std::uint64_t, question>;

  table::const_iterator find(std::string_view id) const;

  table open_;
  std::uint64_t last_ = 0;
};

} // namespace gatehouse
