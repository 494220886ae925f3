#include "app/output/progress.hpp"

#include <ostream>

namespace gatehouse {

progress_line::~progress_line() {
  if (drawn_)
    where_.err << "\r\x1b[K" << std::flush;
}

void progress_line::show(std::uint64_t done, std::uint64_t total) {
  const auto now = std::chrono::steady_clock::now();
  if (!where_.interactive || now - shown_ < std::chrono::seconds{1})
    return;
  shown_ = now;
  drawn_ = true;
  where_.err << "\r\x1b[K" << verb_ << " " << done << " of " << total << std::flush;
}

} // namespace gatehouse
