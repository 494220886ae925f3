#include "storage/crypto/merkle.hpp"

#include "storage/byte_io.hpp"
#include "storage/crypto/digest.hpp"

#include <bit>

namespace gatehouse {

void merkle_frontier::append(const digest256& leaf) {
  digest256 node = leaf;
  // Each trailing 1 bit is a perfect subtree as large as the one that ends in the new leaf.
  for (auto rest = size_; (rest & 1) != 0; rest >>= 1) {
    node = merkle_node(peaks_.back(), node);
    peaks_.pop_back();
  }
  peaks_.push_back(node);
  ++size_;
}

digest256 merkle_frontier::root() const {
  if (peaks_.empty())
    return sha256({});
  digest256 node = peaks_.back();
  for (auto left = peaks_.rbegin() + 1; left != peaks_.rend(); ++left)
    node = merkle_node(*left, node);
  return node;
}

std::string merkle_frontier::encode() const {
  std::string out;
  append_varint(out, size_);
  for (const auto& peak : peaks_)
    append_digest(out, peak);
  return out;
}

outcome<merkle_frontier> merkle_frontier::decode(std::string_view bytes) {
  byte_reader in{bytes};
  merkle_frontier read;
  read.size_ = in.varint();
  for (int peaks = std::popcount(read.size_); peaks > 0; --peaks)
    read.peaks_.push_back(in.digest());
  if (in.ok() && !in.at_end())
    in.fail("trailing bytes");
  if (!in.ok())
    return in.error();
  return read;
}

} // namespace gatehouse
