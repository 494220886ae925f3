#include "actors/upstream/message_budget.hpp"

#include "events/core/limits.hpp"

#include <utility>

namespace gatehouse {

bool message_budget::admit(std::size_t bytes, clock::time_point now) {
  if (now - second_ >= std::chrono::seconds{1}) {
    second_ = now;
    messages_ = bytes_ = 0;
  }
  const bool fits =
      messages_ < limits::server_messages_max && bytes <= limits::server_message_bytes_max - bytes_;
  if (fits) {
    ++messages_;
    bytes_ += bytes;
  } else {
    ++refused_;
  }
  return fits;
}

std::size_t message_budget::take_refused() {
  return std::exchange(refused_, 0);
}

} // namespace gatehouse
