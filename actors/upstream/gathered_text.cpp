#include "actors/upstream/gathered_text.hpp"

#include <utility>

namespace gatehouse {

void gathered_text::append(std::string_view bytes) {
  while (!bytes.empty()) {
    if (last_.size() == block_bytes) {
      in_blocks_ += last_.size();
      blocks_.push_back(std::exchange(last_, {}));
      last_.reserve(block_bytes);
    }
    const auto part = bytes.substr(0, block_bytes - last_.size());
    last_.append(part);
    bytes.remove_prefix(part.size());
  }
}

std::string gathered_text::take() {
  if (blocks_.empty())
    return std::exchange(last_, {});
  std::string whole;
  whole.reserve(size() + room_bytes);
  for (const auto& block : blocks_)
    whole += block;
  whole += last_;
  clear();
  return whole;
}

void gathered_text::clear() noexcept {
  blocks_.clear();
  in_blocks_ = 0;
  last_.clear();
}

} // namespace gatehouse
