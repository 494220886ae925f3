#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// A text that arrives in pieces and is wanted whole. A short one grows in place; a long one is
/// kept in blocks until it is put together, once and at its size: so it asks for twice its bytes of
/// memory at most, while a string that doubles its room asks for up to four times.
class gathered_text {
public:
  /// Room left behind what take() returns, for whoever puts an envelope around it.
  static constexpr std::size_t room_bytes = 512;

  void append(std::string_view bytes);

  std::size_t size() const noexcept { return in_blocks_ + last_.size(); }

  bool empty() const noexcept { return size() == 0; }

  /// Returns the whole text and begins anew.
  std::string take();

  void clear() noexcept;

private:
  static constexpr std::size_t block_bytes = 64u << 10;

  std::vector<std::string> blocks_; ///< full ones
  std::size_t in_blocks_ = 0;
  std::string last_;
};

} // namespace gatehouse
